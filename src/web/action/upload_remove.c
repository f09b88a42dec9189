// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /evidence/file/{id}/remove: the owner takes away a file that was brought by mistake.
#include "../proof.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	const char *part = db_text(j->d, j->a, "SELECT part FROM upload WHERE id=?1", "i", id), *place;
	if (!part || db_int(j->d, "SELECT (SELECT count(*) FROM duty_done WHERE upload=?1) + (SELECT count(*) FROM attestation WHERE upload=?1)", 0, "i", id))
		return job_refuse(j, NULL, "Something else rests on this file. It stays.");
	if (!db_do(j->d, &e, "DELETE FROM upload WHERE id=?1", "i", id))
		return job_failed(j, &e);
	place = proof_place(j, part);
	proof_judge(j, part);
	j->thing = arena_printf(j->a, "%s %lld", part, (long long)id);
	j->to = place ? place : "/evidence";
	j->say_done = say_keep(j->a, "The file is gone.", "");
	return true;
}

const struct action action_upload_remove = {.path = "/evidence/file/{id}/remove", .may = ROLE_OWNER, .page = "/evidence", .fields = fields, .run = run};
