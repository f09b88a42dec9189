// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /consent/{id}/end: nothing of it is looked at any more. What was seen stays until it is too old to count.
#include "../web.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	j->thing = db_text(j->d, j->a, "SELECT target FROM consent WHERE id=?1 AND ended_at IS NULL", "i", id);
	if (!j->thing)
		return job_refuse(j, NULL, "That agreement is over already.");
	if (!db_do(j->d, &e, "UPDATE consent SET ended_at=?2, ended_by=?3 WHERE id=?1", "iis", id, j->now, j->who.name) ||
		!db_do(j->d, &e, "DELETE FROM look WHERE consent=?1 AND started_at IS NULL", "i", id))
		return job_failed(j, &e);
	j->to = "/consents";
	j->judge = true;
	j->say_done = say_keep(j->a, "Nothing of {1} is looked at any more.", "s", j->thing);
	return true;
}

const struct action action_consent_end = {.path = "/consent/{id}/end", .may = ROLE_OWNER, .page = "/consents", .fields = fields, .run = run};
