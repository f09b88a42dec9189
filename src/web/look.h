// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The process beside the one that serves: it keeps its rights, has no network, and looks at this computer at the start, once a day, and when
// asked (at most once a minute), by starting `bolwerk check`; it starts `bolwerk collect` for the
// networks and domains whose look is due or was asked for, and keeps `bolwerk mail` running.
#ifndef BOLWERK_LOOK_H
#define BOLWERK_LOOK_H

#include "../base/err.h"

#include <sys/types.h>

struct look {
	const char *db;  // option --db; NULL: the usual place
	int ask_fd;      // a byte comes when somebody asks for a look
	int progress_fd; // where lines of progress go
	bool off;        // never looks by itself
};

// Stays until the process that serves ends; gives its exit status.
int look_keep(pid_t serving, const struct look *l);

#endif
