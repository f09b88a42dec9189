// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fact tables at work: staging rows, comparing them with what is there, replacing. All SQL here is made from the catalogue, never from
// a report.
#ifndef BOLWERK_FACT_H
#define BOLWERK_FACT_H

#include "../db/db.h"

struct fact_column {
	const char *name;
	bool key, moves, kept;
};

struct fact {
	const char *name;
	bool event;                 // rows are added and stay
	struct fact_column *column; // asset and source first
	int column_n;
	sqlite3_stmt *insert; // into its stage; NULL before the first row
	bool reported;        // a probe of this report fills it
	bool whole;           // and all of them saw everything
};

// Reads all fact tables of the catalogue.
bool fact_load(struct db *d, struct arena *a, struct fact **ret, size_t *ret_n, struct err *e);

// The place of a column, from 1; 0 when there is none.
int fact_column(const struct fact *f, struct text name);

// Makes the stage and its insert, when not yet there.
bool fact_stage(struct db *d, struct fact *f, struct err *e);

// Writes the differences to table change (when asked), then puts the staged rows in place of the old ones.
bool fact_apply(struct db *d, struct fact *f, int64_t asset, const char *source, int64_t at, bool log, int64_t *changes, struct err *e);

// Drops the stage.
void fact_unstage(struct db *d, struct fact *f);

// Makes a table that is missing (fresh) or puts an old form of it aside and makes it anew.
bool fact_make(struct db *d, struct arena *a, const char *name, bool *ret_fresh, struct err *e);

// Takes what only the old form knew (columns marked as kept; all rows of an event table), and drops it.
bool fact_keep_old(struct db *d, struct arena *a, const char *name, struct err *e);

#endif
