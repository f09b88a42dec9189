// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// SPF as a receiver of mail works it out: check_host of RFC 7208, with its limits (10 look-ups, 2 that find nothing).
#ifndef BOLWERK_SPF_CHECK_H
#define BOLWERK_SPF_CHECK_H

#include "../read/spf.h"
#include "name.h"

#define SPF_LOOKUPS_MAX 10
#define SPF_VOID_MAX 2

enum spf_result { SPF_NONE, SPF_NEUTRAL, SPF_PASS, SPF_FAIL, SPF_SOFTFAIL, SPF_TEMPERROR, SPF_PERMERROR };

struct spf_ask {
	const struct name_answer *(*ask)(void *arg, const char *name, int type); // looks a name up; never NULL
	void *arg;
	const char *address; // who sends, numeric
	const char *helo, *sender; // as they were given; sender may be empty
	const char *receiver;
	int64_t now;
};

struct spf_checked {
	enum spf_result result;
	int lookups, nothing;    // look-ups that were made, and those that found nothing
	const char *explanation; // what the domain says to who was refused; NULL: nothing
	const char *error;       // syntax, many, lookups, void, include, temp: why it is an error; NULL
	const char *error_at;    // the term or name where
};

// Works it out.
void spf_check(struct arena *a, const struct spf_ask *ask, struct spf_checked *ret);

// The name of a result: none, neutral, pass…
const char *spf_result_name(enum spf_result r);

// Finds the SPF record of a name: how many there are (0, 1, more; -1: no answer) and the first.
int spf_find(struct arena *a, const struct name_answer *txt, struct text *ret);

#endif
