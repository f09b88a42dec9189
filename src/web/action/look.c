// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /look: asks for a new look at this computer. The process that looks decides when: at most once a minute.
#include "../web.h"

#include <unistd.h>

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	if (j->ask_fd < 0 || write(j->ask_fd, "x", 1) != 1)
		return job_refuse(j, NULL, "Nobody can look right now. Try again in a moment.");
	j->to = "/start/look";
	return true;
}

const struct action action_look = {.path = "/look", .may = ROLE_WRITER, .page = "/start/look", .fields = fields, .run = run};
