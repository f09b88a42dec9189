// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A second step begins: a new secret, shown on the next page until a code confirms it.
#include "../door/act.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e;
	const char *base, *uri;
	if (act_half(j))
		return false;
	j->to = "/account/step";
	return totp_begin(j->secret, j->a, j->who.member, "", "", &base, &uri, &e) || job_failed(j, &e);
}

const struct action action_totp_begin = {.path = "/account/step/begin", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run};
