// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Writes a report: what one run of all probes saw of one computer, as JSON lines (doc/report.md). The rows of the probes are
// collected in memory; the head is written first, though it is known last.
#ifndef BOLWERK_REPORT_H
#define BOLWERK_REPORT_H

#include "../base/buf.h"
#include "probe.h"

#define REPORT_FORMAT 1
#define REPORT_ROWS_MAX 200000              // rows of one report
#define REPORT_BYTES_MAX ((size_t)64 << 20) // bytes of one report

struct report_options {
	const char *root;   // tree to look at; NULL: the running system
	const char *record; // folder to record into; NULL: none
	bool deep;
	int64_t now;                                                       // 0: the time of the system that is looked at
	void (*progress)(void *arg, const char *probe, int done, int all); // called before each probe; NULL: none
	void *progress_arg;
};

// Runs every probe of this platform and gives the whole report. False only when the root cannot be opened.
bool report_make(struct arena *a, const struct report_options *o, struct buf **ret, struct err *e);

// Names of the probes of this platform, ended by NULL.
const struct probe *const *report_probes(void);

#endif
