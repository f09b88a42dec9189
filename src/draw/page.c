// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Pages; see page.h. The build has checked the forms (tools/image/page.c); here a mistake only leaves a hole.
#include "page.h"
#include "../base/clock.h"
#include "fort.h"

#include <string.h>

#define DEPTH_MAX 12

// A row around: its statement, and the row further out.
struct scope {
	sqlite3_stmt *st;
	const struct scope *outer;
};

// A query of a page, prepared at its first use and used again when no row of it stands further out.
struct query {
	const char *page;
	struct text name;
	sqlite3_stmt *st;
	bool busy;
	struct query *next;
};

struct drawing {
	const struct draw *w;
	struct query *queries;
	struct buf *b;
	const char *page;
	struct err *e;
	bool failed;
	int depth;
};

// ---- columns

static sqlite3_stmt *find(const struct scope *s, struct text name, int *ret_column)
{
	for (; s; s = s->outer)
		for (int i = 0; i < sqlite3_column_count(s->st); i++)
			if (text_is(name, sqlite3_column_name(s->st, i))) {
				*ret_column = i;
				return s->st;
			}
	return NULL;
}

static const char *value(struct drawing *d, const struct scope *s, struct text name)
{
	int i, c;
	sqlite3_stmt *st = find(s, name, &i);
	const char *t = st ? (const char *)sqlite3_column_text(st, i) : NULL;
	if (!t)
		return "";
	if (t[0] != '\x01')
		return t;
	sqlite3_stmt *of = find(s, text_of("control"), &c);
	return say_text(&d->w->say, of ? (const char *)sqlite3_column_text(of, c) : "", t);
}

static bool truth(const struct scope *s, struct text name, bool *ret_known)
{
	int i;
	sqlite3_stmt *st = find(s, name, &i);
	*ret_known = st != NULL;
	if (!st || sqlite3_column_type(st, i) == SQLITE_NULL)
		return false;
	return sqlite3_column_type(st, i) == SQLITE_TEXT ? sqlite3_column_bytes(st, i) > 0 : sqlite3_column_double(st, i) != 0;
}

// ---- queries

static void bind_scope(struct drawing *d, sqlite3_stmt *st, const struct scope *s)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(st); i++) {
		const char *name = sqlite3_bind_parameter_name(st, i);
		int c;
		if (!name)
			continue;
		sqlite3_stmt *from = find(s, text_of(name + 1), &c);
		if (strcmp(name, ":lang") == 0)
			sqlite3_bind_text(st, i, d->w->say.lang, -1, SQLITE_STATIC);
		else if (strcmp(name, ":now") == 0)
			sqlite3_bind_int64(st, i, d->w->at);
		else if (strcmp(name, ":only") == 0)
			sqlite3_bind_text(st, i, d->w->only, -1, SQLITE_STATIC);
		else if (from)
			sqlite3_bind_value(st, i, sqlite3_column_value(from, c));
	}
}

static void fail(struct drawing *d)
{
	if (!d->failed)
		db_err(d->w->d, d->e);
	d->failed = true;
}

static void finalize(void *arg)
{
	sqlite3_finalize(arg);
}

// The query of that name, ready to run; NULL when the page has none (or it fails).
static struct query *query_of(struct drawing *d, struct text name)
{
	for (struct query *q = d->queries; q; q = q->next)
		if (q->page == d->page && !q->busy && q->name.n == name.n && memcmp(q->name.p, name.p, name.n) == 0)
			return q;
	const char *sql = db_text(d->w->d, d->w->a, "SELECT sql FROM cat.page_query WHERE page=?1 AND name=?2", "st", d->page, name);
	if (!sql)
		return NULL;
	struct query *q = arena_alloc(d->w->a, sizeof *q);
	*q = (struct query){.page = d->page, .name = name, .next = d->queries};
	if (sqlite3_prepare_v2(d->w->d->handle, sql, -1, &q->st, NULL) != SQLITE_OK) {
		fail(d);
		return NULL;
	}
	arena_defer(d->w->a, finalize, q->st);
	return d->queries = q;
}

static void body(struct drawing *d, struct text t, const struct scope *s);

// Draws the inside for each row (or, when inverted, once when there is none).
static void each_row(struct drawing *d, struct query *q, struct text inside, const struct scope *outer, bool inverted)
{
	bind_scope(d, q->st, outer);
	struct scope s = {q->st, outer};
	q->busy = true;
	int rc = sqlite3_step(q->st);
	if (inverted && rc == SQLITE_DONE)
		body(d, inside, outer);
	for (; !inverted && rc == SQLITE_ROW; rc = sqlite3_step(q->st))
		body(d, inside, &s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		fail(d);
	sqlite3_reset(q->st);
	q->busy = false;
}

static void section(struct drawing *d, struct text name, struct text inside, const struct scope *s, bool inverted)
{
	bool known, yes = truth(s, name, &known);
	struct query *q = known ? NULL : query_of(d, name);
	if (q)
		each_row(d, q, inside, s, inverted);
	else if (yes != inverted)
		body(d, inside, s);
}

// ---- translated text, parts

static void put_html(struct drawing *d, struct text t)
{
	buf_html(d->b, arena_strndup(d->w->a, t.p, t.n));
}

// {n?one|many} by the number in column n, or the column itself.
static void put_inside(struct drawing *d, struct text inside, const struct scope *s)
{
	struct text name = inside, words, one, many;
	if (text_cut(inside, '?', &name, &words) && text_cut(words, '|', &one, &many)) {
		int64_t n = 0;
		text_int(text_of(value(d, s, name)), 10, &n);
		put_html(d, n == 1 || (n == 0 && strcmp(d->w->say.lang, "fr") == 0) ? one : many);
	} else
		buf_html(d->b, value(d, s, name));
}

static void translated(struct drawing *d, struct text en, const struct scope *s)
{
	struct text t = text_of(say_word(&d->w->say, text_dup(d->w->a, en))), left, right, inside;
	while (text_cut(t, '{', &left, &right) && text_cut(right, '}', &inside, &t)) {
		put_html(d, left);
		put_inside(d, inside, s);
	}
	put_html(d, t);
}

static void part(struct drawing *d, struct text name, const struct scope *s)
{
	const char *page = text_dup(d->w->a, name);
	const char *html = db_text(d->w->d, d->w->a, "SELECT body FROM cat.page WHERE name=?1", "t", name);
	const char *file = html ? NULL : db_text(d->w->d, d->w->a, "SELECT body FROM cat.static WHERE name=?1", "t", name);
	if (strcmp(page, "fort") == 0)
		fort_draw(d->w, d->b);
	else if (strcmp(page, "bars") == 0)
		fort_bars(d->w, d->b);
	else if (html && d->depth < DEPTH_MAX) {
		const char *before = d->page;
		d->page = page;
		body(d, text_of(html), s);
		d->page = before;
	} else if (file)
		buf_str(d->b, file);
}

// ---- the body

// Finds what closes a section: {{/name}}, minding the same name inside.
static bool closing(struct text t, struct text name, struct text *ret_inside, struct text *ret_rest)
{
	int depth = 0;
	for (size_t i = 0; i + 4 < t.n; i++) {
		if (t.p[i] != '{' || t.p[i + 1] != '{')
			continue;
		struct text form = text_after(t, i + 3);
		bool same = form.n >= name.n + 2 && memcmp(form.p, name.p, name.n) == 0 && form.p[name.n] == '}';
		if (same && (t.p[i + 2] == '#' || t.p[i + 2] == '^'))
			depth++;
		else if (same && t.p[i + 2] == '/' && depth-- == 0) {
			*ret_inside = (struct text){t.p, i};
			*ret_rest = text_after(t, i + 3 + name.n + 2);
			return true;
		}
	}
	return false;
}

// Where a form ends: its own }} comes after the braces inside it.
static size_t form_end(struct text t)
{
	int depth = 0;
	for (size_t i = 0; i + 1 < t.n; i++) {
		if (t.p[i] == '{')
			depth++;
		else if (t.p[i] == '}' && depth > 0)
			depth--;
		else if (t.p[i] == '}' && t.p[i + 1] == '}')
			return i;
	}
	return t.n;
}

static void body(struct drawing *d, struct text t, const struct scope *s)
{
	if (d->depth++ >= DEPTH_MAX)
		d->failed = true;
	while (t.n && !d->failed) {
		size_t at = 0;
		while (at < t.n && !(t.p[at] == '{' && at + 1 < t.n && t.p[at + 1] == '{'))
			at++;
		buf_add(d->b, t.p, at);
		t = text_after(t, at + 2);
		if (!t.n)
			break;
		size_t n = form_end(t);
		struct text form = {t.p, n}, inside;
		t = text_after(t, n + 2);
		char kind = form.n ? form.p[0] : 0;
		struct text name = text_trim(text_after(form, 1));
		if ((kind == '#' || kind == '^') && closing(t, name, &inside, &t))
			section(d, name, inside, s, kind == '^');
		else if (kind == '_')
			translated(d, name, s);
		else if (kind == '>')
			part(d, name, s);
		else
			buf_html(d->b, value(d, s, text_trim(form)));
	}
	d->depth--;
}

bool page_draw(const struct draw *w, const char *name, struct buf *b, struct err *e)
{
	const char *html = db_text(w->d, w->a, "SELECT body FROM cat.page WHERE name=?1", "s", name);
	if (!html)
		return err_set(e, "there is no page \"%s\"", name);
	struct drawing d = {.w = w, .b = b, .page = name, .e = e};
	body(&d, text_of(html), NULL);
	return !d.failed || err_at(e, "the page \"%s\"", name);
}

bool draw_html(const struct draw *w, struct buf *b, struct err *e)
{
	return page_draw(w, "report", b, e);
}
