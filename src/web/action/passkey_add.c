// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A passkey that the browser made is kept.
#include "../door/act.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "answer", .type = FIELD_LONG, .min = 2, .max = 60000}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct site site;
	if (act_half(j) || !act_site(j, &site))
		return false;
	if (!passkey_add(j->secret, j->a, &site, j->who.member, job_text(j, "name"), text_of(job_text(j, "answer")), j->now, &e))
		return job_refuse(j, NULL, "This passkey was not taken. Try again.");
	j->thing = job_text(j, "name");
	j->to = "/account";
	return true;
}

const struct action action_passkey_add = {.path = "/account/passkey/add", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run};
