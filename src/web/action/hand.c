// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /measure/{control}/hand: asks a supplier or a colleague to do what a measure needs. Asked again, the same request is opened anew.
#include "../web.h"

static const struct field fields[] = {{.name = "control", .type = FIELD_TEXT, .min = 1, .max = 40}, {.name = "member", .type = FIELD_INT},
	{.name = "due", .type = FIELD_DATE, .optional = true}, {.name = "note", .type = FIELD_TEXT, .optional = true, .max = 500}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *control = job_control(j), *due = job_has(j, "due") ? job_text(j, "due") : NULL, *note = job_has(j, "note") ? job_text(j, "note") : NULL;
	if (!control)
		return false;
	if (db_int(j->d, "SELECT count(*) FROM member WHERE id=?1 AND kind IN ('staff','supplier') AND left_on IS NULL", 0, "i", job_int(j, "member")) == 0)
		return job_refuse(j, "member", "Choose somebody from the list.");
	if (!db_do(j->d, &e,
		    "INSERT INTO handover(control, member, person, note, at, due_on) VALUES(?1,?2,?3,?4,?5,?6) ON CONFLICT(control, member) DO UPDATE SET"
		    " person=excluded.person, note=excluded.note, at=excluded.at, due_on=excluded.due_on, said_at=NULL, said_note=NULL, back_at=NULL",
		    "sissis", control, job_int(j, "member"), j->who.name, note, j->now, due))
		return job_failed(j, &e);
	j->say_done = say_keep(j->a, "Asked.", "");
	return true;
}

const struct action action_hand = {.path = "/measure/{control}/hand", .may = ROLE_OWNER, .page = "/measure/{control}", .fields = fields, .run = run};
