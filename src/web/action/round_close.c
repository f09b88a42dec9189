// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /signoff/{name}/close: nobody is asked to sign any more; what was signed stays.
#include "../proof.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *name = job_text(j, "name"), *part = proof_part(j, "signoff", name);
	int64_t round = part ? db_int(j->d, "SELECT id FROM round WHERE part=?1 AND closed_at IS NULL ORDER BY id DESC LIMIT 1", 0, "s", part) : 0;
	if (!part)
		return false;
	if (!round)
		return job_refuse(j, NULL, "This is over: nobody is asked to sign it any more.");
	if (!db_do(j->d, &e, "UPDATE round SET closed_at=?2 WHERE id=?1", "ii", round, j->now))
		return job_failed(j, &e);
	j->thing = part;
	j->say_done = say_keep(j->a, "Closed. What was signed stays.", "");
	j->to = arena_printf(j->a, "/signoff/%s", name);
	return true;
}

const struct action action_round_close = {.path = "/signoff/{name}/close", .may = ROLE_OWNER, .page = "/signoff/{name}", .fields = fields, .run = run};
