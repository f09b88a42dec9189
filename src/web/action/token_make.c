// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A key for a program that asks pages as JSON; shown once.
#include "../door/act.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "reads_only", .type = FIELD_BOOL, .optional = true},
	{.name = "days", .type = FIELD_INT, .min = 1, .max = 366}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	if (act_half(j))
		return false;
	if (db_int(j->secret, "SELECT count(*) FROM token WHERE member=?1 AND until_at>?2", 0, "ii", j->who.member, j->now) >= DOOR_TOKENS)
		return job_refuse(j, NULL, "You have 20 keys already. Remove one first.");
	const char *token = door_token_make(j->secret, j->a, j->who.member, job_text(j, "name"), job_int(j, "reads_only") || j->who.role == ROLE_AUDITOR,
		j->now + job_int(j, "days") * DAY, j->now, &e);
	if (!token)
		return job_failed(j, &e);
	j->say_done = say_keep(j->a, "This is the key: {1}. Keep it well. It is shown once.", "s", token);
	j->thing = job_text(j, "name");
	j->to = "/account";
	return true;
}

const struct action action_token_make = {.path = "/account/token/add", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run};
