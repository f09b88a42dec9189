// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /handover/{id}/said: who was asked says that it is done. That closes nothing: the next measurement does.
#include "../web.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT}, {.name = "note", .type = FIELD_TEXT, .optional = true, .max = 500}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	// Only what was handed to the one who asks; of others not even whether it exists.
	const char *control = db_text(j->d, j->a, "SELECT control FROM handover WHERE id=?1 AND member=?2 AND back_at IS NULL", "ii", job_int(j, "id"), j->who.member);
	if (!control)
		return job_refuse(j, NULL, "There is no such request.");
	if (!db_do(j->d, &e, "UPDATE handover SET said_at=?2, said_note=?3 WHERE id=?1", "iis", job_int(j, "id"), j->now, job_has(j, "note") ? job_text(j, "note") : NULL))
		return job_failed(j, &e);
	j->thing = control;
	j->to = "/requests";
	j->say_done = say_keep(j->a, "Thank you. The next measurement shows whether it is done.", "");
	return true;
}

const struct action action_handover_said = {.path = "/handover/{id}/said", .may = ROLE_STAFF | ROLE_SUPPLIER, .page = "/requests", .fields = fields, .run = run};
