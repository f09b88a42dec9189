// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Questions to the name system, with proof that the answers are right (libunbound validates DNSSEC from the root's key on). Many questions travel at
// once; each is asked once. Bounded: how many questions, how long in all, how large an answer. May be used by several threads at once.
#ifndef BOLWERK_NAME_H
#define BOLWERK_NAME_H

#include "../collect.h"
#include "../read/record.h"

#define NAME_ASKED_MAX 2500   // questions of one look
#define NAME_RECORDS_MAX 200  // records of one answer
#define NAME_BYTES_MAX 65535  // bytes of one answer

enum name_state {
	NAME_FOUND,  // there are records
	NAME_EMPTY,  // the name is there, but nothing of that type
	NAME_NONE,   // there is no such name
	NAME_FAILED, // no answer, or one that makes no sense
};

enum name_trust {
	NAME_UNKNOWN,  // the resolver does not pass signatures on, or did not answer
	NAME_INSECURE, // not signed
	NAME_SECURE,   // signed and right
	NAME_BOGUS,    // signed and wrong: `why` says what
};

struct name_answer {
	const char *name;
	int type;
	enum name_state state;
	enum name_trust trust;
	const char *why, *canonical; // canonical: the name at the end of aliases; NULL when there were none
	struct text *data;           // of each record
	size_t n;
	struct text packet;
	struct name_answer *next; // in the list of all that was asked
	bool done;
};

struct names;

// Opens a resolver as the owner asked for (struct domain_ask). budget_ms: for all questions together. It ends with the arena.
bool names_open(struct arena *a, const struct domain_ask *ask, int budget_ms, struct names **ret, struct err *e);

// Whether the resolver passes signatures on, so that secure and insecure can be told apart.
bool names_validate(const struct names *n);

// Whether something was left unasked or unanswered, because there were too many questions or no time.
bool names_cut(const struct names *n);

// Sends a question and does not wait for the answer.
void names_start(struct names *n, const char *name, int type);

// The answer to a question; waits for it. Never NULL.
const struct name_answer *names_ask(struct names *n, const char *name, int type);

// Addresses of a name (IPv4 first), numeric, separated by a space; NULL when it has none. At most 8 of each kind.
const char *names_addresses(struct names *n, struct arena *a, const char *name);

// Whether a text can be a name of a host: letters, digits, - and _, at most 253 bytes, at least one dot.
bool names_good(struct text name);

#endif
