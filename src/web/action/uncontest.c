// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /measure/{control}/uncontest: a doubt is taken back.
#include "../web.h"

static const struct field fields[] = {{.name = "control", .type = FIELD_TEXT, .min = 1, .max = 40}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	if (db_int(j->d, "SELECT count(*) FROM cat.control WHERE id=?1", 0, "s", job_text(j, "control")) == 0)
		return job_refuse(j, NULL, "There is no such measure."); // else anything could be written in the log
	j->thing = job_text(j, "control");
	if (db_int(j->d, "SELECT count(*) FROM cat.control WHERE id=?1", 0, "s", j->thing) == 0)
		return job_refuse(j, NULL, "There is no such measure.");
	j->to = arena_printf(j->a, "/measure/%s", j->thing);
	return db_do(j->d, &e, "DELETE FROM contest WHERE control=?1", "s", j->thing) || job_failed(j, &e);
}

const struct action action_uncontest = {.path = "/measure/{control}/uncontest", .may = ROLE_OWNER, .page = "/measure/{control}", .fields = fields, .run = run};
