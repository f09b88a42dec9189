// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /map/line: a line of the map that somebody draws, changes or takes away.
#include "../network.h"

#include <string.h>

static const struct field fields[] = {{.name = "a", .type = FIELD_TEXT, .min = 1, .max = 80}, {.name = "b", .type = FIELD_TEXT, .min = 1, .max = 80},
	{.name = "how", .type = FIELD_WORD, .words = "cable|wifi|vpn|internet|gone|seen"}, {.name = "note", .type = FIELD_TEXT, .optional = true, .max = 200}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *a = job_text(j, "a"), *b = job_text(j, "b"), *how = job_text(j, "how");
	if (strcmp(a, b) == 0 || db_int(j->d, "SELECT count(*) FROM map_node WHERE uid IN (?1, ?2)", 0, "ss", a, b) != 2)
		return job_refuse(j, NULL, "Choose two different things on the map.");
	if (strcmp(a, b) > 0) {
		const char *other = a;
		a = b;
		b = other;
	}
	bool good = strcmp(how, "seen") == 0 // what looks see counts again
		? db_do(j->d, &e, "DELETE FROM map_line WHERE a=?1 AND b=?2", "ss", a, b)
		: db_do(j->d, &e, "INSERT OR REPLACE INTO map_line VALUES(?1,?2,?3,nullif(?4,''),?5,?6)", "sssssi", a, b, how, job_text(j, "note"), j->who.name, j->now);
	if (!good)
		return job_failed(j, &e);
	network_ask_looks(j);
	j->thing = arena_printf(j->a, "%s %s", a, b);
	j->to = "/map";
	j->say_done = say_keep(j->a, "Noted.", "");
	return true;
}

const struct action action_map_line = {.path = "/map/line", .may = ROLE_WRITER, .page = "/map", .fields = fields, .run = run};
