// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /measure/{control}/unaccept: an acceptance is taken back before its date.
#include "../web.h"

static const struct field fields[] = {{.name = "control", .type = FIELD_TEXT, .min = 1, .max = 40}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *control = job_control(j);
	if (!control)
		return false;
	j->judge = true;
	j->only = control;
	return db_do(j->d, &e, "DELETE FROM acceptance WHERE control=?1", "s", control) || job_failed(j, &e);
}

const struct action action_unaccept = {.path = "/measure/{control}/unaccept", .may = ROLE_OWNER, .page = "/measure/{control}", .fields = fields, .run = run};
