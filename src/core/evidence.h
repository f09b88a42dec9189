// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The evidence of one control: the rows of its check, and the rows that the judge adds where something could not be seen.
#ifndef BOLWERK_EVIDENCE_H
#define BOLWERK_EVIDENCE_H

#include "judge.h"

struct evidence {
	int64_t asset; // 0: the firm
	const char *subject, *seen, *wanted;
	int ok; // 1, 0, -1: could not tell
	struct evidence *next;
};

struct verdict {
	const char *name;   // ok, partly, gap, unknown, not_applicable, accepted
	const char *source; // measured, proven, told; NULL when nothing is known
	const char *why;    // kept text
	const char *contradiction;
	struct shares shares;
};

struct judge_view;

// A control while it is judged.
struct judging {
	struct db *d;
	struct arena *a;
	const char *id, *sees, *scope, *check;
	int64_t valid_days, now;
	const struct judge_view *view;
	bool looked;                    // a machine looked
	struct evidence *first, **last; // evidence, in order; last NULL before the first
	int n, good, bad, unknown;      // rows by what came of them
	struct verdict verdict;
};

// Takes the row that a check stands on.
void evidence_row(struct judging *j, sqlite3_stmt *st);

// Adds an unknown row for each computer in scope, for which a table that the check read was not filled, not wholly, or too long ago; and
// gives rows with ok NULL their reason.
void evidence_unknown(struct judging *j, const struct judge_tables *tables);

// Writes the rows.
bool evidence_store(struct judging *j, struct err *e);

// Once for each judging: which computers are in which scope, what of each table they measured, whether people brought anything. NULL on an error.
struct judge_view *evidence_view(struct db *d, struct arena *a, int64_t now, struct err *e);

// When a part of proof stood last, at most a day after the time of judging, in epoch seconds; 0 when it never did.
int64_t evidence_proof(const struct judging *j, const char *part);

// Whether anybody proved, told or accepted anything; how many computers are in the scope of the control.
bool evidence_people(const struct judging *j);
int evidence_in_scope(const struct judging *j);

#endif
