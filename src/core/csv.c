// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Tables as text; see csv.h.
#include "csv.h"

#include <string.h>

// The separator that the first line has most of, outside quotes.
static char separator_of(struct text t)
{
	static const char all[] = {';', '\t', ','};
	size_t count[3] = {0};
	bool quoted = false;
	for (size_t i = 0; i < t.n && (quoted || t.p[i] != '\n'); i++) {
		quoted ^= t.p[i] == '"';
		for (int k = 0; k < 3 && !quoted; k++)
			count[k] += t.p[i] == all[k];
	}
	int best = count[1] > count[0] ? 1 : 0;
	return all[count[2] > count[best] ? 2 : best];
}

struct csv csv_open(struct text t)
{
	if (text_starts(t, "\xef\xbb\xbf"))
		t = text_after(t, 3);
	return (struct csv){.rest = t, .separator = separator_of(t), .next = 1};
}

static bool formula(char c)
{
	return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r' || c == '\n';
}

// Whether a cell begins as a formula, behind any apostrophes: one more is put before it, and taken off again, so that what was kept comes back.
static bool guarded(struct text t)
{
	size_t i = 0;
	while (i < t.n && t.p[i] == '\'')
		i++;
	return i < t.n && formula(t.p[i]);
}

static struct text unguard(struct text t)
{
	return t.n && t.p[0] == '\'' && guarded(t) ? text_after(t, 1) : t;
}

// A cell in quotes: to the closing one; what stands behind it until the separator is dropped.
static struct text quoted_cell(struct csv *c, struct arena *a)
{
	struct text t = text_after(c->rest, 1);
	size_t n = 0, i = 0, most = 0;
	while (most < t.n && (t.p[most] != '"' || (most + 1 < t.n && t.p[most + 1] == '"')))
		most += t.p[most] == '"' ? 2 : 1;
	char *out = arena_raw(a, most + 1); // room for this cell, not for all that follows
	for (;; i++) {
		if (i == t.n) {
			c->broken = true;
			break;
		}
		if (t.p[i] == '"' && !(i + 1 < t.n && t.p[i + 1] == '"'))
			break;
		i += t.p[i] == '"';
		c->next += t.p[i] == '\n';
		out[n++] = t.p[i];
	}
	out[n] = 0;
	while (i < t.n && t.p[i] != c->separator && t.p[i] != '\n')
		i++;
	c->rest = text_after(t, i);
	return (struct text){out, n};
}

static struct text plain_cell(struct csv *c)
{
	size_t i = 0;
	while (i < c->rest.n && c->rest.p[i] != c->separator && c->rest.p[i] != '\n')
		i++;
	struct text cell = {c->rest.p, i};
	c->rest = text_after(c->rest, i);
	return cell;
}

// Reads one line of cells; gives whether any of them holds something.
static bool row(struct csv *c, struct arena *a, struct text ret_cells[CSV_CELLS_MAX], size_t *ret_n)
{
	bool any = false;
	*ret_n = 0;
	c->line = c->next;
	for (;;) {
		struct arena_mark mark = arena_mark(a);
		struct text cell = unguard(text_trim(c->rest.n && c->rest.p[0] == '"' ? quoted_cell(c, a) : plain_cell(c)));
		any = any || cell.n;
		if (*ret_n < CSV_CELLS_MAX)
			ret_cells[*ret_n] = cell;
		else
			arena_rewind(a, mark);
		if (*ret_n < CSV_CELLS_MAX || cell.n)
			++*ret_n;
		if (!c->rest.n)
			return any;
		bool end = c->rest.p[0] == '\n';
		c->rest = text_after(c->rest, 1);
		c->next += end;
		if (end)
			return any;
	}
}

bool csv_row(struct csv *c, struct arena *a, struct text ret_cells[CSV_CELLS_MAX], size_t *ret_n)
{
	while (c->rest.n && !c->broken)
		if (row(c, a, ret_cells, ret_n))
			return !c->broken;
	return false;
}

void csv_cell(struct buf *b, struct text value, bool first)
{
	bool guard = guarded(value), quote = guard;
	for (size_t i = 0; i < value.n; i++)
		quote = quote || (value.p[i] && strchr("\",;\t\r\n", value.p[i]));
	if (!first)
		buf_char(b, ',');
	if (quote)
		buf_char(b, '"');
	if (guard)
		buf_char(b, '\'');
	for (size_t i = 0; i < value.n; i++) {
		buf_char(b, value.p[i]);
		if (value.p[i] == '"')
			buf_char(b, '"');
	}
	if (quote)
		buf_char(b, '"');
}
