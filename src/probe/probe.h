// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The contract of a probe. A probe looks at one side of a computer and writes rows of fact tables (data/fact) into the report.
// It never judges: what a value is worth is said by the controls. It includes src/base and src/probe only.
//
// To add one: write src/probe/linux/NAME.c (or any/, windows/) that ends with
//     const struct probe probe_NAME = {"NAME", "table_one table_two", probe_NAME_run};
// and run make. The same fact on two systems is the same file name in linux/ and windows/.
//
// A probe says what it could not see: probe_partly when rows may be missing (the verdicts that need them become unknown, with
// this reason, unless a row shows a gap), probe_failed when it saw nothing. That something is simply not there (no SSH server
// installed) is not a failure: the table stays empty and that is an answer.
#ifndef BOLWERK_PROBE_H
#define BOLWERK_PROBE_H

#include "../base/sys.h"

struct probe_run;

struct probe {
	const char *name;
	const char *tables; // the fact tables that it fills, separated by a space
	void (*run)(struct probe_run *run);
};

// What a probe gets. Memory from `a` lives until all probes are done.
struct probe_run {
	struct sys *sys;
	struct arena *a;
	bool deep; // a walk of the disk was asked for (check --deep)
	struct report *report;
	struct probe_share *share; // what several probes need, read once (share/)
	void *with;                // of a look at something else than a computer (report_make_of); NULL for a computer
};

// Reasons, as codes that data/ref/reason.csv puts into words: `what` is the file, program or account that it is about (NULL when none).
//   needs_root   only the administrator may read WHAT        image       only a running system shows it (--root)
//   odd_line     a line of WHAT made no sense                odd_file    WHAT is not a regular file
//   too_large    WHAT is larger than we read                 unreadable  WHAT could not be read
//   missing      WHAT should be there and is not             not_asked   only `check --deep` looks at this
//   no_tool      WHAT keeps this and is not understood       denied      WHAT refused the administrator too
//   no_raw       without raw sockets not all on WHAT is seen answers_for_all  WHAT answers for addresses of others
void probe_partly(struct probe_run *run, const char *code, const char *what);
void probe_failed(struct probe_run *run, const char *code, const char *what);

// probe_partly with the code that fits the status; nothing when it is SYS_OK or SYS_MISSING. Gives true when it is SYS_OK.
bool probe_saw(struct probe_run *run, enum sys_status st, const char *path);

// Reads a file that may be missing; says so when it is there and cannot be read. At most 1 MiB unless another size is asked.
bool probe_read(struct probe_run *run, const char *path, struct text *ret);
bool probe_read_large(struct probe_run *run, const char *path, size_t max, struct text *ret);

// One row: row_begin, then a value for each column that is known (a column that is not given is NULL), then row_end. Values that are
// not good UTF-8 are made so. Texts are cut at 4,000 bytes. Two rows with the same key: the first one stays.
void row_begin(struct probe_run *run, const char *table);
void row_text(struct probe_run *run, const char *column, struct text value);
void row_str(struct probe_run *run, const char *column, const char *value); // NULL value: left out
void row_int(struct probe_run *run, const char *column, int64_t value);
void row_flag(struct probe_run *run, const char *column, int value); // 1, 0; negative: left out
void row_end(struct probe_run *run);

// Puts a trait of this computer in the head of the report (serial, machine-id, mac, name, board).
void probe_trait(struct probe_run *run, const char *kind, const char *value);

#endif
