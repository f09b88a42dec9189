// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /person/{id}/checklist: a list of things to do for somebody who comes or goes begins.
#include "../member.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "kind", .type = FIELD_WORD, .words = "joiner|leaver"}, {0}};

static bool run(struct job *j)
{
	int64_t list;
	if (!member_name(j, job_int(j, "id")) || !member_checklist(j, job_int(j, "id"), job_text(j, "kind"), &list))
		return false;
	j->to = arena_printf(j->a, "/checklist/%lld", (long long)list);
	return true;
}

const struct action action_checklist_start = {.path = "/person/{id}/checklist", .may = ROLE_WRITER, .page = "/person/{id}", .fields = fields, .run = run};
