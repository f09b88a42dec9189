// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /selfcheck: the user of a device answers one question about it. Only about the device that the link was made for.
#include "../../base/clock.h"
#include "../web.h"

#include <string.h>

static const struct field fields[] = {{.name = "question", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "answer", .type = FIELD_WORD, .words = "yes|no|dont-know|again"}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *question = job_text(j, "question"), *answer = job_text(j, "answer");
	const char *name = db_text(j->d, j->a, "SELECT name FROM device WHERE id=?1 AND gone_at IS NULL", "i", j->who.subject);
	if (!name || !db_int(j->d, "SELECT count(*) FROM cat.instrument WHERE part=?1 AND kind='selfcheck'", 0, "s", question))
		return job_refuse(j, NULL, "There is no such device.");
	// An answer of the same day is put right, so that a slip of the thumb does not stay; older ones are history.
	bool good = db_do(j->d, &e, "DELETE FROM device_answer WHERE device=?1 AND question=?2 AND at>?3", "isi", j->who.subject, question, j->now - DAY) &&
		(strcmp(answer, "again") == 0 ||
			db_do(j->d, &e, "INSERT INTO device_answer(device, question, answer, at) VALUES(?1,?2,?3,?4)", "issi", j->who.subject, question, answer, j->now));
	j->thing = arena_printf(j->a, "%s, %s: %s", name, question, answer);
	return good || job_failed(j, &e);
}

const struct action action_selfcheck_answer = {.path = "/selfcheck", .may = ROLE_CHECKER, .fields = fields, .run = run};
