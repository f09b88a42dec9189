// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /people/{id}/step/remove: the owner takes the second step of somebody away who lost the telephone. All sessions of that account end, so that
// whoever found the telephone is out too.
#include "../door/act.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct person p;
	int64_t id = job_int(j, "id");
	if (act_half(j))
		return false;
	if (!door_person(j->secret, j->a, id, j->now, &p))
		return job_refuse(j, NULL, "This person has no account.");
	if (id == j->who.member) // with one's own password, on the page of one's own account
		return job_refuse(j, NULL, "Do this for yourself on the page of your account.");
	j->thing = p.mail;
	j->say_done = say_keep(j->a, "The second step of {1} is taken away. Let them set up a new one.", "s", p.mail);
	return (totp_remove(j->secret, id, &e) && door_sessions_end_of(j->secret, id, NULL, &e)) || job_failed(j, &e);
}

const struct action action_account_step_remove = {.path = "/people/{id}/step/remove", .may = ROLE_OWNER, .page = "/people", .fields = fields, .run = run};
