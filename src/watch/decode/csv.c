// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Tables as text (RFC 4180): a line of names, then the rows; the delimiter (comma, semicolon, tab, bar) is the one that the first line has most of. A cell in quotes may hold the
// delimiter, line ends and doubled quotes. Fields have the names of the first line; an empty cell without quotes is null. The line of names is no record.
#include "share.h"

#include <string.h>

enum { COLUMNS = 256, NAMES = 16384, ROWS = 50, SURE = 55, SURE_BY_NAME = 35 };

struct csv {
	bool begun;
	char mark;
	int columns;
	int end[COLUMNS];  // where the name of each column ends in names
	int time;          // the column that says when, -1: none
	char names[NAMES];
};

// Where the row that t begins with ends (its line end not counted), and *ret_next: where the next begins. False: it is not whole; *ret_open: a quote is open at the end of t.
static bool row_end(struct text t, char mark, size_t *ret_end, size_t *ret_next, bool *ret_open)
{
	const char *end = t.n ? memchr(t.p, '\n', t.n) : NULL;
	size_t n = end ? (size_t)(end - t.p) : t.n, i = 0;
	*ret_open = false;
	if (n && memchr(t.p, '"', n)) {
		bool start = true; // of a cell
		for (; i < t.n && t.p[i] != '\n'; i++) {
			if (!start || t.p[i] != '"') {
				start = t.p[i] == mark;
				continue;
			}
			start = false;
			do {
				const char *close = i + 1 < t.n ? memchr(t.p + i + 1, '"', t.n - i - 1) : NULL;
				*ret_open = !close;
				i = close ? (size_t)(close - t.p) + 1 : t.n;
			} while (i < t.n && t.p[i] == '"');
			i--;
			if (*ret_open)
				break;
		}
		n = *ret_open ? t.n : i;
	}
	*ret_end = n && t.p[n - 1] == '\r' ? n - 1 : n;
	*ret_next = n < t.n ? n + 1 : n;
	return n < t.n;
}

// The next cell of a row; quotes taken off (doubled ones made single, in the arena). ret_quoted: it had any.
static bool cell(struct arena *a, struct text *row, char mark, struct text *ret, bool *ret_quoted)
{
	*ret_quoted = false;
	if (!row->p)
		return false;
	if (!row->n || row->p[0] != '"')
		return text_field(row, mark, ret);
	size_t i = 1, n = 0, from = 1;
	bool doubled = false;
	for (; i < row->n; i++)
		if (row->p[i] == '"') {
			if (i + 1 >= row->n || row->p[i + 1] != '"')
				break;
			doubled = true;
			i++;
		}
	*ret_quoted = true;
	*ret = (struct text){row->p + from, i - from};
	if (doubled) {
		char *out = arena_raw(a, ret->n);
		for (size_t k = 0; k < ret->n; k++) {
			out[n++] = ret->p[k];
			k += ret->p[k] == '"';
		}
		*ret = (struct text){out, n};
	}
	const char *next = i < row->n ? memchr(row->p + i, mark, row->n - i) : NULL;
	*row = next ? text_after(*row, (size_t)(next - row->p) + 1) : (struct text){NULL, 0};
	return true;
}

// The delimiter that a line has most of, outside quotes; 0 when it has none.
static char mark_of(struct text line)
{
	static const char marks[] = ",;\t|";
	int count[4] = {0}, best = 0;
	bool quoted = false;
	for (size_t i = 0; i < line.n && line.p[i] != '\n'; i++) {
		const char *m = line.p[i] && !quoted ? strchr(marks, line.p[i]) : NULL;
		quoted ^= line.p[i] == '"';
		if (m)
			count[m - marks]++;
	}
	for (int i = 1; i < 4; i++)
		if (count[i] > count[best])
			best = i;
	return count[best] ? marks[best] : 0;
}

static bool says_when(struct text name)
{
	static const char *const names[] = {"timestamp", "@timestamp", "time", "date", "datetime", "date_time", "_time", "ts", "event_time", "eventtime", "utctime", "timecreated",
		"time_created", "systemtime", "creationtime", "createddatetime", "timegenerated", "start_time", "generated_time", "receive_time"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is_nocase(name, names[i]))
			return true;
	return false;
}

static struct text beginning_of(struct text t)
{
	return text_starts(t, "\xef\xbb\xbf") ? text_after(t, 3) : t;
}

static void head(struct csv *s, struct text row)
{
	struct arena *a = arena_new();
	struct text one;
	bool quoted;
	row = beginning_of(row);
	s->mark = mark_of(row);
	s->mark = s->mark ? s->mark : ',';
	s->time = -1;
	int used = 0;
	while (s->columns < COLUMNS && cell(a, &row, s->mark, &one, &quoted)) {
		one = text_trim(one);
		if ((int)one.n > NAMES - used)
			one.n = (size_t)(NAMES - used);
		if (one.n)
			memcpy(s->names + used, one.p, one.n);
		used += (int)one.n;
		if (s->time < 0 && says_when(one))
			s->time = s->columns;
		s->end[s->columns++] = used;
	}
	s->begun = true;
	arena_free(a);
}

static enum decode_said next(void *state, struct text *rest, bool last, struct text *ret_record)
{
	struct csv *s = state;
	size_t end, after;
	bool open;
	while (rest->n) {
		char mark = s->begun ? s->mark : mark_of(*rest);
		bool whole = row_end(*rest, mark, &end, &after, &open);
		if (!whole && !last && rest->n <= DECODE_RECORD)
			return DECODE_MORE;
		if (open || end > DECODE_RECORD) { // a quote that nothing closes: its line goes, the next may be good
			const char *line = memchr(rest->p, '\n', rest->n);
			if (!line && !last)
				return DECODE_MORE;
			*rest = text_after(*rest, line ? (size_t)(line - rest->p) + 1 : rest->n);
			return DECODE_BAD;
		}
		if (!whole && !last)
			return DECODE_MORE;
		struct text row = {rest->p, end};
		*rest = text_after(*rest, after);
		if (!row.n)
			continue;
		if (!s->begun) {
			head(s, row);
			continue;
		}
		*ret_record = row;
		return DECODE_ONE;
	}
	return last ? DECODE_END : DECODE_MORE;
}

static struct text column(const struct csv *s, int i)
{
	int from = i ? s->end[i - 1] : 0;
	return (struct text){s->names + from, (size_t)(s->end[i] - from)};
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct csv *s = state;
	struct text one;
	bool quoted;
	int i = 0;
	ret->raw = record;
	ret->at = -1;
	for (; cell(a, &record, s->mark, &one, &quoted); i++) {
		if (i >= s->columns) {
			ret->cut++;
			continue;
		}
		enum event_kind kind = quoted ? EVENT_TEXT : !one.n ? EVENT_NULL : share_digits(one) ? EVENT_NUMBER : EVENT_TEXT;
		event_add(a, ret, column(s, i), one, kind);
		if (i == s->time)
			ret->at = decode_time(one, share_now());
	}
	return s->columns > 0 && (i > 1 || s->columns == 1);
}

static bool name_like(struct text t)
{
	bool good = t.n > 0 && t.n <= 64 && (((t.p[0] | 32) >= 'a' && (t.p[0] | 32) <= 'z') || t.p[0] == '_' || t.p[0] == '@' || t.p[0] == '#');
	for (size_t i = 1; i < t.n && good; i++)
		good = share_digit(t.p[i]) || ((t.p[i] | 32) >= 'a' && (t.p[i] | 32) <= 'z') || (t.p[i] && strchr("_-. @#()/:%", t.p[i]));
	return good;
}

static int cells(struct arena *a, struct text row, char mark, bool names)
{
	struct text one;
	bool quoted;
	int n = 0;
	for (; cell(a, &row, mark, &one, &quoted); n++)
		if (names && !name_like(text_trim(one)))
			return 0;
	return n;
}

// The first rows have as many cells as the first line has names.
static int rows_fit(struct arena *a, struct text t, bool by_name)
{
	size_t end, after;
	bool open;
	char mark = mark_of(t);
	if (!mark || !row_end(t, mark, &end, &after, &open))
		return 0;
	int columns = cells(a, (struct text){t.p, end}, mark, true), rows = 0, good = 0;
	if (columns < (by_name ? 2 : 3))
		return 0;
	for (t = text_after(t, after); rows < ROWS && row_end(t, mark, &end, &after, &open); t = text_after(t, after)) {
		rows += end > 0;
		good += end > 0 && cells(a, (struct text){t.p, end}, mark, false) == columns;
	}
	if (rows < 2 && !by_name)
		return 0;
	int percent = rows ? good * 100 / rows : 50;
	return percent < 90 && !by_name ? 0 : percent * SURE / 100;
}

static int knows(struct text beginning, struct text name)
{
	struct arena *a = arena_new();
	bool by_name = text_ends(name, ".csv") || text_ends(name, ".tsv");
	int sure = rows_fit(a, beginning_of(beginning), by_name);
	arena_free(a);
	return sure && by_name ? sure + SURE_BY_NAME : sure;
}

const struct decoder decode_csv = {"csv", NULL, knows, sizeof(struct csv), next, .fields = fields};
