// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /letter/{id}: another text or day for a letter that was not sent yet.
#include "../web.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "title", .type = FIELD_TEXT, .min = 1, .max = 150},
	{.name = "body", .type = FIELD_LONG, .min = 1, .max = 60000}, {.name = "due_on", .type = FIELD_DATE}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	if (!db_int(j->d, "SELECT count(*) FROM letter WHERE id=?1 AND sent_at IS NULL AND given_up_at IS NULL", 0, "i", id))
		return job_refuse(j, NULL, "That letter is sent already.");
	if (!db_do(j->d, &e, "UPDATE letter SET title=?2, body=?3, due_on=?4 WHERE id=?1", "isss", id, job_text(j, "title"), job_text(j, "body"), job_text(j, "due_on")))
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "%lld", (long long)id);
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_letter_save = {.path = "/letter/{id}", .may = ROLE_WRITER, .fields = fields, .run = run};
