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

// A report of something else than a computer: a network, a domain. Their probes find what they need in run->with; run->sys is NULL.
struct report_of {
	const char *about;     // network or domain: what kind of asset the report is of
	const char *source;    // lan, outside, import: rows of one source do not replace those of another
	const char *privilege; // root or user
	int64_t at;            // time of the look, epoch seconds
	void *with;
	void (*progress)(void *arg, const char *probe, int done, int all); // called before each probe; NULL: none
	void *progress_arg;
};

// Runs the probes of a list that ends with NULL and gives the whole report.
void report_make_of(struct arena *a, const struct probe *const *probes, const struct report_of *of, struct buf **ret);

// Names of the probes of this platform, ended by NULL.
const struct probe *const *report_probes(void);

#endif
