// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /duty/{id}/end: nobody does this duty any more; what was done stays.
#include "../proof.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	j->thing = db_text(j->d, j->a, "SELECT title FROM duty WHERE id=?1 AND ended_at IS NULL", "i", job_int(j, "id"));
	if (!j->thing)
		return job_refuse(j, NULL, "There is no such duty.");
	if (!db_do(j->d, &e, "UPDATE duty SET ended_at=?2 WHERE id=?1", "ii", job_int(j, "id"), j->now))
		return job_failed(j, &e);
	j->to = "/duties";
	j->say_done = say_keep(j->a, "This is no duty any more. What was done stays.", "");
	return true;
}

const struct action action_duty_end = {.path = "/duty/{id}/end", .may = ROLE_WRITER, .page = "/duty/{id}", .fields = fields, .run = run};
