// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /map/again: the map is laid out anew; what was put by hand goes back to where it belongs.
#include "../network.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e = {0};
	if (!db_do(j->d, &e, "UPDATE map_place SET by_hand=0", ""))
		return job_failed(j, &e);
	network_ask_looks(j);
	j->to = "/map";
	j->say_done = say_keep(j->a, "The map is drawn anew. Open this page again in a moment.", "");
	return true;
}

const struct action action_map_again = {.path = "/map/again", .may = ROLE_WRITER, .page = "/map", .fields = fields, .run = run};
