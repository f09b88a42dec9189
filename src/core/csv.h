// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Tables as text (RFC 4180): what people paste from a spreadsheet, and what they take with them. Not for files that machines write.
#ifndef BOLWERK_CSV_H
#define BOLWERK_CSV_H

#include "../base/buf.h"
#include "../base/text.h"

#define CSV_CELLS_MAX 64 // columns; cells behind are counted, not kept

struct csv {
	struct text rest;
	char separator;
	int64_t line; // number of the line that the last row began on, from 1
	int64_t next; // number of the line that comes next
	bool broken;  // a quote was opened and never closed
};

// Starts to read. Skips a byte order mark; the separator (comma, semicolon, tab) is the one that the first line has most of.
struct csv csv_open(struct text t);

// The next row that is not empty: its cells, trimmed, quotes taken off, from the arena where they had any; else within the text. An apostrophe
// before = + - @, as csv_cell writes it, is taken off. *ret_n may be more than CSV_CELLS_MAX. False at the end, or when broken.
bool csv_row(struct csv *c, struct arena *a, struct text ret_cells[CSV_CELLS_MAX], size_t *ret_n);

// Adds a cell, quoted where needed. One that begins with = + - @ or a control character gets an apostrophe before it: a spreadsheet
// would run it as a formula (OWASP, "CSV Injection").
void csv_cell(struct buf *b, struct text value, bool first);

#endif
