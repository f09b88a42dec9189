// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fewer powers: every process gives up what it does not need. A kernel that lacks a means still runs with the others.
#ifndef BOLWERK_SANDBOX_H
#define BOLWERK_SANDBOX_H

#include "err.h"
#include "text.h"

enum sandbox_kind {
	SANDBOX_LOOK, // a probe: may read the system as it was started; no internet socket, no other program
	SANDBOX_SERVE, // the web server: as SANDBOX_WORK, and of all system calls only those that serving needs; it can answer, not call
	SANDBOX_READ, // reads files of strangers: writes nowhere but to what is open, of all system calls only those of SANDBOX_SERVE; root keeps the power to read what others own
	SANDBOX_WORK, // ingest, judge, report: no root, only the folders that are named; no socket, no other program
	SANDBOX_NET,  // looks at a network: as SANDBOX_SEND, with raw and multicast sockets too, and no folder to write
	SANDBOX_SEND, // talks to a server: as SANDBOX_WORK, but may connect to out (never be connected to) and read what names and certificates need
};

// Gives up powers for good. folders: where SANDBOX_WORK and SANDBOX_SERVE may read and write, ended by NULL. As root it becomes the user
// "bolwerk" where there is one that owns the first folder, and else gives up every capability.
bool sandbox_enter(enum sandbox_kind kind, const char *const *folders, struct err *e);

// The same, with files or folders that may be read beside them, ended by NULL; NULL for none. Those that are not there are passed over.
bool sandbox_enter_reading(enum sandbox_kind kind, const char *const *folders, const char *const *reading, struct err *e);

// Runs work(arg, out) in a process of its own and collects what it writes to the descriptor out, at most max bytes. The work tells
// its success; what it says in *e comes back. It ends when the process that started it dies. Where there are no processes of that kind (Windows), it runs here.
// sandbox_run_as: the same with the powers of another kind, folders and reading as in sandbox_enter_reading.
bool sandbox_run(struct arena *a, bool (*work)(void *arg, struct arena *a, struct text *ret, struct err *e), void *arg, size_t max, struct text *ret,
	struct err *e);
bool sandbox_run_as(enum sandbox_kind kind, const char *const *folders, const char *const *reading, struct arena *a,
	bool (*work)(void *arg, struct arena *a, struct text *ret, struct err *e), void *arg, size_t max, struct text *ret, struct err *e);

#endif
