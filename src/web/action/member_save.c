// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /person/{id}: what is written of a person changes. Who has an account logs in with the mail address that stands here.
#include "../member.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "name", .type = FIELD_TEXT, .min = 1, .max = 100},
	{.name = "mail", .type = FIELD_TEXT, .optional = true, .max = 254}, {.name = "phone", .type = FIELD_TEXT, .optional = true, .max = 40},
	{.name = "lang", .type = FIELD_WORD, .words = "nl|fr|de|en"}, {.name = "kind", .type = FIELD_WORD, .words = "staff|supplier|auditor|owner"},
	{.name = "job", .type = FIELD_TEXT, .optional = true, .max = 100}, {.name = "started_on", .type = FIELD_DATE, .optional = true},
	{.name = "left_on", .type = FIELD_DATE, .optional = true},
	{.name = "version", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	int64_t id = job_int(j, "id");
	j->to = "/people";
	return member_write(j, id, &id);
}

const struct action action_member_save = {.path = "/person/{id}", .may = ROLE_OWNER, .fields = fields, .run = run};
