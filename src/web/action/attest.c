// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /evidence/{kind}/{name}/attest: a supplier signed a statement: who, when, until when, and the signed page when there is one.
#include "../proof.h"

#include <string.h>

static const struct field fields[] = {	{.name = "kind", .type = FIELD_WORD, .words = "attestation"}, {.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60},
	{.name = "giver", .type = FIELD_TEXT, .min = 1, .max = 200}, {.name = "dated_on", .type = FIELD_DATE},
	{.name = "until_on", .type = FIELD_DATE, .optional = true}, {.name = "note", .type = FIELD_TEXT, .optional = true, .max = 300},
	{.name = "file", .type = FIELD_FILE, .max = (int64_t)10 << 20, .optional = true}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t file = 0;
	const char *part = proof_part(j, "attestation", job_text(j, "name")), *until = job_has(j, "until_on") ? job_text(j, "until_on") : NULL;
	if (!part || !proof_date(j, "dated_on"))
		return false;
	if (until && strcmp(until, job_text(j, "dated_on")) <= 0)
		return job_refuse(j, "until_on", "This day comes after the date of the statement.");
	if (job_has(j, "file") && !proof_file(j, "file", arena_printf(j->a, "file:%s", part), job_text(j, "dated_on"), NULL, &file))
		return false;
	if (!db_do(j->d, &e, "INSERT INTO attestation(part, giver, dated_on, until_on, note, upload, person, at) VALUES(?1,?2,?3,?4,nullif(?5, ''),nullif(?6, 0),?7,?8)",
		    "sssssisi", part, job_text(j, "giver"), job_text(j, "dated_on"), until, job_text(j, "note"), file, j->who.name, j->now))
		return job_failed(j, &e);
	proof_judge(j, part);
	j->thing = part;
	j->to = arena_printf(j->a, "/evidence/attestation/%s", job_text(j, "name"));
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_attest = {.path = "/evidence/{kind}/{name}/attest", .may = ROLE_WRITER, .page = "/evidence/{kind}/{name}", .fields = fields, .run = run};
