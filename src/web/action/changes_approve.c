// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /changes/approve: all changes up to the newest that was on the page are known; those that came meanwhile are not.
#include "../web.h"

static const struct field fields[] = {{.name = "upto", .type = FIELD_INT}, {.name = "machine", .type = FIELD_INT, .optional = true}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	if (!db_do(j->d, &e,
		    "INSERT OR IGNORE INTO change_review SELECT id, 'expected', ?3, NULL, ?4 FROM change WHERE id<=?1 AND (?2=0 OR asset=?2)", "iisi",
		    job_int(j, "upto"), job_int(j, "machine"), j->who.name, j->now))
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "1-%lld", (long long)job_int(j, "upto"));
	j->to = "/changes";
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_changes_approve = {.path = "/changes/approve", .may = ROLE_WRITER, .page = "/changes", .fields = fields, .run = run};
