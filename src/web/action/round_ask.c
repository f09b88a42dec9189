// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /signoff/{name}/ask: who came to work here later is asked too.
#include "../proof.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {0}};

static bool run(struct job *j)
{
	const char *name = job_text(j, "name"), *part;
	int64_t round = proof_round(j, name, &part);
	if (!round)
		return false;
	if (!proof_ask(j, round))
		return false;
	j->thing = part;
	j->say_done = say_keep(j->a, "Asked.", "");
	j->to = arena_printf(j->a, "/signoff/%s", name);
	return true;
}

const struct action action_round_ask = {.path = "/signoff/{name}/ask", .may = ROLE_OWNER, .page = "/signoff/{name}", .fields = fields, .run = run};
