// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /appointment/{id}/end: somebody is no longer answerable.
#include "../proof.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *part = db_text(j->d, j->a, "SELECT part FROM appointment WHERE id=?1 AND ended_on IS NULL", "i", job_int(j, "id"));
	if (!part)
		return job_refuse(j, NULL, "This ended before.");
	if (!db_do(j->d, &e, "UPDATE appointment SET ended_on=date(?2, 'unixepoch') WHERE id=?1", "ii", job_int(j, "id"), j->now))
		return job_failed(j, &e);
	proof_judge(j, part);
	j->thing = part;
	j->to = "/appointments";
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_appointment_end = {.path = "/appointment/{id}/end", .may = ROLE_OWNER, .page = "/appointments", .fields = fields, .run = run};
