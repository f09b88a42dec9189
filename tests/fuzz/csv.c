// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a pasted table: what is read can be written and read again to the same, and no cell that is written is a formula.
#include "../../src/core/csv.h"
#include "target.h"

static void again(struct arena *a, const struct text *cell, size_t n)
{
	struct text back[CSV_CELLS_MAX];
	size_t count = 0;
	struct buf *b = buf_new(a, 1 << 22);
	buf_str(b, "a,b,c\n"); // so that the comma is the separator
	for (size_t i = 0; i < n; i++) {
		size_t at = b->n;
		csv_cell(b, cell[i], i == 0);
		at += i > 0;
		at += at < b->n && b->p[at] == '"';
		if (at < b->n && cell[i].n && strchr("=+-@", b->p[at]))
			abort();
	}
	struct csv c = csv_open((struct text){b->p, b->n});
	if (!csv_row(&c, a, back, &count) || !csv_row(&c, a, back, &count) || count < n)
		abort();
	for (size_t i = 0; i < n; i++)
		if (back[i].n != cell[i].n || memcmp(back[i].p, cell[i].p, cell[i].n) != 0)
			abort();
}

static void target(struct arena *a, struct text t)
{
	struct csv c = csv_open(t);
	struct text cell[CSV_CELLS_MAX];
	size_t count;
	int rows = 0;
	while (rows++ < 1000 && csv_row(&c, a, cell, &count)) {
		if (count > CSV_CELLS_MAX)
			count = CSV_CELLS_MAX;
		while (count && !cell[count - 1].n)
			count--; // empty cells at the end are not told apart
		bool plain = true;
		for (size_t i = 0; i < count; i++)
			plain = plain && !memchr(cell[i].p, 0, cell[i].n);
		if (count && plain)
			again(a, cell, count);
	}
}
