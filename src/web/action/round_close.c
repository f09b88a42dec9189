// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /signoff/{name}/close: nobody is asked to sign any more; what was signed stays.
#include "../proof.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *name = job_text(j, "name"), *part;
	int64_t round = proof_round(j, name, &part);
	if (!round)
		return false;
	if (!db_do(j->d, &e, "UPDATE round SET closed_at=?2 WHERE id=?1", "ii", round, j->now))
		return job_failed(j, &e);
	j->thing = part;
	j->say_done = say_keep(j->a, "Closed. What was signed stays.", "");
	j->to = arena_printf(j->a, "/signoff/%s", name);
	return true;
}

const struct action action_round_close = {.path = "/signoff/{name}/close", .may = ROLE_OWNER, .page = "/signoff/{name}", .fields = fields, .run = run};
