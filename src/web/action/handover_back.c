// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /handover/{id}/back: a request is taken back; its row stays for the history.
#include "../web.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *control = db_text(j->d, j->a, "SELECT control FROM handover WHERE id=?1", "i", job_int(j, "id"));
	if (!control)
		return job_refuse(j, NULL, "There is no such request.");
	j->thing = control;
	j->to = arena_printf(j->a, "/measure/%s", control);
	return db_do(j->d, &e, "UPDATE handover SET back_at=?2 WHERE id=?1 AND back_at IS NULL", "ii", job_int(j, "id"), j->now) || job_failed(j, &e);
}

const struct action action_handover_back = {.path = "/handover/{id}/back", .may = ROLE_OWNER, .page = "/measures", .fields = fields, .run = run};
