// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Readers of the forms that settings are written in; see share.h.
#include "share.h"
#include "../../base/buf.h"

#include <string.h>

#define JOINED_MAX ((size_t)4 << 20)

static struct text unquote(struct text t)
{
	if (t.n >= 2 && (t.p[0] == '"' || t.p[0] == '\'') && t.p[t.n - 1] == t.p[0])
		return (struct text){t.p + 1, t.n - 2};
	return t;
}

// Parts a line into key and value.
static bool pair(struct text line, char separator, struct text *ret_key, struct text *ret_value)
{
	if (separator != ' ') {
		if (!text_cut(line, separator, ret_key, ret_value))
			return false;
	} else {
		struct text rest = line;
		if (!text_word(&rest, ret_key))
			return false;
		*ret_value = rest;
	}
	*ret_key = text_trim(*ret_key);
	*ret_value = text_trim(*ret_value);
	if (separator == ' ' && text_starts(*ret_value, "="))
		*ret_value = text_trim(text_after(*ret_value, 1));
	*ret_value = unquote(*ret_value);
	return ret_key->n > 0;
}

void conf_each(struct text t, char separator, void (*line)(void *, struct text, struct text, struct text, int), void *arg)
{
	struct text one, section = {"", 0}, key, value;
	for (int number = 1; text_line(&t, &one); number++) {
		one = text_trim(one);
		if (!one.n || one.p[0] == '#' || one.p[0] == ';')
			continue;
		if (one.p[0] == '[' && one.p[one.n - 1] == ']')
			section = (struct text){one.p + 1, one.n - 2};
		else if (pair(one, separator, &key, &value))
			line(arg, section, key, value, number);
	}
}

struct wanted {
	const char *section, *key;
	struct text *ret;
	bool found;
};

static void compare(void *arg, struct text section, struct text key, struct text value, int number)
{
	(void)number;
	struct wanted *w = arg;
	if ((!w->section || text_is_nocase(section, w->section)) && text_is_nocase(key, w->key)) {
		*w->ret = value;
		w->found = true;
	}
}

bool conf_get(struct text t, char separator, const char *section, const char *key, struct text *ret)
{
	struct wanted w = {section, key, ret, false};
	conf_each(t, separator, compare, &w);
	return w.found;
}

struct sys_names conf_files(struct probe_run *run, const char *dir, const char *suffix)
{
	struct sys_names all, some = {NULL, 0};
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return some;
	some.name = arena_alloc(run->a, (all.n + 1) * sizeof *some.name);
	for (size_t i = 0; i < all.n && some.n < 1000; i++)
		if (text_ends(text_of(all.name[i]), suffix) && all.name[i][0] != '.')
			some.name[some.n++] = arena_printf(run->a, "%s/%s", dir, all.name[i]);
	return some;
}

struct text conf_join(struct probe_run *run, const char *file, const char *dir, const char *suffix)
{
	struct buf *b = buf_new(run->a, JOINED_MAX);
	struct text t;
	if (file && probe_read(run, file, &t)) {
		buf_add(b, t.p, t.n);
		buf_char(b, '\n');
	}
	struct sys_names more = dir ? conf_files(run, dir, suffix) : (struct sys_names){NULL, 0};
	for (size_t i = 0; i < more.n; i++)
		if (probe_read(run, more.name[i], &t)) {
			buf_add(b, t.p, t.n);
			buf_char(b, '\n');
		}
	return (struct text){b->p, b->n};
}

bool conf_includes_itself(struct probe_run *run, struct sys_stat *chain, int depth, const char *path)
{
	if (sys_stat(run->sys, path, &chain[depth]) != SYS_OK)
		return false;
	for (int i = 0; i < depth; i++)
		if (chain[i].inode == chain[depth].inode && chain[i].device == chain[depth].device)
			return true;
	return false;
}

bool conf_span(struct text t, int64_t *ret_seconds)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = {{"s", 1}, {"sec", 1}, {"second", 1}, {"seconds", 1}, {"m", 60}, {"min", 60}, {"minute", 60}, {"minutes", 60}, {"h", 3600},
		{"hr", 3600}, {"hour", 3600}, {"hours", 3600}, {"d", 86400}, {"day", 86400}, {"days", 86400}, {"w", 604800}, {"week", 604800},
		{"weeks", 604800}, {"month", 2630016}, {"months", 2630016}, {"y", 31557600}, {"year", 31557600}, {"years", 31557600}};
	int64_t total = 0;
	bool any = false;
	for (t = text_trim(t); t.n; t = text_trim(t), any = true) {
		size_t n = 0, u = 0;
		while (n < t.n && t.p[n] >= '0' && t.p[n] <= '9')
			n++;
		int64_t v, scale = 1;
		if (!n || n > 9 || !text_int((struct text){t.p, n}, 10, &v))
			return false;
		t = text_trim(text_after(t, n));
		while (u < t.n && ((t.p[u] >= 'a' && t.p[u] <= 'z') || (t.p[u] >= 'A' && t.p[u] <= 'Z')))
			u++;
		if (u) {
			scale = 0;
			for (size_t i = 0; i < sizeof units / sizeof *units; i++)
				if (text_is_nocase((struct text){t.p, u}, units[i].unit))
					scale = units[i].seconds;
			if (!scale)
				return false;
			t = text_after(t, u);
		}
		total += v * scale;
	}
	if (any)
		*ret_seconds = total;
	return any;
}
