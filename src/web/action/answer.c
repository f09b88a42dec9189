// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /measure/{control}/answer: what somebody says of a measure that no machine can decide. It counts as long as the catalogue says, at
// most a year; "I don't know" is an answer like another, and is asked again after a month.
#include "../web.h"
#include "../../base/clock.h"

#include <string.h>

static const struct field fields[] = {{.name = "control", .type = FIELD_TEXT, .min = 1, .max = 40},
	{.name = "value", .type = FIELD_WORD, .words = "yes|partly|no|dont-know"}, {.name = "next", .type = FIELD_TEXT, .optional = true, .max = 40}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *control = job_control(j);
	if (!control)
		return false;
	if (j->who.role == ROLE_STAFF && db_int(j->d, "SELECT count(*) FROM question_for WHERE control=?1 AND member<>?2", 0, "si", control, j->who.member))
		return job_refuse(j, NULL, "Somebody else was asked this question.");
	// The catalogue says how long it holds; a term of days is that of a measurement.
	int64_t days = db_int(j->d, "SELECT iif(valid_days<30, 365, min(valid_days, 365)) FROM cat.control WHERE id=?1", 365, "s", control);
	if (!db_do(j->d, &e, "INSERT OR REPLACE INTO answer VALUES(?1,?2,?3,?4,?5)", "sssii", control, job_text(j, "value"), j->who.name, j->now,
		    j->now + (strcmp(job_text(j, "value"), "dont-know") == 0 ? 30 : days) * DAY))
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "%s: %s", control, job_text(j, "value"));
	j->judge = true;
	j->only = control;
	if (strcmp(job_text(j, "next"), "questions") == 0)
		j->to = arena_printf(j->a, "/questions?after=%s", control);
	else
		j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_answer = {.path = "/measure/{control}/answer", .may = ROLE_WRITER, .page = "/measure/{control}", .fields = fields, .run = run};
