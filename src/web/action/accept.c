// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /measure/{control}/accept: the owner lives with a gap, for a reason and until a date, at most a year ahead.
#include "../web.h"
#include "../../base/clock.h"

static const struct field fields[] = {{.name = "control", .type = FIELD_TEXT, .min = 1, .max = 40},
	{.name = "reason", .type = FIELD_LONG, .min = 3, .max = 2000}, {.name = "until", .type = FIELD_DATE}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *control = job_control(j);
	int64_t until;
	if (!control)
		return false;
	if (!clock_read_iso(text_of(job_text(j, "until")), &until) || until <= j->now)
		return job_refuse(j, "until", "Choose a day that is still to come.");
	if (until > j->now + 366 * DAY)
		return job_refuse(j, "until", "At most a year ahead: then look at it again.");
	if (!db_do(j->d, &e, "INSERT OR REPLACE INTO acceptance VALUES(?1,?2,?3,?4,?5)", "sssii", control, j->who.name, job_text(j, "reason"), j->now, until))
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "%s %s", control, job_text(j, "until"));
	j->judge = true;
	j->only = control;
	j->say_done = say_keep(j->a, "Saved. We ask again on {1:date}.", "i", until);
	return true;
}

const struct action action_accept = {.path = "/measure/{control}/accept", .may = ROLE_OWNER, .page = "/measure/{control}", .fields = fields, .run = run};
