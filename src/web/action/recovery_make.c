// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// New recovery codes, shown once; the old ones are worth nothing from then on.
#include "../door/act.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct person p;
	const char *code[RECOVERY_CODES];
	if (act_half(j))
		return false;
	if (!door_person(j->secret, j->a, j->who.member, j->now, &p) || !p.step)
		return job_refuse(j, NULL, "Set up the second step first.");
	if (!recovery_make(j->secret, j->a, p.id, code, &e))
		return job_failed(j, &e);
	j->say_done = act_codes(j, code);
	j->to = "/account";
	return true;
}

const struct action action_recovery_make = {.path = "/account/recovery", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run};
