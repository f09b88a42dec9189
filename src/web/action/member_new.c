// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /people/new: somebody is put on the list of people; for staff the list of things to do on a first day begins when that is wanted.
#include "../member.h"

#include <string.h>

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 100},
	{.name = "mail", .type = FIELD_TEXT, .optional = true, .max = 254}, {.name = "phone", .type = FIELD_TEXT, .optional = true, .max = 40},
	{.name = "lang", .type = FIELD_WORD, .words = "nl|fr|de|en"}, {.name = "kind", .type = FIELD_WORD, .words = "staff|supplier|auditor|owner"},
	{.name = "job", .type = FIELD_TEXT, .optional = true, .max = 100}, {.name = "started_on", .type = FIELD_DATE, .optional = true},
	{.name = "left_on", .type = FIELD_DATE, .optional = true},
	{.name = "begin", .type = FIELD_BOOL, .optional = true}, {0}};

static bool run(struct job *j)
{
	int64_t id = 0, list = 0;
	if (!member_write(j, 0, &id))
		return false;
	if (job_int(j, "begin") && strcmp(job_text(j, "kind"), "staff") == 0 && !member_checklist(j, id, "joiner", &list))
		return false;
	j->to = list ? arena_printf(j->a, "/checklist/%lld", (long long)list) : "/people";
	return true;
}

const struct action action_member_new = {.path = "/people/new", .may = ROLE_OWNER, .fields = fields, .run = run};
