// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /evidence/{kind}/{name}/upload: a photo, contract or other file as proof, with its own date.
#include "../proof.h"

static const struct field fields[] = {	{.name = "kind", .type = FIELD_WORD, .words = "photo|contract|attestation|document"},
	{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "dated_on", .type = FIELD_DATE},
	{.name = "note", .type = FIELD_TEXT, .optional = true, .max = 300}, {.name = "file", .type = FIELD_FILE, .max = (int64_t)10 << 20}, {0}};

static bool run(struct job *j)
{
	int64_t id;
	const char *part = proof_part(j, job_text(j, "kind"), job_text(j, "name")), *place = part ? proof_place(j, part) : NULL;
	if (!place)
		return part ? job_refuse(j, NULL, "There is no such page.") : false;
	if (!proof_date(j, "dated_on") || !proof_file(j, "file", part, job_text(j, "dated_on"), job_has(j, "note") ? job_text(j, "note") : NULL, &id))
		return false;
	proof_judge(j, part);
	j->thing = arena_printf(j->a, "%s %lld", part, (long long)id);
	j->to = place;
	j->say_done = say_keep(j->a, "The file is kept.", "");
	return true;
}

const struct action action_upload = {.path = "/evidence/{kind}/{name}/upload", .may = ROLE_WRITER, .page = "/evidence/{kind}/{name}", .fields = fields, .run = run};
