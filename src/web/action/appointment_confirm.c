// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /appointment/{id}/confirm: somebody says yes to what they are answerable for; for who has no account the owner notes it.
#include "../proof.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *part = db_text(j->d, j->a, "SELECT part FROM appointment WHERE id=?1 AND ended_on IS NULL AND (member=?2 OR ?3)", "iii", job_int(j, "id"),
		j->who.member, (int64_t)(j->who.role == ROLE_OWNER));
	if (!part)
		return job_refuse(j, NULL, "This person says yes themselves.");
	if (!db_do(j->d, &e, "UPDATE appointment SET confirmed_at=?2 WHERE id=?1", "ii", job_int(j, "id"), j->now))
		return job_failed(j, &e);
	proof_judge(j, part);
	j->thing = part;
	j->to = "/appointments";
	j->say_done = say_keep(j->a, "Confirmed.", "");
	return true;
}

const struct action action_appointment_confirm = {.path = "/appointment/{id}/confirm", .may = ROLE_WRITER, .page = "/appointments", .fields = fields, .run = run};
