// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What starts by itself at set times: cron lines, the scripts of cron.daily and its sisters, systemd timers of the system and
// of its users. For probes that want to know whether some program is run by one of them.
#ifndef BOLWERK_PLAN_H
#define BOLWERK_PLAN_H

#include "share.h"

struct plan {
	struct text name;    // backup.timer, cron.daily/backup; empty for a line of a crontab
	struct text when;    // as written: 0 3 * * *, daily, *-*-* 03:00:00
	struct text command; // the command, the script, or the text of the unit that the timer starts
	struct text user;    // empty when not known (the system's)
	const char *file;    // where it stands
	const char *unit;    // the unit that a timer starts; NULL for cron
	int64_t every_hours; // 0: not known
	int64_t last_at;     // when a timer last fired; 0: not known
};

struct plans {
	struct plan *plan;
	size_t n;
	struct arena *a;
	const char *hidden; // a place that could not be read, NULL when none: the caller says so when it matters
	enum sys_status why;
};

// Reads them all. Not cheap (some hundred files at most): ask only when there is something to look for, and once in a probe.
struct plans *plan_read(struct probe_run *run);

// Whether a word of the command is that program, with or without a path before it. Comments of a script do not count.
bool plan_runs(const struct plan *p, const char *program);
bool plan_has_word(struct text command, const char *program, struct text *ret_line);

// The first line that has both the program and the verb (restic, backup); else the first one with the program.
bool plan_line(struct text command, const char *program, const char *verb, struct text *ret_line);

// Hours between two runs of a cron expression (five fields or @daily), or of an OnCalendar= expression; 0 when not known.
int64_t plan_cron_hours(struct text when);
int64_t plan_calendar_hours(struct text when);

// The home folders of root and of people (uid 1000 and up), from /etc/passwd; at most 500.
struct plan_home {
	struct text name, home;
	int64_t uid;
};
struct plan_home *plan_homes(struct probe_run *run, size_t *ret_n);

#endif
