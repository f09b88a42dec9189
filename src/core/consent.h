// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What may be looked at beyond the computers themselves, because somebody who may agree did so (table consent). Nothing is looked at without it.
#ifndef BOLWERK_CONSENT_H
#define BOLWERK_CONSENT_H

#include "../db/db.h"

struct consent {
	const char *kind;   // network or domain
	const char *target; // as consent_target gives it
	const char *depth;  // devices, services, logins; for a domain public or lookalikes
	const char *never;  // addresses that are never touched, separated by a space; NULL: none
	const char *person; // who agrees
	int from_hour, to_hour; // looks begin between these hours (0 to 23, to_hour not included); -1: any time
	const char *until_on; // YYYY-MM-DD; NULL: a year from now
};

// Makes of what somebody typed what is looked at: a network as the CIDR of its first address ("192.168.1.7/24" → "192.168.1.0/24"), of private addresses and
// at most a /16 wide; a domain in lower case, without scheme, "www." or path. Says what is wrong as a kept text (say.h) in *ret_why.
bool consent_target(struct arena *a, const char *kind, struct text typed, const char **ret, const char **ret_why);

// Whether each word is an address or CIDR; makes one list separated by a space of what commas, spaces and lines part. NULL when one is none.
const char *consent_addresses(struct arena *a, struct text typed);

// Notes an agreement, and makes the network or domain known. An earlier one for the same target ends with it.
bool consent_give(struct db *d, const struct consent *c, int64_t now, int64_t *ret, struct err *e);

// The newest agreement that stands for a target and goes at least as far as depth; person: of that person alone, NULL: of anybody. 0 when there is none.
int64_t consent_standing(struct db *d, const char *kind, const char *target, const char *depth, const char *person, int64_t now);

#endif
