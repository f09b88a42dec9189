// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Draws pages that were taken apart (page.c), as HTML and as JSON; see page.h. One drawer belongs to one thread.
#include "page_keep.h"
#include "page_tree.h"
#include "../base/json.h"

#include <stdlib.h>
#include <string.h>

#define SAID_SLOTS 2048 // texts put into words before, kept; a power of two
#define SAID_MAX 600    // bytes of a text that is worth keeping

// A text that was put into words; what depends on the time of day is not kept.
struct said {
	uint64_t key; // of the text, its language and control
	char *kept, *words; // one allocation
};

struct page_drawer {
	struct page_set *set;
	struct db *d;
	sqlite3_stmt **st; // by the id of their use
	int st_n;
	struct said said[SAID_SLOTS];
	struct page_keep *keep;
	struct buf *key;
	const struct page_ask *ask;
};

struct drawing {
	struct page_drawer *p;
	const struct page_ask *ask;
	struct buf *b;
	struct err *e;
	bool failed;
	uint32_t token[KEEP_TOKENS_MAX]; // where in the buffer tokens stand that were put in
	int token_n;
	sqlite3_stmt *row[PAGE_DEPTH_MAX];
};

// ---- typed(name, otherwise), wrong(name)

static void sql_typed(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	const struct page_drawer *p = sqlite3_user_data(c);
	const char *name = (const char *)sqlite3_value_text(v[0]);
	if (!p->ask || !p->ask->typed || !name) {
		sqlite3_result_value(c, v[1]);
		return;
	}
	const struct json *j = json_get(p->ask->typed, name);
	if (j && j->type == JSON_TEXT)
		sqlite3_result_text(c, j->text.p, (int)j->text.n, SQLITE_TRANSIENT);
	else
		sqlite3_result_null(c); // an empty check box is not sent at all
}

static void sql_wrong(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	const struct page_drawer *p = sqlite3_user_data(c);
	const char *name = (const char *)sqlite3_value_text(v[0]);
	const struct json *j = p->ask && p->ask->wrong && name ? json_get(p->ask->wrong, name) : NULL;
	if (j && j->type == JSON_TEXT)
		sqlite3_result_text(c, j->text.p, (int)j->text.n, SQLITE_TRANSIENT);
	else
		sqlite3_result_null(c);
}

// ---- the drawer

static void drawer_end(void *arg)
{
	struct page_drawer *p = arg;
	for (int i = 0; i < p->st_n; i++)
		sqlite3_finalize(p->st[i]);
	for (int i = 0; i < SAID_SLOTS; i++)
		free(p->said[i].kept);
	free(p->st);
}

struct page_drawer *page_drawer_new(struct arena *a, struct page_set *set, struct db *d)
{
	struct page_drawer *p = arena_alloc(a, sizeof *p);
	p->set = set;
	p->d = d;
	p->keep = page_keep_new(a);
	p->key = buf_new(a, 32768);
	sqlite3_create_function(d->handle, "typed", 2, SQLITE_UTF8, p, sql_typed, NULL, NULL);
	sqlite3_create_function(d->handle, "wrong", 1, SQLITE_UTF8, p, sql_wrong, NULL, NULL);
	arena_defer(a, drawer_end, p);
	return p;
}

const struct page *page_get(struct page_drawer *p, const char *name, const char *lang, struct err *e)
{
	return page_made(p->set, p->d, name, lang, e);
}

// ---- values

static const char *from_text(const struct drawing *d, struct page_from from, char number[32])
{
	if (from.level >= 0) {
		const char *t = (const char *)sqlite3_column_text(d->row[from.level], from.number);
		return t ? t : "";
	}
	const struct page_value *v = from.level == -1 ? &d->ask->value[from.number] : NULL;
	if (!v || v->type == PAGE_NULL)
		return "";
	if (v->type == PAGE_TEXT)
		return v->text;
	sqlite3_snprintf(32, number, "%lld", (long long)v->number);
	return number;
}

static bool from_truth(const struct drawing *d, struct page_from from)
{
	if (from.level < 0) {
		const struct page_value *v = &d->ask->value[from.number];
		return v->type == PAGE_INT ? v->number != 0 : v->type == PAGE_TEXT && v->text[0];
	}
	sqlite3_stmt *st = d->row[from.level];
	int type = sqlite3_column_type(st, from.number);
	if (type == SQLITE_NULL)
		return false;
	return type == SQLITE_TEXT ? sqlite3_column_bytes(st, from.number) > 0 : sqlite3_column_double(st, from.number) != 0;
}

static uint64_t hashed(const char *s, const char *control, const char *lang)
{
	uint64_t h = 1469598103934665603U ^ (uint64_t)lang[0] ^ (uint64_t)lang[1] << 8;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211U;
	for (h *= 31; *control; control++)
		h = (h ^ (unsigned char)*control) * 1099511628211U;
	return h ? h : 1;
}

// Puts what say() kept into words; most texts of a firm come back at each visit, so they are remembered.
static const char *in_words(struct drawing *d, const char *control, const char *kept)
{
	size_t n = strlen(kept);
	if (n > SAID_MAX || strstr(kept, ":ago}"))
		return say_text(&d->ask->w.say, control, kept);
	uint64_t key = hashed(kept, control, d->ask->w.say.lang);
	struct said *s = &d->p->said[key & (SAID_SLOTS - 1)];
	if (s->key == key && strcmp(s->kept, kept) == 0)
		return s->words;
	const char *words = say_text(&d->ask->w.say, control, kept);
	size_t words_n = strlen(words);
	char *both = words_n <= 4 * SAID_MAX ? malloc(n + words_n + 2) : NULL;
	if (!both)
		return words;
	free(s->kept);
	s->key = key;
	s->kept = memcpy(both, kept, n + 1);
	s->words = memcpy(both + n + 1, words, words_n + 1);
	return s->words;
}

static const char *value(struct drawing *d, const struct page_node *n, char number[32])
{
	const char *t = from_text(d, n->from, number);
	if (t[0] != '\x01')
		return t;
	char other[32];
	return in_words(d, from_text(d, n->control, other), t);
}

// ---- making harmless

static void in_link(struct buf *b, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("-._~", c))
			buf_char(b, *s);
		else {
			char three[3] = {'%', hex[c >> 4], hex[c & 15]};
			buf_add(b, three, 3);
		}
	}
}

// A whole address: our own paths, the web, mail and telephone; anything else leads nowhere.
static void link_whole(struct buf *b, const char *s)
{
	struct text t = text_of(s);
	bool own = s[0] == '/' && s[1] != '/' && s[1] != '\\';
	if (own || s[0] == '#' || s[0] == '?' || text_starts(t, "https://") || text_starts(t, "http://") || text_starts(t, "mailto:") || text_starts(t, "tel:") || text_starts(t, "otpauth://"))
		buf_html(b, s);
	else
		buf_char(b, '#');
}

static void put_value(struct drawing *d, const struct page_node *n)
{
	char number[32];
	const char *t = value(d, n, number);
	if (n->from.level == -1 && n->from.number == PAGE_CSRF && d->token_n++ < KEEP_TOKENS_MAX)
		d->token[d->token_n - 1] = (uint32_t)d->b->n;
	if (n->place == PLACE_LINK)
		link_whole(d->b, t);
	else if (n->place == PLACE_IN_LINK)
		in_link(d->b, t);
	else if (n->place == PLACE_TEXT || n->place == PLACE_VALUE)
		buf_html(d->b, t);
}

static void put_counted(struct drawing *d, const struct page_node *n)
{
	char number[32];
	int64_t count = 0;
	text_int(text_of(value(d, n, number)), 10, &count);
	struct text w = count == 1 || (count == 0 && strcmp(d->ask->w.say.lang, "fr") == 0) ? n->text : n->many;
	buf_html(d->b, arena_strndup(d->ask->w.a, w.p, w.n));
}

// ---- queries

static bool fail(struct drawing *d)
{
	if (!d->failed)
		db_err(d->p->d, d->e);
	d->failed = true;
	return false;
}

static bool room(struct page_drawer *p, int id)
{
	if (id < p->st_n)
		return true;
	int n = id + 64;
	sqlite3_stmt **st = realloc(p->st, (size_t)n * sizeof *st); // NOLINT(bugprone-sizeof-expression): an array of pointers
	if (!st)
		return false;
	memset(st + p->st_n, 0, (size_t)(n - p->st_n) * sizeof *st); // NOLINT(bugprone-sizeof-expression)
	p->st = st;
	p->st_n = n;
	return true;
}

static void bind(struct drawing *d, sqlite3_stmt *st, const struct page_bind *bind)
{
	if (bind->from.level >= 0) {
		sqlite3_bind_value(st, bind->at, sqlite3_column_value(d->row[bind->from.level], bind->from.number));
		return;
	}
	const struct page_value *v = &d->ask->value[bind->from.number];
	if (v->type == PAGE_INT)
		sqlite3_bind_int64(st, bind->at, v->number);
	else if (v->type == PAGE_TEXT)
		sqlite3_bind_text(st, bind->at, v->text, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(st, bind->at);
}

// The statement of a use with its values bound; NULL when it fails.
static sqlite3_stmt *query(struct drawing *d, const struct page_use *u)
{
	if (!room(d->p, u->id))
		return fail(d), NULL;
	sqlite3_stmt **st = &d->p->st[u->id];
	if (!*st && sqlite3_prepare_v3(d->p->d->handle, u->sql, -1, SQLITE_PREPARE_PERSISTENT, st, NULL) != SQLITE_OK)
		return fail(d), NULL;
	for (int i = 0; i < u->bind_n; i++)
		bind(d, *st, &u->bind[i]);
	return *st;
}

static void nodes(struct drawing *d, const struct page_node *n);

static void each(struct drawing *d, const struct page_node *n)
{
	sqlite3_stmt *st = query(d, n->use);
	if (!st)
		return;
	int rc = sqlite3_step(st);
	d->row[n->level] = st;
	if (n->kind == NODE_NONE && rc == SQLITE_DONE)
		nodes(d, n->inside);
	for (; n->kind == NODE_EACH && rc == SQLITE_ROW && !d->failed; rc = sqlite3_step(st))
		nodes(d, n->inside);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		fail(d);
	sqlite3_reset(st);
}

// ---- HTML

static void put_drawing(struct drawing *d, const struct page_node *n)
{
	char number[32];
	n->drawing->draw(&d->ask->w, n->from.level == -2 ? "" : from_text(d, n->from, number), d->b);
}

static void draw_node(struct drawing *d, const struct page_node *n);

// Gives a piece that was drawn before, with the token of now.
static void put_before(struct drawing *d, const struct page_piece *p)
{
	const struct page_value *token = &d->ask->value[PAGE_CSRF];
	size_t from = d->b->n, n = token->type == PAGE_TEXT ? strlen(token->text) : 0;
	buf_add(d->b, p->text.p, p->text.n);
	for (int i = 0; i < p->token_n && !d->b->over; i++) {
		memcpy(d->b->p + from + p->token[i], token->text, n);
		if (d->token_n++ < KEEP_TOKENS_MAX) // it may stand inside a larger piece that is kept too
			d->token[d->token_n - 1] = (uint32_t)from + p->token[i];
	}
}

// Keeps what was drawn from a place of the buffer on; tokens: how many were put in before it.
static void keep(struct drawing *d, size_t from, int tokens)
{
	uint32_t place[KEEP_TOKENS_MAX];
	struct page_piece p = {{d->b->p + from, d->b->n - from}, place, d->token_n - tokens};
	for (int i = 0; i < p.token_n; i++)
		place[i] = d->token[tokens + i] - (uint32_t)from;
	page_keep_put(d->p->keep, d->p->key, &p);
}

// Draws a node, or gives what was drawn before of the same.
static void one_node(struct drawing *d, const struct page_node *n)
{
	if (!n->keeps || !page_keep_key(n, d->ask, d->p->key)) {
		draw_node(d, n);
		return;
	}
	const struct page_piece *before = page_keep_find(d->p->keep, d->p->key);
	if (before) {
		put_before(d, before);
		return;
	}
	size_t from = d->b->n;
	int tokens = d->token_n;
	draw_node(d, n);
	// What is inside has no key of its own, but drawings have: this one's is made again.
	if (!d->failed && !d->b->over && d->token_n <= KEEP_TOKENS_MAX && page_keep_key(n, d->ask, d->p->key))
		keep(d, from, tokens);
}

static void draw_node(struct drawing *d, const struct page_node *n)
{
	switch (n->kind) {
	case NODE_TEXT: buf_add(d->b, n->text.p, n->text.n); break;
	case NODE_VALUE: put_value(d, n); break;
	case NODE_COUNTED: put_counted(d, n); break;
	case NODE_EACH:
	case NODE_NONE: each(d, n); break;
	case NODE_IF:
		if (from_truth(d, n->from))
			nodes(d, n->inside);
		break;
	case NODE_UNLESS:
		if (!from_truth(d, n->from))
			nodes(d, n->inside);
		break;
	case NODE_DRAWING: put_drawing(d, n); break;
	}
}

static void nodes(struct drawing *d, const struct page_node *n)
{
	for (; n && !d->failed; n = n->next)
		one_node(d, n);
}

bool page_html(struct page_drawer *p, const struct page *page, const struct page_ask *ask, struct buf *b, struct err *e)
{
	struct drawing d = {.p = p, .ask = ask, .b = b, .e = e};
	p->ask = ask;
	page_keep_fresh(p->keep, db_int(p->d, "PRAGMA main.data_version", 0, ""), ask->w.say.now);
	nodes(&d, page->first);
	p->ask = NULL;
	return (!d.failed && !b->over) || err_at(e, "the page \"%s\"", page->name);
}

// ---- JSON

static void column_json(struct drawing *d, sqlite3_stmt *st, int i, const char *control)
{
	switch (sqlite3_column_type(st, i)) {
	case SQLITE_NULL: buf_str(d->b, "null"); break;
	case SQLITE_INTEGER: buf_printf(d->b, "%lld", (long long)sqlite3_column_int64(st, i)); break;
	case SQLITE_FLOAT: buf_printf(d->b, "%.10g", sqlite3_column_double(st, i)); break;
	default: {
		const char *t = (const char *)sqlite3_column_text(st, i);
		json_write(d->b, text_of(t && t[0] == '\x01' ? in_words(d, control, t) : t ? t : ""));
	}
	}
}

static void comma(struct buf *b)
{
	if (b->n && b->p[b->n - 1] != '{' && b->p[b->n - 1] != '[')
		buf_char(b, ',');
}

static void nodes_json(struct drawing *d, const struct page_node *n, const struct page_node *first);

static void each_json(struct drawing *d, const struct page_node *n)
{
	sqlite3_stmt *st = query(d, n->use);
	if (!st)
		return;
	int rc = sqlite3_step(st), control = -1;
	for (int i = 0; i < n->use->column_n; i++)
		if (strcmp(sqlite3_column_name(st, i), "control") == 0)
			control = i;
	d->row[n->level] = st;
	comma(d->b);
	json_write(d->b, text_of(n->use->name));
	buf_str(d->b, ":[");
	for (; rc == SQLITE_ROW && !d->failed; rc = sqlite3_step(st)) {
		comma(d->b);
		buf_char(d->b, '{');
		for (int i = 0; i < n->use->column_n; i++) {
			comma(d->b);
			json_write(d->b, text_of(sqlite3_column_name(st, i)));
			buf_char(d->b, ':');
			column_json(d, st, i, control < 0 ? "" : (const char *)sqlite3_column_text(st, control));
		}
		nodes_json(d, n->inside, n->inside);
		buf_char(d->b, '}');
	}
	buf_char(d->b, ']');
	if (rc != SQLITE_DONE)
		fail(d);
	sqlite3_reset(st);
}

// Whether the same query stood before at this place: its rows are there already.
static bool told(const struct page_node *first, const struct page_node *n)
{
	for (; first != n; first = first->next)
		if (first->kind == NODE_EACH && !first->layout && strcmp(first->use->name, n->use->name) == 0)
			return true;
	return false;
}

static void nodes_json(struct drawing *d, const struct page_node *n, const struct page_node *first)
{
	for (; n && !d->failed; n = n->next) {
		if (n->kind == NODE_EACH && !n->layout && !told(first, n))
			each_json(d, n);
		else if (n->kind == NODE_IF && from_truth(d, n->from))
			nodes_json(d, n->inside, n->inside);
		else if (n->kind == NODE_UNLESS && !from_truth(d, n->from))
			nodes_json(d, n->inside, n->inside);
	}
}

bool page_json(struct page_drawer *p, const struct page *page, const struct page_ask *ask, struct buf *b, struct err *e)
{
	struct drawing d = {.p = p, .ask = ask, .b = b, .e = e};
	p->ask = ask;
	buf_char(b, '{');
	nodes_json(&d, page->first, page->first);
	buf_str(b, "}\n");
	p->ask = NULL;
	return (!d.failed && !b->over) || err_at(e, "the page \"%s\"", page->name);
}

// ---- at once

bool draw_html(const struct draw *w, const char *name, struct buf *b, struct err *e)
{
	struct page_drawer *p = page_drawer_new(w->a, page_set_new(w->a, NULL), w->d);
	const struct page *page = page_get(p, name, w->say.lang, e);
	struct page_ask ask = {.w = *w};
	ask.value[PAGE_LANG] = (struct page_value){.type = PAGE_TEXT, .text = w->say.lang};
	ask.value[PAGE_NOW] = (struct page_value){.type = PAGE_INT, .number = w->at};
	if (w->only)
		ask.value[PAGE_ONLY] = (struct page_value){.type = PAGE_TEXT, .text = w->only};
	return page && page_html(p, page, &ask, b, e);
}
