// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What is to be looked at, and what becomes of what was seen: the two steps of bolwerk-collect that have the database. Each runs in a process of its
// own that has the firm's folder and nothing else; between them stands the process that has the network and nothing else.
#ifndef BOLWERK_COLLECT_PLAN_H
#define BOLWERK_COLLECT_PLAN_H

#include "../db/db.h"
#include "show.h"

// What somebody asked for on the command line; kind NULL: whatever is due.
struct plan_ask {
	const char *kind; // network, domain or import
	struct text file; // of an import, which is called target
	const char *target, *depth, *never;
	const char *consent; // who agrees; NULL: an agreement that stands already
	int alive;           // the file of locks (alive.h)
	int64_t now;
};

// Writes a JSON line for each look that is to be taken now: {"look","asset","kind","target","depth","never","known","own":[…]}; known as known_read takes it (known.h). A look
// that is due or waits is marked as begun. Refuses a target for which nobody agreed. An import has its file, in hexadecimal, as "body".
// What was begun before, and which no process runs any more, is marked as cut off.
bool plan_make(struct db *d, const struct plan_ask *ask, struct buf *out, struct err *e);

// Takes the report of a look into the database and judges anew. look: its number, 0 for none; asset: whose it is, 0 to find it by the report. checks: what
// the views lan_check or domain_check now say of it, put into words of lang.
bool plan_keep(struct db *d, struct arena *a, struct text report, int64_t look, int64_t asset, const char *lang, int64_t now, struct show_check **ret_checks,
	struct err *e);

// Says of a look that it came to nothing, and why.
bool plan_fail(struct db *d, int64_t look, const char *why, int64_t now, struct err *e);

#endif
