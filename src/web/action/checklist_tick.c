// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /checklist/{id}: a thing on the list is done, does not matter here, or is open again. When nothing is open any more, the list is closed.
#include "../web.h"

#include <string.h>

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "item", .type = FIELD_TEXT, .min = 1, .max = 60},
	{.name = "done", .type = FIELD_WORD, .words = "yes|out|open"}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	const char *item = job_text(j, "item"), *done = job_text(j, "done");
	const char *kind = db_text(j->d, j->a, "SELECT kind FROM checklist_run WHERE id=?1", "i", id);
	if (!kind || !db_int(j->d, "SELECT count(*) FROM cat.instrument_item WHERE part='checklist:' || ?1 AND name=?2", 0, "ss", kind, item))
		return job_refuse(j, NULL, "There is no such list.");
	bool good = strcmp(done, "open") == 0 ? db_do(j->d, &e, "DELETE FROM checklist_done WHERE run=?1 AND item=?2", "is", id, item)
					      : db_do(j->d, &e, "INSERT OR REPLACE INTO checklist_done VALUES(?1,?2,?3,?4,?5)", "isisi", id, item, (int64_t)(strcmp(done, "yes") == 0),
							j->who.name, j->now);
	good = good && db_do(j->d, &e,
		"UPDATE checklist_run SET closed_at = CASE WHEN (SELECT count(DISTINCT name) FROM cat.instrument_item WHERE part='checklist:' || kind) <="
		" (SELECT count(*) FROM checklist_done WHERE run=?1) THEN ?2 END WHERE id=?1",
		"ii", id, j->now);
	if (!good)
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "%s: %s", item, done);
	j->to = arena_printf(j->a, "/checklist/%lld", (long long)id);
	return true;
}

const struct action action_checklist_tick = {.path = "/checklist/{id}", .may = ROLE_WRITER, .fields = fields, .run = run};
