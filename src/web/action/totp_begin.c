// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A second step begins: a new secret, shown on the next page until a code confirms it.
#include "../door/act.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *base, *uri;
	struct person p;
	if (act_half(j))
		return false;
	// A browser that was left open must not give the account a telephone of its own: first it is turned off, with the password.
	if (door_person(j->secret, j->a, j->who.member, j->now, &p) && p.step)
		return job_refuse(j, NULL, "This was not begun, or it is done already.");
	j->to = "/account/step";
	return totp_begin(j->secret, j->a, j->who.member, "", "", &base, &uri, &e) || job_failed(j, &e);
}

const struct action action_totp_begin = {.path = "/account/step/begin", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run};
