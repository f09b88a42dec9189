// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /duty/{id}/change: who does a duty, how often, and when next.
#include "../proof.h"

static const struct field fields[] = {	{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "version", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
	{.name = "member", .type = FIELD_INT, .min = 0, .max = INT32_MAX}, {.name = "every_months", .type = FIELD_INT, .min = 0, .max = 60},
	{.name = "every_days", .type = FIELD_INT, .min = 0, .max = 365}, {.name = "next_on", .type = FIELD_DATE},
	{.name = "note", .type = FIELD_LONG, .optional = true, .max = 2000}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id"), member = job_int(j, "member");
	if (member && !db_int(j->d, "SELECT count(*) FROM staff_now WHERE id=?1", 0, "i", member))
		return job_refuse(j, "member", "Choose somebody from the list.");
	if (db_int(j->d, "SELECT version FROM duty WHERE id=?1 AND ended_at IS NULL", 0, "i", id) != job_int(j, "version"))
		return job_refuse(j, NULL, "Somebody else changed this meanwhile. Look at it, and save again to keep yours.");
	if (!db_do(j->d, &e,
		    "UPDATE duty SET member=nullif(?2, 0), every_months=?3, every_days=?4, next_on=?5, note=nullif(?6, ''), version=version+1 WHERE id=?1", "iiiiss", id,
		    member, job_int(j, "every_months"), job_int(j, "every_days"), job_text(j, "next_on"), job_text(j, "note")))
		return job_failed(j, &e);
	j->thing = db_text(j->d, j->a, "SELECT title FROM duty WHERE id=?1", "i", id);
	j->to = arena_printf(j->a, "/duty/%lld", (long long)id);
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_duty_change = {.path = "/duty/{id}/change", .may = ROLE_WRITER, .page = "/duty/{id}", .fields = fields, .run = run};
