// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /drill/{name}: a drill was held, and how it went.
#include "../proof.h"

static const struct field fields[] = {	{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "dated_on", .type = FIELD_DATE},
	{.name = "result", .type = FIELD_WORD, .words = "good|partly|bad"},
	{.name = "minutes", .type = FIELD_INT, .optional = true, .min = 0, .max = 100000},
	{.name = "people", .type = FIELD_INT, .optional = true, .min = 0, .max = 100000},
	{.name = "good", .type = FIELD_INT, .optional = true, .min = 0, .max = 100000},
	{.name = "note", .type = FIELD_LONG, .optional = true, .max = 2000}, {0}};

static const char *number(const struct job *j, const char *field)
{
	return job_has(j, field) ? job_text(j, field) : NULL;
}

static bool run(struct job *j)
{
	struct err e = {0};
	const char *part = proof_part(j, "drill", job_text(j, "name"));
	if (!part || !proof_date(j, "dated_on"))
		return false;
	if (job_has(j, "good") && job_int(j, "good") > job_int(j, "people"))
		return job_refuse(j, "good", "This cannot be more than all who took part.");
	if (!db_do(j->d, &e,
		    "INSERT INTO drill(part, dated_on, result, minutes, people, good, note, person, at)"
		    " VALUES(?1,?2,?3,CAST(?4 AS INTEGER),CAST(?5 AS INTEGER),CAST(?6 AS INTEGER),nullif(?7, ''),?8,?9)",
		    "ssssssssi", part, job_text(j, "dated_on"), job_text(j, "result"), number(j, "minutes"), number(j, "people"), number(j, "good"), job_text(j, "note"),
		    j->who.name, j->now))
		return job_failed(j, &e);
	proof_judge(j, part);
	j->thing = part;
	j->to = arena_printf(j->a, "/drill/%s", job_text(j, "name"));
	j->say_done = say_keep(j->a, "Noted.", "");
	return true;
}

const struct action action_drill_held = {.path = "/drill/{name}", .may = ROLE_WRITER, .page = "/drill/{name}", .fields = fields, .run = run};
