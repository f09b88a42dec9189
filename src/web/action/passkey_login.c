// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Logging in with a passkey: it is password and second step together.
#include "../door/act.h"

static const struct field fields[] = {{.name = "answer", .type = FIELD_LONG, .min = 2, .max = 60000}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct site site;
	struct person p;
	int64_t member;
	if (!act_site(j, &site))
		return false;
	if (!passkey_is(j->secret, j->a, &site, text_of(job_text(j, "answer")), j->now, &member, &e) || !door_person(j->secret, j->a, member, j->now, &p))
		return job_refuse(j, NULL, "This passkey was not taken. Try again.");
	j->thing = p.mail;
	j->to = "/";
	return act_enter(j, &p, false);
}

const struct action action_passkey_login = {.path = "/login/passkey", .may = ROLE_NOBODY, .page = "/login", .fields = fields, .run = run};
