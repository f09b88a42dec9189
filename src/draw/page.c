// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Takes pages apart; see page.h. The build has checked the forms (tools/image/page.c); here a mistake is an error of the page.
#include "curve.h"
#include "fort.h"
#include "page_keep.h"
#include "page_tree.h"

#include <string.h>

static const char *const params[] = {PAGE_PARAMS};

struct making {
	struct page_set *set;
	struct db *d;
	struct say say;       // words of the language; its arena is that of the set
	const char *root;     // the page that is made
	const char *page;     // the page or part that queries are looked up in
	struct text own;      // body of the root page, for {{> body}} of a layout
	const char *own_param[PAGE_OWN_MAX];
	int own_param_n;
	sqlite3_stmt *level[PAGE_DEPTH_MAX];
	int levels;
	int base, uses;
	struct context context;
	bool layout;
	int depth;
	struct err *e;
	bool failed;
};

static void fail(struct making *m, const char *what, struct text name)
{
	if (!m->failed)
		err_set(m->e, "the page \"%s\": %s \"%.*s\"", m->page, what, (int)name.n, name.p);
	m->failed = true;
}

// ---- names

static struct page_from find(const struct making *m, struct text name)
{
	for (int l = m->levels - 1; l >= 0; l--)
		for (int i = 0; i < sqlite3_column_count(m->level[l]); i++)
			if (text_is(name, sqlite3_column_name(m->level[l], i)))
				return (struct page_from){(short)l, (short)i};
	for (int i = 0; i < m->own_param_n; i++)
		if (text_is(name, m->own_param[i]))
			return (struct page_from){-1, (short)(PAGE_PARAM_N + i)};
	for (int i = 0; i < PAGE_PARAM_N; i++)
		if (text_is(name, params[i]))
			return (struct page_from){-1, (short)i};
	return (struct page_from){-2, 0};
}

static struct page_node *node(struct making *m, struct page_node ***last, enum node_kind kind)
{
	struct page_node *n = arena_alloc(m->set->a, sizeof *n);
	n->kind = kind;
	n->layout = m->layout;
	n->control = (struct page_from){-2, 0};
	**last = n;
	*last = &n->next;
	return n;
}

static void literal(struct making *m, struct page_node ***last, struct text t)
{
	if (!t.n)
		return;
	node(m, last, NODE_TEXT)->text = t;
}

static void value(struct making *m, struct page_node ***last, struct text name)
{
	struct page_from from = find(m, name);
	if (from.level == -2) {
		fail(m, "there is no column", name);
		return;
	}
	struct page_node *n = node(m, last, NODE_VALUE);
	n->from = from;
	n->place = context_place(&m->context);
	n->control = find(m, text_of("control"));
	context_value(&m->context);
}

// ---- literal HTML: every <form method="post"> gets its token

static void html(struct making *m, struct page_node ***last, struct text t)
{
	static const char form[] = "<form method=\"post\"";
	while (t.n) {
		const char *at = text_find(t, form);
		if (!at) {
			context_add(&m->context, t);
			literal(m, last, t);
			return;
		}
		size_t n = (size_t)(at - t.p) + sizeof form - 1;
		context_add(&m->context, (struct text){t.p, n});
		literal(m, last, (struct text){t.p, n});
		t = text_after(t, n);
		// The token stands right behind the tag's end, which may come after values in its attributes: put_tokens finds it.
		node(m, last, NODE_TEXT)->text = (struct text){NULL, 1};
	}
}

// Puts the token behind the first '>' after each mark.
static void put_tokens(struct making *m, struct page_node *first)
{
	static const char before[] = "<input type=\"hidden\" name=\"csrf\" value=\"", after[] = "\">";
	bool wants = false;
	for (struct page_node *n = first; n; n = n->next) {
		if (n->inside)
			put_tokens(m, n->inside);
		if (n->kind != NODE_TEXT)
			continue;
		if (!n->text.p) {
			n->text = (struct text){"", 0};
			wants = true;
			continue;
		}
		const char *end = wants ? memchr(n->text.p, '>', n->text.n) : NULL;
		if (!end)
			continue;
		struct page_node *rest = arena_alloc(m->set->a, sizeof *rest), *token = arena_alloc(m->set->a, sizeof *token),
				 *open = arena_alloc(m->set->a, sizeof *open), *close = arena_alloc(m->set->a, sizeof *close);
		size_t upto = (size_t)(end - n->text.p) + 1;
		*rest = (struct page_node){.kind = NODE_TEXT, .text = text_after(n->text, upto), .next = n->next, .layout = n->layout};
		*close = (struct page_node){.kind = NODE_TEXT, .text = {after, sizeof after - 1}, .next = rest, .layout = n->layout};
		*token = (struct page_node){.kind = NODE_VALUE, .from = {-1, PAGE_CSRF}, .control = {-2, 0}, .place = PLACE_VALUE, .next = close};
		*open = (struct page_node){.kind = NODE_TEXT, .text = {before, sizeof before - 1}, .next = token, .layout = n->layout};
		n->text.n = upto;
		n->next = open;
		wants = false;
		n = close;
	}
}

// ---- queries

static const char *sql_of(struct making *m, struct text name)
{
	// A layout's queries are what stands there when the page has none of that name.
	const char *first = m->layout ? m->root : m->page, *then = m->layout ? m->page : m->root;
	const char *sql = db_text(m->d, m->set->a, "SELECT sql FROM cat.page_query WHERE page=?1 AND name=?2", "st", first, name);
	return sql ? sql : db_text(m->d, m->set->a, "SELECT sql FROM cat.page_query WHERE page=?1 AND name=?2", "st", then, name);
}

static sqlite3_stmt *prepare(struct making *m, struct text name, const char *sql)
{
	sqlite3_stmt *st;
	if (sqlite3_prepare_v2(m->d->handle, sql, -1, &st, NULL) == SQLITE_OK)
		return st;
	if (!m->failed)
		err_set(m->e, "the page \"%s\", query \"%.*s\": %s", m->page, (int)name.n, name.p, sqlite3_errmsg(m->d->handle));
	m->failed = true;
	return NULL;
}

static struct page_use *use(struct making *m, struct text name, const char *sql, sqlite3_stmt *st)
{
	struct page_use *u = arena_alloc(m->set->a, sizeof *u);
	int n = sqlite3_bind_parameter_count(st);
	*u = (struct page_use){.name = text_dup(m->set->a, name), .sql = sql, .id = m->base + m->uses++, .column_n = sqlite3_column_count(st)};
	u->bind = arena_alloc(m->set->a, (size_t)n * sizeof *u->bind);
	for (int i = 1; i <= n; i++) {
		const char *p = sqlite3_bind_parameter_name(st, i);
		struct page_from from = p ? find(m, text_of(p + 1)) : (struct page_from){-2, 0};
		if (from.level == -2)
			fail(m, "a query uses what is not there:", text_of(p ? p : "?"));
		u->bind[u->bind_n++] = (struct page_bind){i, from};
	}
	return u;
}

static struct page_node *body(struct making *m, struct text t);

static void section(struct making *m, struct page_node ***last, struct text name, struct text inside, bool inverted)
{
	struct page_from from = find(m, name);
	const char *sql = from.level == -2 ? sql_of(m, name) : NULL;
	sqlite3_stmt *st = sql ? prepare(m, name, sql) : NULL;
	if (from.level == -2 && !st) {
		fail(m, "there is neither a column nor a query", name);
		return;
	}
	if (!st) {
		struct page_node *n = node(m, last, inverted ? NODE_UNLESS : NODE_IF);
		n->from = from;
		n->inside = body(m, inside);
		return;
	}
	struct page_node *n = node(m, last, inverted ? NODE_NONE : NODE_EACH);
	n->use = use(m, name, sql, st);
	n->level = m->levels;
	if (!inverted)
		m->level[m->levels++] = st;
	n->inside = body(m, inside);
	if (!inverted)
		m->levels--;
	sqlite3_finalize(st);
}

// ---- translated text, parts

// {n?one|many} by the number in column n, or the column itself.
static void put_inside(struct making *m, struct page_node ***last, struct text inside)
{
	struct text name = inside, words, one, many;
	if (!text_cut(inside, '?', &name, &words) || !text_cut(words, '|', &one, &many)) {
		value(m, last, inside);
		return;
	}
	struct page_node *n = node(m, last, NODE_COUNTED);
	n->from = find(m, name);
	n->text = one;
	n->many = many;
	if (n->from.level == -2)
		fail(m, "there is no column", name);
}

static void words(struct making *m, struct page_node ***last, struct text t)
{
	struct buf *b = buf_new(m->set->a, t.n * 6 + 16);
	buf_html(b, text_dup(m->set->a, t));
	literal(m, last, (struct text){b->p, b->n});
}

static void translated(struct making *m, struct page_node ***last, struct text en)
{
	struct text t = text_of(say_word(&m->say, text_dup(m->set->a, en))), left, right, inside;
	while (text_cut(t, '{', &left, &right) && text_cut(right, '}', &inside, &t)) {
		words(m, last, left);
		put_inside(m, last, inside);
	}
	words(m, last, t);
}

static void draw_fort(const struct draw *w, const char *arg, struct buf *b)
{
	(void)arg;
	fort_draw(w, b);
}

static void draw_bars(const struct draw *w, const char *arg, struct buf *b)
{
	(void)arg;
	fort_bars(w, b);
}

static void draw_curve(const struct draw *w, const char *arg, struct buf *b)
{
	(void)arg;
	curve_draw(w, b);
}

static const struct page_part ours[] = {{"fort", draw_fort, true}, {"bars", draw_bars, true}, {"curve", draw_curve, true}, {0}};

static const struct page_part *drawing(const struct making *m, struct text name)
{
	for (const struct page_part *p = ours; p->name; p++)
		if (text_is(name, p->name))
			return p;
	for (const struct page_part *p = m->set->parts; p && p->name; p++)
		if (text_is(name, p->name))
			return p;
	return NULL;
}

// Another page in the place of the form; its own queries come first.
static struct page_node *included(struct making *m, const char *page, struct text html_of, bool layout)
{
	const char *before = m->page;
	bool was = m->layout;
	m->page = page;
	m->layout = layout;
	struct page_node *first = body(m, html_of);
	m->page = before;
	m->layout = was;
	return first;
}

static void append(struct page_node ***last, struct page_node *first)
{
	**last = first;
	while (**last)
		*last = &(**last)->next;
}

static void part(struct making *m, struct page_node ***last, struct text form)
{
	struct text name = form, arg = {"", 0};
	text_cut(form, ' ', &name, &arg);
	const struct page_part *p = drawing(m, name);
	if (p) {
		struct page_node *n = node(m, last, NODE_DRAWING);
		n->drawing = p;
		n->from = arg.n ? find(m, text_trim(arg)) : (struct page_from){-2, 0};
		return;
	}
	if (text_is(name, "body")) {
		append(last, included(m, m->root, m->own, false));
		return;
	}
	const char *of = db_text(m->d, m->set->a, "SELECT body FROM cat.page WHERE name=?1", "t", name);
	const char *file = of ? NULL : db_text(m->d, m->set->a, "SELECT body FROM cat.static WHERE name=?1", "t", name);
	if (of)
		append(last, included(m, text_dup(m->set->a, name), text_of(of), m->layout));
	else if (file)
		literal(m, last, text_of(file));
	else
		fail(m, "there is no part", name);
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

static void form(struct making *m, struct page_node ***last, struct text f, struct text *rest)
{
	char kind = f.n ? f.p[0] : 0;
	struct text name = text_trim(text_after(f, 1)), inside;
	if ((kind == '#' || kind == '^') && closing(*rest, name, &inside, rest))
		section(m, last, name, inside, kind == '^');
	else if (kind == '_')
		translated(m, last, name);
	else if (kind == '>')
		part(m, last, name);
	else
		value(m, last, text_trim(f));
}

static struct page_node *body(struct making *m, struct text t)
{
	struct page_node *first = NULL, **last = &first;
	if (m->depth++ >= PAGE_DEPTH_MAX)
		fail(m, "parts or sections stand too deep in each other in", text_of(m->page));
	while (t.n && !m->failed) {
		const char *open = text_find(t, "{{");
		size_t at = open ? (size_t)(open - t.p) : t.n;
		html(m, &last, (struct text){t.p, at});
		t = text_after(t, at + 2);
		if (!t.n)
			break;
		size_t n = form_end(t);
		struct text f = {t.p, n};
		t = text_after(t, n + 2);
		form(m, &last, f, &t);
	}
	m->depth--;
	return first;
}

// ---- the set

static void set_end(void *arg)
{
	sqlite3_mutex_free(((struct page_set *)arg)->lock);
}

struct page_set *page_set_new(struct arena *a, const struct page_part *parts)
{
	struct page_set *s = arena_alloc(a, sizeof *s);
	s->a = a;
	s->parts = parts;
	s->lock = sqlite3_mutex_alloc(SQLITE_MUTEX_FAST);
	arena_defer(a, set_end, s);
	return s;
}

static struct page *make(struct page_set *set, struct page_entry *entry, struct db *d, const char *lang, struct err *e)
{
	struct making m = {.set = set, .d = d, .root = entry->name, .page = entry->name, .e = e, .say = {d, set->a, lang, 0}, .base = entry->base};
	const char *own = db_text(d, set->a, "SELECT body FROM cat.page WHERE name=?1", "s", entry->name);
	if (!own) {
		err_set(e, "there is no page \"%s\"", entry->name);
		return NULL;
	}
	struct rows r = db_rows(d, "SELECT name FROM cat.page_param WHERE page=?1 ORDER BY position", "s", entry->name);
	while (rows_next(&r, NULL) && m.own_param_n < PAGE_OWN_MAX)
		m.own_param[m.own_param_n++] = arena_strdup(set->a, rows_text(&r, 0));
	rows_end(&r);
	const char *layout = db_text(d, set->a, "SELECT body FROM cat.page WHERE name=(SELECT layout FROM cat.page WHERE name=?1)", "s", entry->name);
	const char *layout_name = db_text(d, set->a, "SELECT layout FROM cat.page WHERE name=?1", "s", entry->name);
	m.own = text_of(own);
	struct page *p = arena_alloc(set->a, sizeof *p);
	p->name = entry->name;
	p->lang = arena_strdup(set->a, lang);
	p->first = layout ? included(&m, layout_name, text_of(layout), true) : body(&m, m.own);
	put_tokens(&m, p->first);
	page_keep_mark(p->first);
	entry->uses = m.uses;
	return m.failed ? NULL : p;
}

static struct page_entry *entry_of(struct page_set *s, const char *name)
{
	for (struct page_entry *x = s->entries; x; x = x->next)
		if (strcmp(x->name, name) == 0)
			return x;
	struct page_entry *x = arena_alloc(s->a, sizeof *x);
	*x = (struct page_entry){.name = arena_strdup(s->a, name), .base = s->uses, .next = s->entries};
	return s->entries = x;
}

const struct page *page_made(struct page_set *s, struct db *d, const char *name, const char *lang, struct err *e)
{
	int l = lang[0] == 'n' ? 1 : lang[0] == 'f' ? 2 : lang[0] == 'd' ? 3 : 0;
	sqlite3_mutex_enter(s->lock);
	struct page_entry *entry = entry_of(s, name);
	if (!entry->lang[l]) {
		bool fresh = entry->uses == 0;
		entry->lang[l] = make(s, entry, d, lang, e);
		if (fresh)
			s->uses += entry->uses;
	}
	struct page *p = entry->lang[l];
	sqlite3_mutex_leave(s->lock);
	return p;
}
