// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /map/place: somebody puts something of the map elsewhere; it stays there.
#include "../web.h"

static const struct field fields[] = {{.name = "uid", .type = FIELD_TEXT, .min = 1, .max = 80}, {.name = "x", .type = FIELD_INT, .min = -20000, .max = 20000},
	{.name = "y", .type = FIELD_INT, .min = -20000, .max = 20000}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *uid = job_text(j, "uid");
	if (!db_int(j->d, "SELECT count(*) FROM map_node WHERE uid=?1", 0, "s", uid))
		return job_refuse(j, NULL, "That is not on the map.");
	j->thing = uid;
	j->to = "/map";
	return db_do(j->d, &e, "INSERT OR REPLACE INTO map_place VALUES(?1,?2,?3,1)", "sii", uid, job_int(j, "x"), job_int(j, "y")) || job_failed(j, &e);
}

const struct action action_map_place = {.path = "/map/place", .may = ROLE_WRITER, .page = "/map", .fields = fields, .run = run};
