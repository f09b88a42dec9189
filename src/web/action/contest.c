// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /measure/{control}/contest: somebody does not agree with a measurement. It stands; the reason stands beside it.
#include "../web.h"

static const struct field fields[] = {{.name = "control", .type = FIELD_TEXT, .min = 1, .max = 40},
	{.name = "contest_reason", .type = FIELD_LONG, .min = 3, .max = 2000}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *control = job_control(j);
	if (!control)
		return false;
	if (!db_do(j->d, &e, "INSERT OR REPLACE INTO contest VALUES(?1,?2,?3,?4)", "sssi", control, j->who.name, job_text(j, "contest_reason"), j->now))
		return job_failed(j, &e);
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_contest = {.path = "/measure/{control}/contest", .may = ROLE_OWNER, .page = "/measure/{control}", .fields = fields, .run = run};
