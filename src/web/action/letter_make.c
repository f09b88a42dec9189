// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /letter/make: writes a letter to who must mend something outside the firm, in the language of who reads it.
#include "../../base/clock.h"
#include "../../core/letter.h"
#include "../web.h"

#define DAYS 21 // that a provider gets, when nobody says otherwise

static const struct field fields[] = {{.name = "asset", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
	{.name = "who", .type = FIELD_WORD, .words = "mail|web|dns|supplier|maker|customers"}, {.name = "lang", .type = FIELD_WORD, .words = "nl|fr|de|en"}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct say say = {j->d, j->a, job_text(j, "lang"), j->now};
	int64_t id = 0, asset = job_int(j, "asset");
	if (!db_int(j->d, "SELECT count(*) FROM asset WHERE id=?1 AND kind IN ('network', 'domain')", 0, "i", asset))
		return job_refuse(j, NULL, "There is nothing to ask.");
	if (!letter_write(&say, asset, job_text(j, "who"), clock_day(j->a, j->now + DAYS * DAY), j->who.name, &id, &e))
		return job_refuse(j, NULL, "There is nothing to ask.");
	j->thing = arena_printf(j->a, "%lld", (long long)id);
	j->to = arena_printf(j->a, "/letter/%lld", (long long)id);
	return true;
}

const struct action action_letter_make = {.path = "/letter/make", .may = ROLE_WRITER, .page = "/outside", .fields = fields, .run = run};
