// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Judges the controls: runs the check of each over the facts, decides what is unknown, weighs what was measured, proven and told,
// and stores findings with their evidence and history. Method: doc/architecture.md, "Verdicts".
#ifndef BOLWERK_JUDGE_H
#define BOLWERK_JUDGE_H

#include "../db/db.h"

#define JUDGE_MS_MAX 2000   // milliseconds that one check may take
#define JUDGE_ROWS_MAX 2000 // rows that one check may return; more are counted, not kept

// Shares of a control, in thousandths; they add up to 1000 unless it does not apply.
struct shares {
	int measured, proven, told, gap, accepted, unknown;
};

// Judges all controls at the time now, and plays the year and the plan again (risk_own.h), in one transaction.
bool judge_all(struct db *d, int64_t now, struct err *e);

// Judges one control alone, and reckons the scores again: they take the place of those of the same day (a person who answers thirty
// questions makes one step in the trend, not thirty). Somebody waits for this: the year and the plan are left to risk_own_play.
bool judge_one_control(struct db *d, const char *control, int64_t now, struct err *e);

// Sets what SQL of data files may do on this connection from now on: read main, catalogue and views; nothing else. Used by judge_all for
// the time of a check and by `bolwerk sql` for good. tables: collects the names of the tables of main that statements read, NULL to not collect.
struct judge_tables {
	const char *name[64];
	const char *about[64]; // of a fact table: computer, network or domain
	int n;
	struct arena *a;
};
void judge_guard(struct db *d, struct judge_tables *tables, int64_t ms);
void judge_unguard(struct db *d);

#endif
