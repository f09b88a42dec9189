// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /device/{id}/gone: a device is no longer used. Its link ends; what was answered stays for the history.
#include "../door/act.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	const char *name = db_text(j->d, j->a, "SELECT name FROM device WHERE id=?1 AND gone_at IS NULL AND (?2 OR member=?3)", "iii", id,
		(int64_t)(j->who.role == ROLE_OWNER), j->who.member);
	if (!name)
		return job_refuse(j, NULL, "There is no such device.");
	j->thing = name;
	j->judge = true;
	return (db_do(j->d, &e, "UPDATE device SET gone_at=?2 WHERE id=?1", "ii", id, j->now) && door_links_end(j->secret, ROLE_CHECKER, id, 0, j->now, &e)) ||
		job_failed(j, &e);
}

const struct action action_device_gone = {.path = "/device/{id}/gone", .may = ROLE_WRITER, .page = "/devices", .fields = fields, .run = run};
