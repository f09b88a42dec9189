// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Pages: data/page/*.html, a head in YAML between two lines `---`, then HTML; see image.h and src/draw/page.h. The head:
//   path: /machine/{id}          where the web serves it; a page without one is a part or a page of a program
//   may: owner staff auditor     who may see it: nobody owner staff supplier auditor signer checker
//   params: {id: int, q: text}   its own parameters, from the path or behind the ?; int, text, date, control; door: filled by the door
//   layout: bare                 the page around it when it is not "layout"
//   doc: …                       one sentence for the page /api
//   takes: [name]                columns that a part expects around it
//   queries: {name: SQL}
// Checks that every query prepares, that every {{name}} is a column of a row around, a parameter or a query, that no value stands where it
// could not be made harmless, that sections close, and that every text is translated.
#include "image.h"
#include "../../src/draw/page.h"
#include "../../src/draw/context.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAMES_MAX 512
#define DEPTH_MAX 12

struct page {
	struct image *im;
	const char *path, *name, *start;
	const char *column[NAMES_MAX]; // columns in reach, inner rows last
	size_t column_n;
	struct text open[DEPTH_MAX]; // sections that are open
	size_t before[DEPTH_MAX];    // columns in reach before each
	size_t depth;
	struct context context;
};

static const char *const params[] = {PAGE_PARAMS, NULL};

static size_t line_of(const struct page *p, const char *at)
{
	size_t n = 1;
	for (const char *c = p->start; c < at; c++)
		n += *c == '\n';
	return n;
}

// Adds the columns of a query to those in reach. True when there is such a query.
static bool reach(struct page *p, struct text name)
{
	sqlite3_stmt *st, *ask;
	const char *sql = NULL;
	sqlite3_prepare_v2(p->im->db, "SELECT sql FROM page_query WHERE page=?1 AND name=?2", -1, &ask, NULL);
	sqlite3_bind_text(ask, 1, p->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(ask, 2, name.p, (int)name.n, SQLITE_STATIC);
	if (sqlite3_step(ask) == SQLITE_ROW)
		sql = arena_strdup(p->im->a, (const char *)sqlite3_column_text(ask, 0));
	sqlite3_finalize(ask);
	if (!sql)
		return false;
	if (sqlite3_prepare_v2(p->im->trial, sql, -1, &st, NULL) == SQLITE_OK)
		for (int i = 0; i < sqlite3_column_count(st) && p->column_n < NAMES_MAX; i++)
			p->column[p->column_n++] = arena_strdup(p->im->a, sqlite3_column_name(st, i));
	sqlite3_finalize(st);
	return true;
}

static bool in_reach(const struct page *p, struct text name)
{
	for (size_t i = 0; i < p->column_n; i++)
		if (text_is(name, p->column[i]))
			return true;
	for (int i = 0; params[i]; i++)
		if (text_is(name, params[i]))
			return true;
	return false;
}

// A value may stand here.
static void place(struct page *p, struct text name)
{
	enum place at = context_place(&p->context);
	if (at != PLACE_TEXT && at != PLACE_VALUE && at != PLACE_LINK && at != PLACE_IN_LINK)
		image_error(p->im, p->path, line_of(p, name.p), "{{%.*s}} stands where no value is harmless (script, style, a tag or without quotes)",
			(int)name.n, name.p);
	context_value(&p->context);
}

static void translated(struct page *p, struct text en, const char *at)
{
	sqlite3_stmt *st;
	sqlite3_prepare_v2(p->im->db, "SELECT count(DISTINCT lang) FROM phrase WHERE en=?1 AND control=''", -1, &st, NULL);
	sqlite3_bind_text(st, 1, en.p, (int)en.n, SQLITE_STATIC);
	int n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int(st, 0) : 0;
	sqlite3_finalize(st);
	if (n != 3)
		image_error(p->im, p->path, line_of(p, at), "the text \"%.*s\" is not translated in data/lang", (int)en.n, en.p);
	struct text rest = en, inside, name;
	while (text_cut(rest, '{', NULL, &rest) && text_cut(rest, '}', &inside, &rest)) {
		name = inside;
		text_cut(inside, '?', &name, NULL);
		if (!in_reach(p, name))
			image_error(p->im, p->path, line_of(p, at), "{%.*s} is no column here", (int)name.n, name.p);
	}
}

static void form(struct page *p, struct text t)
{
	struct text name = text_trim(text_after(t, 1));
	char kind = t.n ? t.p[0] : 0;
	if (kind == '_')
		translated(p, name, t.p);
	else if (kind == '/') {
		if (!p->depth || name.n != p->open[p->depth - 1].n || memcmp(name.p, p->open[p->depth - 1].p, name.n) != 0)
			image_error(p->im, p->path, line_of(p, t.p), "{{/%.*s}} closes nothing", (int)name.n, name.p);
		else
			p->column_n = p->before[--p->depth];
	} else if (kind == '#' || kind == '^') {
		if (p->depth == DEPTH_MAX) {
			image_error(p->im, p->path, line_of(p, t.p), "sections stand too deep in each other");
			return;
		}
		p->open[p->depth] = name;
		p->before[p->depth++] = p->column_n;
		if (!in_reach(p, name) && !reach(p, name))
			image_error(p->im, p->path, line_of(p, t.p), "{{%c%.*s}} is neither a column nor a query", kind, (int)name.n, name.p);
	} else if (kind == '>') {
		struct text part = name, arg = {"", 0};
		if (text_cut(name, ' ', &part, &arg) && !in_reach(p, text_trim(arg)))
			image_error(p->im, p->path, line_of(p, t.p), "{{%.*s}}: the argument is no column here", (int)t.n, t.p);
	} else {
		place(p, text_trim(t));
		if (!in_reach(p, text_trim(t)))
			image_error(p->im, p->path, line_of(p, t.p), "{{%.*s}} is no column here", (int)t.n, t.p);
	}
}

static void check_body(struct page *p, const char *html)
{
	const char *literal = html;
	for (const char *at = html; (at = strstr(at, "{{")) != NULL;) {
		context_add(&p->context, (struct text){literal, (size_t)(at - literal)});
		at += 2;
		int depth = 0;
		const char *end = at;
		for (; *end && !(depth == 0 && end[0] == '}' && end[1] == '}'); end++)
			depth += *end == '{' ? 1 : *end == '}' ? -1 : 0;
		form(p, (struct text){at, (size_t)(end - at)});
		at = end;
		literal = *end ? end + 2 : end;
	}
	if (p->depth)
		image_error(p->im, p->path, 0, "{{#%.*s}} is not closed", (int)p->open[p->depth - 1].n, p->open[p->depth - 1].p);
}

static void queries(struct page *p, struct source *s)
{
	const char *name;
	yaml_node_t *v, *map = source_get(s, s->root, "queries");
	for (size_t i = 0; source_pair(s, map, i, &name, &v); i++) {
		const char *sql = source_text(s, v, name);
		sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v2(p->im->trial, sql, -1, &st, NULL) != SQLITE_OK)
			image_error(p->im, p->path, source_line(v), "query \"%s\": %s", name, sqlite3_errmsg(p->im->trial));
		sqlite3_finalize(st);
		image_put(p->im, "INSERT INTO page_query VALUES(?1,?2,?3)", p->name, arena_strdup(p->im->a, name), sql, IMAGE_END);
	}
}

// Columns and parameters that are in reach everywhere in the page.
static void given(struct page *p, const char *name)
{
	if (p->column_n < NAMES_MAX)
		p->column[p->column_n++] = arena_strdup(p->im->a, name);
}

static void own_params(struct page *p, struct source *s)
{
	static const char types[] = " int text date control door ";
	const char *name;
	yaml_node_t *v, *map = source_get(s, s->root, "params"), *takes = source_get(s, s->root, "takes"), *item;
	for (size_t i = 0; source_pair(s, map, i, &name, &v); i++) {
		const char *type = source_text(s, v, name);
		if (!strstr(types, arena_printf(p->im->a, " %s ", type)) || i >= PAGE_OWN_MAX)
			image_error(p->im, p->path, source_line(v), "%s: a parameter is int, text, date, control or door, and at most %d", name, PAGE_OWN_MAX);
		image_put(p->im, "INSERT INTO page_param VALUES(?1,?2,?3,?4)", p->name, arena_printf(p->im->a, "%zu", i), arena_strdup(p->im->a, name), type, IMAGE_END);
		given(p, name);
	}
	for (size_t i = 0; takes && (item = source_item(s, takes, i)) != NULL; i++)
		given(p, source_text(s, item, "takes"));
}

static const char *optional(struct page *p, struct source *s, const char *key)
{
	yaml_node_t *v = source_get(s, s->root, key);
	return v ? arena_strdup(p->im->a, source_text(s, v, key)) : NULL;
}

// Who may: known words alone.
static void may(struct page *p, const char *roles)
{
	static const char known[] = " nobody owner staff supplier auditor signer checker ";
	struct text rest = text_of(roles), word;
	while (text_word(&rest, &word))
		if (!strstr(known, arena_printf(p->im->a, " %.*s ", (int)word.n, word.p)))
			image_error(p->im, p->path, 0, "may: there is no role \"%.*s\"", (int)word.n, word.p);
}

static void head(struct page *p, struct source *s, const char *html)
{
	const char *path = optional(p, s, "path"), *roles = optional(p, s, "may"), *layout = optional(p, s, "layout");
	if (path && !roles)
		image_error(p->im, p->path, 1, "a page with a path says who may see it (may:)");
	if (roles)
		may(p, roles);
	if (path && !layout)
		layout = "layout";
	image_put(p->im, "INSERT INTO page VALUES(?1,?2,?3,?4,?5,?6)", p->name, path, roles, layout, optional(p, s, "doc"), html, IMAGE_END);
	own_params(p, s);
	queries(p, s);
}

static void page_file(struct image *im, const char *path)
{
	char *all = image_file(im, path, NULL);
	const char *base = strrchr(path, '/') + 1;
	struct page p = {.im = im, .path = path, .name = arena_strndup(im->a, base, strlen(base) - 5), .start = all};
	char *end = all && strncmp(all, "---\n", 4) == 0 ? strstr(all, "\n---\n") : NULL;
	if (!end) {
		image_error(im, path, 1, "begins with its head between two lines ---");
		return;
	}
	struct source s;
	FILE *f = tmpfile(); // libyaml reads the head alone
	char *copy = arena_printf(im->a, "%s", path);
	if (!f || fwrite(all, 1, (size_t)(end - all + 1), f) == 0)
		return;
	rewind(f);
	if (source_read_from(im, copy, f, &s)) {
		head(&p, &s, end + 5);
		source_end(&s);
	}
	fclose(f);
	check_body(&p, end + 5);
}

void image_pages(struct image *im, const char *data)
{
	char **files = image_list(im, arena_printf(im->a, "%s/page", data), ".html");
	for (; *files; files++)
		page_file(im, *files);
}
