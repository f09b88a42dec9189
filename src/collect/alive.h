// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which looks are going on now. A look that was begun and not ended either runs or was cut off (killed, the power gone); the row in the database cannot
// tell. So the process that runs looks holds a lock for each in the file look.lock beside the database, which ends with the process.
#ifndef BOLWERK_COLLECT_ALIVE_H
#define BOLWERK_COLLECT_ALIVE_H

#include "../base/arena.h"

#include <stdint.h>

enum alive {
	ALIVE_RUNS,
	ALIVE_GONE,
	ALIVE_UNKNOWN, // there is no such file (a folder that may only be read), or no locks where it lies
};

// Opens the file of locks beside a database, before powers are given up; -1 when there is none. Who is forked off later shares its locks: they hold until
// all of them have ended.
int alive_open(struct arena *a, const char *firm_path);

// Says that this process, and those it starts, run a look. To be called in the transaction that marks it as begun.
void alive_hold(int fd, int64_t look);

// Whether another process runs a look.
enum alive alive_is(int fd, int64_t look);

#endif
