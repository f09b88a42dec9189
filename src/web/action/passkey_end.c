// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Takes a passkey away.
#include "../door/act.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	if (act_half(j))
		return false;
	j->to = "/account";
	return passkey_end(j->secret, j->who.member, job_int(j, "id"), &e) || job_failed(j, &e);
}

const struct action action_passkey_end = {.path = "/account/passkey/{id}/end", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run};
