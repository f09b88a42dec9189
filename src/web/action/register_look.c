// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /register/{register}/look: somebody looked through a list, and it is right as it is.
#include "../list.h"

static const struct field fields[] = {{.name = "register", .type = FIELD_TEXT, .min = 1, .max = 60}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const struct register_form *f = list_form(j);
	if (!f)
		return false;
	if (!register_look(j->d, f, j->who.name, j->now, &e))
		return job_failed(j, &e);
	list_done(j, f, 0);
	j->say_done = say_keep(j->a, "Noted: you looked through this list today.", "");
	return true;
}

const struct action action_register_look = {.path = "/register/{register}/look", .may = ROLE_WRITER, .page = "/register/{register}", .fields = fields, .run = run};
