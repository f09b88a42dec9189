// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /letter/{id}/end: the firm no longer asks. The letter stays for the history.
#include "../web.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	if (!db_int(j->d, "SELECT count(*) FROM letter WHERE id=?1 AND given_up_at IS NULL AND closed_at IS NULL", 0, "i", id))
		return job_refuse(j, NULL, "There is no such letter.");
	if (!db_do(j->d, &e, "UPDATE letter SET given_up_at=?2 WHERE id=?1", "ii", id, j->now))
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "%lld", (long long)id);
	j->to = "/letters";
	return true;
}

const struct action action_letter_end = {.path = "/letter/{id}/end", .may = ROLE_WRITER, .page = "/letter/{id}", .fields = fields, .run = run};
