// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /measure/{control}/ask: a colleague answers this question.
#include "../web.h"

static const struct field fields[] = {{.name = "control", .type = FIELD_TEXT, .min = 1, .max = 40}, {.name = "member", .type = FIELD_INT}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *control = job_control(j);
	if (!control)
		return false;
	if (db_int(j->d, "SELECT count(*) FROM member WHERE id=?1 AND kind IN ('staff','owner') AND left_on IS NULL", 0, "i", job_int(j, "member")) == 0)
		return job_refuse(j, "member", "Choose somebody from the list.");
	if (!db_do(j->d, &e, "INSERT OR REPLACE INTO question_for VALUES(?1,?2,?3)", "sii", control, job_int(j, "member"), j->now))
		return job_failed(j, &e);
	j->to = arena_printf(j->a, "/questions?after=%s", control);
	j->say_done = say_keep(j->a, "Asked.", "");
	return true;
}

const struct action action_question_give = {.path = "/measure/{control}/ask", .may = ROLE_OWNER, .page = "/questions", .fields = fields, .run = run};
