// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /devices: a phone, tablet or Mac that no program of ours looks at; its user will answer for it. Staff may add their own.
#include "../web.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "kind", .type = FIELD_WORD, .words = "android|ios|mac"},
	{.name = "member", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "own", .type = FIELD_BOOL, .optional = true}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t member = job_int(j, "member");
	if (j->who.role == ROLE_STAFF && member != j->who.member)
		return job_refuse(j, "member", "You can add your own devices.");
	if (!db_int(j->d, "SELECT count(*) FROM staff_now WHERE id=?1", 0, "i", member))
		return job_refuse(j, "member", "Choose somebody from the list.");
	if (db_int(j->d, "SELECT count(*) FROM device WHERE gone_at IS NULL", 0, "") >= 1000)
		return job_refuse(j, NULL, "There are 1000 devices already.");
	if (!db_do(j->d, &e, "INSERT INTO device(member, kind, name, own, made_at) VALUES(?1,?2,?3,?4,?5)", "issii", member, job_text(j, "kind"), job_text(j, "name"),
		    job_int(j, "own"), j->now))
		return job_failed(j, &e);
	j->thing = job_text(j, "name");
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_device_save = {.path = "/devices", .may = ROLE_WRITER, .fields = fields, .run = run};
