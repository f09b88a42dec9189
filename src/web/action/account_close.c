// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The owner closes an account: its sessions, links and keys end at once.
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
	if (door_last_owner(j->secret, id, j->now))
		return job_refuse(j, NULL, "This is the last owner. Make another owner first.");
	j->thing = p.mail;
	return door_person_close(j->secret, id, j->now, &e) || job_failed(j, &e);
}

const struct action action_account_close = {.path = "/people/{id}/account/close", .may = ROLE_OWNER, .page = "/people", .fields = fields, .run = run};
