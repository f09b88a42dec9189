// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which page or action a path belongs to; see server.h.
#include "server.h"
#include "action_table.h"

#include <string.h>

static unsigned roles(const char *words)
{
	static const struct {
		const char *word;
		unsigned role;
	} known[] = {{"nobody", ROLE_NOBODY}, {"owner", ROLE_OWNER}, {"staff", ROLE_STAFF}, {"supplier", ROLE_SUPPLIER}, {"auditor", ROLE_AUDITOR},
		{"signer", ROLE_SIGNER}, {"checker", ROLE_CHECKER}};
	unsigned all = 0;
	struct text rest = text_of(words), word;
	while (text_word(&rest, &word))
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (text_is(word, known[i].word))
				all |= known[i].role;
	return all;
}

static int type_of(const char *word)
{
	static const char *const words[] = {"int", "text", "date", "control", "door"};
	for (int i = 0; i < 5; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	return PARAM_TEXT;
}

// Which {parameter} of the path this is, from 0; -1: none.
static int place(const char *path, const char *name)
{
	struct text rest = text_of(path), inside;
	for (int i = 0; text_cut(rest, '{', NULL, &rest) && text_cut(rest, '}', &inside, &rest); i++)
		if (text_is(inside, name))
			return i;
	return -1;
}

bool server_routes(struct server *s, struct db *d, struct err *e)
{
	int actions = (int)(sizeof action_table / sizeof *action_table) - 1;
	int pages = (int)db_int(d, "SELECT count(*) FROM cat.page WHERE path IS NOT NULL", 0, "");
	s->route = arena_alloc(s->a, (size_t)(actions + pages) * sizeof *s->route);
	struct rows r = db_rows(d, "SELECT name, path, may FROM cat.page WHERE path IS NOT NULL ORDER BY path LIKE '%{%', path", "");
	while (rows_next(&r, e)) {
		struct route *x = &s->route[s->route_n++];
		x->page = arena_strdup(s->a, rows_text(&r, 0));
		x->path = arena_strdup(s->a, rows_text(&r, 1));
		x->may = roles(rows_text(&r, 2));
		struct rows p = db_rows(d, "SELECT name, type FROM cat.page_param WHERE page=?1 ORDER BY position", "s", x->page);
		while (rows_next(&p, e) && x->param_n < PAGE_OWN_MAX) {
			const char *name = arena_strdup(s->a, rows_text(&p, 0));
			x->param[x->param_n++] = (struct route_param){name, (unsigned)type_of(rows_text(&p, 1)), place(x->path, name)};
		}
		rows_end(&p);
	}
	for (int pass = 0; pass < 2; pass++) // exact paths before those with parameters
		for (const struct action *const *a = action_table; *a; a++)
			if ((strchr((*a)->path, '{') != NULL) == pass)
				s->route[s->route_n++] = (struct route){.path = (*a)->path, .may = (*a)->may, .action = *a};
	return !e->text[0];
}

static bool fits(const char *path, const char *url, struct text part[8])
{
	int n = 0;
	while (*path && *url) {
		if (*path != '{') {
			if (*path++ != *url++)
				return false;
			continue;
		}
		size_t len = strcspn(url, "/");
		if (!len || n == 8)
			return false;
		part[n++] = (struct text){url, len};
		url += len;
		path = strchr(path, '}') + 1;
		// What stands behind the parameter in the same segment (".csv") is cut off it.
		size_t tail = strcspn(path, "/");
		if (tail && len > tail && memcmp(url - tail, path, tail) == 0) {
			part[n - 1].n -= tail;
			path += tail;
		}
	}
	return !*path && !*url;
}

const struct route *route_find(const struct server *s, const char *url, bool action, struct text part[8])
{
	for (int i = 0; i < s->route_n; i++)
		if ((s->route[i].action != NULL) == action && fits(s->route[i].path, url, part))
			return &s->route[i];
	return NULL;
}

bool route_fits(int type, struct text t)
{
	int64_t n;
	if (type == PARAM_INT)
		return text_int(t, 10, &n);
	if (type == PARAM_DATE)
		return t.n == 10 && t.p[4] == '-' && t.p[7] == '-' && text_clean(t);
	if (type == PARAM_CONTROL) {
		for (size_t i = 0; i < t.n; i++)
			if (!strchr("0123456789.abcdefghijklmnopqrstuvwxyz-_", t.p[i]))
				return false;
		return t.n > 0 && t.n < 40;
	}
	return t.n <= 200 && text_clean(t);
}
