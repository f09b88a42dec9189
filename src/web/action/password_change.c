// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Another password: the old one is asked, and all other sessions end.
#include "../door/act.h"

static const struct field fields[] = {{.name = "old", .type = FIELD_SECRET, .min = 1, .max = 200}, {.name = "password", .type = FIELD_SECRET, .min = 1, .max = 200}, {0}};

static void slow(struct job *j)
{
	struct person p;
	if (act_slow_own(j, "old", &p)) {
		struct act_password *fresh = act_slow_new(j, "password", p.step, j->who.name, p.mail);
		fresh->old_right = true;
		j->slow = fresh;
	}
}

static bool run(struct job *j)
{
	struct err e = {0};
	struct person p;
	const char *hash;
	const struct act_password *fresh = j->slow;
	if (act_half(j) || !door_person(j->secret, j->a, j->who.member, j->now, &p))
		return false;
	struct knock k = act_knock(j, p.mail);
	if (act_waits(j, &k))
		return false;
	if (!fresh || !fresh->old_right)
		return act_wrong(j, &k, "old", "This is not your password.");
	if (!act_hash(j, fresh, "password", &hash))
		return false;
	j->say_done = say_keep(j->a, "Your password is changed. You are logged out on your other devices.", "");
	j->to = "/account";
	return door_person_password(j->secret, p.id, hash, j->who.session, &e) || job_failed(j, &e);
}

const struct action action_password_change = {.path = "/account/password", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run, .slow = slow};
