// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /duties/plan: a duty that the catalogue proposes: from now on who asks does it, first today.
#include "../proof.h"

static const struct field fields[] = {{.name = "part", .type = FIELD_TEXT, .min = 1, .max = 80}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *part = job_text(j, "part");
	if (!db_int(j->d, "SELECT count(*) FROM cat.instrument WHERE part=?1 AND kind='task'", 0, "s", part))
		return job_refuse(j, NULL, "There is no such duty.");
	if (db_int(j->d, "SELECT count(*) FROM duty WHERE part=?1 AND ended_at IS NULL", 0, "s", part))
		return job_refuse(j, NULL, "Somebody does this already.");
	if (!db_do(j->d, &e,
		    "INSERT INTO duty(part, title, member, every_months, every_days, next_on, made_at) SELECT i.part, t.text, ?3,"
		    " iif(i.every_days > 0, 0, coalesce(i.months, 12)), coalesce(i.every_days, 0), date(?4, 'unixepoch'), ?4"
		    " FROM cat.instrument i JOIN cat.instrument_text t ON t.part=i.part AND t.field='title' AND t.lang=?2 WHERE i.part=?1",
		    "ssii", part, j->who.lang, j->who.member, j->now))
		return job_failed(j, &e);
	j->thing = part;
	j->to = arena_printf(j->a, "/duty/%lld", (long long)sqlite3_last_insert_rowid(j->d->handle));
	j->say_done = say_keep(j->a, "Planned for you. Here you choose who does it and when.", "");
	return true;
}

const struct action action_duty_plan = {.path = "/duties/plan", .may = ROLE_WRITER, .page = "/duties", .fields = fields, .run = run};
