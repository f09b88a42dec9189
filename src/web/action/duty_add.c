// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /duties/add: a duty of the firm's own.
#include "../proof.h"

static const struct field fields[] = {	{.name = "title", .type = FIELD_TEXT, .min = 1, .max = 120}, {.name = "every_months", .type = FIELD_INT, .min = 0, .max = 60},
	{.name = "next_on", .type = FIELD_DATE}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	if (!db_do(j->d, &e, "INSERT INTO duty(part, title, member, every_months, next_on, made_at) VALUES('own',?1,?2,?3,?4,?5)", "siisi", job_text(j, "title"),
		    j->who.member, job_int(j, "every_months"), job_text(j, "next_on"), j->now))
		return job_failed(j, &e);
	j->thing = job_text(j, "title");
	j->to = arena_printf(j->a, "/duty/%lld", (long long)sqlite3_last_insert_rowid(j->d->handle));
	j->say_done = say_keep(j->a, "Planned for you. Here you choose who does it and when.", "");
	return true;
}

const struct action action_duty_add = {.path = "/duties/add", .may = ROLE_WRITER, .page = "/duties", .fields = fields, .run = run};
