// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /measure/{control}/uncontest: a doubt is taken back.
#include "../web.h"

static const struct field fields[] = {{.name = "control", .type = FIELD_TEXT, .min = 1, .max = 40}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *control = job_control(j);
	if (!control)
		return false;
	return db_do(j->d, &e, "DELETE FROM contest WHERE control=?1", "s", control) || job_failed(j, &e);
}

const struct action action_uncontest = {.path = "/measure/{control}/uncontest", .may = ROLE_OWNER, .page = "/measure/{control}", .fields = fields, .run = run};
