// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /document/{name}/edit: the draft of a document. An approved version never changes: a draft of the next one is begun.
#include "../proof.h"

static const struct field fields[] = {	{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "title", .type = FIELD_TEXT, .min = 1, .max = 200},
	{.name = "body", .type = FIELD_LONG, .min = 1, .max = 60000}, {.name = "edit", .type = FIELD_INT, .min = 0, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *part = proof_part(j, "document", job_text(j, "name"));
	if (!part)
		return false;
	int64_t edit = db_int(j->d, "SELECT edit FROM document WHERE part=?1 AND approved_at IS NULL", 0, "s", part);
	if (edit != job_int(j, "edit"))
		return job_refuse(j, NULL, "Somebody else changed this text meanwhile. Theirs stands below yours. Save again to keep yours.");
	if (!db_do(j->d, &e,
		    "INSERT INTO document(part, version, title, lang, body, made_at, made_by) SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6"
		    " FROM document WHERE part=?1 HAVING ?7 = 0",
		    "ssssisi", part, job_text(j, "title"), j->who.lang, job_text(j, "body"), j->now, j->who.name, edit) ||
		(edit && !db_do(j->d, &e, "UPDATE document SET title=?2, body=?3, made_at=?4, made_by=?5, edit=edit+1 WHERE part=?1 AND approved_at IS NULL", "sssis",
				 part, job_text(j, "title"), job_text(j, "body"), j->now, j->who.name)))
		return job_failed(j, &e);
	j->thing = part;
	j->to = arena_printf(j->a, "/document/%s", job_text(j, "name"));
	j->say_done = say_keep(j->a, "The draft is saved.", "");
	return true;
}

const struct action action_document_save = {.path = "/document/{name}/edit", .may = ROLE_WRITER, .page = "/document/{name}/edit", .fields = fields, .run = run};
