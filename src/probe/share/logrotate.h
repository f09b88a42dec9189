// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// How long log files are kept, from logrotate's settings, and how old the oldest line of a log is.
#ifndef BOLWERK_LOGROTATE_H
#define BOLWERK_LOGROTATE_H

#include "share.h"

struct logrotate_rule {
	struct text paths;   // of the block, separated by white space; with *
	const char *rotates; // daily, weekly, monthly, yearly, hourly, size; NULL
	int64_t days;        // of one period; 0 where size alone counts
	int64_t keep;        // old files kept; -1: all
	int64_t max_age;     // days; 0: not set
	int64_t size;        // bytes at which a file is put away; 0: not set
};

struct logrotate {
	struct logrotate_rule usual, *rule;
	size_t n;
};

// Reads /etc/logrotate.conf and /etc/logrotate.d.
struct logrotate *logrotate_read(struct probe_run *run);

// The rule for a log file, NULL when none puts it away.
const struct logrotate_rule *logrotate_for(const struct logrotate *l, const char *path);

// The days that a rule keeps a log; -1 when not limited by time.
int64_t logrotate_days(const struct logrotate_rule *r);

// Oldest and newest event of a log file and the older ones beside it (auth.log.1, auth.log.2.gz, auth.log-20261101). 0 when not known.
void log_age(struct probe_run *run, const char *path, const struct logrotate_rule *r, int64_t *ret_oldest, int64_t *ret_newest);

#endif
