// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who was invited chooses a password, once.
#include "../door/act.h"

static const struct field fields[] = {{.name = "token", .type = FIELD_TEXT, .min = 43, .max = 43}, {.name = "password", .type = FIELD_SECRET, .min = 1, .max = 200}, {0}};

static void slow(struct job *j)
{
	struct link l;
	struct person p;
	if (door_link_find(j->secret, j->a, text_of(job_text(j, "token")), j->now, &l) && !l.role && door_person(j->secret, j->a, l.member, j->now, &p))
		j->slow = act_slow_new(j, "password", p.step, db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", l.member), p.mail);
}

static bool run(struct job *j)
{
	struct err e = {0};
	struct link l;
	int64_t member;
	const char *hash;
	struct text token = text_of(job_text(j, "token"));
	if (!j->slow || !door_link_find(j->secret, j->a, token, j->now, &l) || l.role)
		return job_refuse(j, NULL, "This invitation is over. Ask for a new one.");
	if (!act_hash(j, j->slow, "password", &hash))
		return false;
	if (!door_invite_use(j->secret, j->a, token, hash, j->now, &member, &e))
		return job_failed(j, &e);
	j->say_done = say_keep(j->a, "Your password is set. You can log in now.", "");
	j->thing = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", member);
	j->to = "/login";
	return true;
}

const struct action action_invitation_use = {.path = "/invitation/{token}", .may = ROLE_NOBODY, .fields = fields, .run = run, .slow = slow};
