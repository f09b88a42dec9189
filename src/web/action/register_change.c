// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /register/{register}/{entry}/change: a line of a list is changed. When somebody else changed it meanwhile, the second is told and keeps
// what was typed.
#include "../list.h"

static const struct field fields[] = {	{.name = "register", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "entry", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
	{.name = "version", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	enum register_state state;
	const char *body;
	const struct register_form *f = list_form(j);
	if (!f || !list_check(j, f, &body))
		return false;
	if (!register_change(j->d, f, job_int(j, "entry"), job_int(j, "version"), body, j->who.name, j->now, &state, &e))
		return job_failed(j, &e);
	if (state != REGISTER_DONE)
		return list_stale(j, state);
	list_done(j, f, job_int(j, "entry"));
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_register_change = {.path = "/register/{register}/{entry}/change", .may = ROLE_WRITER, .page = "/register/{register}/{entry}", .fields = fields, .run = run};
