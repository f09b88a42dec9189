// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /change/{id}/review: somebody knows a change, or does not.
#include "../web.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT}, {.name = "verdict", .type = FIELD_WORD, .words = "expected|questioned"},
	{.name = "note", .type = FIELD_TEXT, .optional = true, .max = 500}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	if (db_int(j->d, "SELECT count(*) FROM change WHERE id=?1", 0, "i", job_int(j, "id")) == 0)
		return job_refuse(j, NULL, "There is no such change.");
	if (!db_do(j->d, &e, "INSERT OR REPLACE INTO change_review VALUES(?1,?2,?3,?4,?5)", "isssi", job_int(j, "id"), job_text(j, "verdict"), j->who.name,
		    job_has(j, "note") ? job_text(j, "note") : NULL, j->now))
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "%lld %s", (long long)job_int(j, "id"), job_text(j, "verdict"));
	j->to = "/changes";
	return true;
}

const struct action action_change_review = {.path = "/change/{id}/review", .may = ROLE_WRITER, .page = "/changes", .fields = fields, .run = run};
