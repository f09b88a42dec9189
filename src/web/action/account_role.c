// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /people/{id}/role: another role. All sessions of that account end, so that the old rights are gone at once.
#include "../door/act.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "role", .type = FIELD_WORD, .words = "owner|staff|supplier|auditor"}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct person p;
	int64_t id = job_int(j, "id");
	unsigned role = act_role(job_text(j, "role"));
	if (act_half(j))
		return false;
	if (!door_person(j->secret, j->a, id, j->now, &p) || !p.open)
		return job_refuse(j, NULL, "This person has no account.");
	if (role != ROLE_OWNER && door_last_owner(j->secret, id, j->now))
		return job_refuse(j, NULL, "This is the last owner. Make another owner first.");
	j->thing = arena_printf(j->a, "%s: %s", p.mail, job_text(j, "role"));
	j->say_done = say_keep(j->a, "Saved.", "");
	return door_person_role(j->secret, id, role, j->now, &e) || job_failed(j, &e);
}

const struct action action_account_role = {.path = "/people/{id}/role", .may = ROLE_OWNER, .page = "/people", .fields = fields, .run = run};
