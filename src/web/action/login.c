// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Logging in by mail address and password. A name that nobody has takes as long and is answered with the same words.
#include "../door/act.h"

#include <string.h>

struct found {
	struct person person;
	bool right;
};

static const struct field fields[] = {{.name = "mail", .type = FIELD_TEXT, .min = 1, .max = 254}, {.name = "password", .type = FIELD_SECRET, .min = 1, .max = 200}, {0}};

static void slow(struct job *j)
{
	struct found *f = j->slow = arena_alloc(j->a, sizeof *f);
	struct knock k = act_knock(j, job_text(j, "mail"));
	if (door_wait(j->secret, &k, j->now) > 0)
		return;
	bool known = door_person_find(j->secret, j->a, job_text(j, "mail"), j->now, &f->person) && f->person.open && f->person.password;
	f->right = password_is(known ? f->person.password : password_nobody(), job_text(j, "password")) && known;
}

static bool run(struct job *j)
{
	const struct found *f = j->slow;
	struct knock k = act_knock(j, job_text(j, "mail"));
	struct person p;
	// Asked again: others may have failed since, and then a right password is not looked at either.
	if (act_waits(j, &k))
		return false;
	// And the account read again: while it waited here, it may have been closed, or got another role or password.
	if (!f || !f->right || !door_person(j->secret, j->a, f->person.id, j->now, &p) || !p.open || !p.password || strcmp(p.password, f->person.password) != 0)
		return act_wrong(j, &k, NULL, "The mail address or the password is not right.");
	j->thing = p.mail;
	j->to = p.step ? "/step" : "/";
	return act_enter(j, &p, p.step);
}

const struct action action_login = {.path = "/login", .may = ROLE_NOBODY, .fields = fields, .run = run, .slow = slow};
