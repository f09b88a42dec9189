// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /register/{register}/add: a new line on a list.
#include "../list.h"

static const struct field fields[] = {{.name = "register", .type = FIELD_TEXT, .min = 1, .max = 60}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id;
	const char *body;
	const struct register_form *f = list_form(j);
	if (!f || !list_check(j, f, &body))
		return false;
	if (!register_add(j->d, f, body, j->who.name, j->now, &id, &e))
		return job_failed(j, &e);
	list_done(j, f, id);
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_register_add = {.path = "/register/{register}/add", .may = ROLE_WRITER, .page = "/register/{register}/new", .fields = fields, .run = run};
