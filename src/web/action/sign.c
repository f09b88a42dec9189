// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /sign: somebody who came by a personal link signs.
#include "../proof.h"

static const struct field fields[] = {{.name = "agree", .type = FIELD_BOOL}, {0}};

static bool run(struct job *j)
{
	if (!job_int(j, "agree"))
		return job_refuse(j, "agree", "Tick this when you have read it and agree.");
	j->to = "/sign";
	return proof_sign(j, j->who.subject, j->who.member, j->who.lang, "link");
}

const struct action action_sign = {.path = "/sign", .may = ROLE_SIGNER, .page = "/sign", .fields = fields, .run = run};
