// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The second step is taken away, by who knows the password.
#include "../door/act.h"

static const struct field fields[] = {{.name = "old", .type = FIELD_SECRET, .min = 1, .max = 200}, {0}};

static void slow(struct job *j)
{
	struct person p;
	if (act_slow_own(j, "old", &p))
		j->slow = j;
}

static bool run(struct job *j)
{
	struct err e = {0};
	struct person p;
	if (act_half(j) || !door_person(j->secret, j->a, j->who.member, j->now, &p))
		return false;
	struct knock k = act_knock(j, p.mail);
	if (act_waits(j, &k))
		return false;
	if (!j->slow)
		return act_wrong(j, &k, "old", "This is not your password.");
	j->to = "/account";
	return totp_remove(j->secret, p.id, &e) || job_failed(j, &e);
}

const struct action action_totp_remove = {.path = "/account/step/remove", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run, .slow = slow};
