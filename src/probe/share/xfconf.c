// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reads settings of Xfce; see xfconf.h. Only the few forms that xfconf itself writes: <property name="…" type="…" value="…">.
#include "xfconf.h"

#include <string.h>

#define DEPTH_MAX 16

struct walk {
	const char *path;
	const char *rest[DEPTH_MAX + 1]; // what of the path is still to be found below an open property; NULL: another branch
	bool locked[DEPTH_MAX + 1];
	int depth;
};

static bool attribute(struct text tag, const char *name, struct text *ret)
{
	size_t n = strlen(name);
	for (size_t i = 1; i + n + 2 <= tag.n; i++)
		if (strchr(" \t\n", tag.p[i - 1]) && memcmp(tag.p + i, name, n) == 0 && tag.p[i + n] == '=' &&
			(tag.p[i + n + 1] == '"' || tag.p[i + n + 1] == '\''))
			return text_cut(text_after(tag, i + n + 2), tag.p[i + n + 1], ret, NULL);
	return false;
}

// The part of the path behind this name; NULL when the name is not the next one.
static const char *step(const char *rest, struct text name)
{
	if (!rest || strlen(rest) < name.n || strncmp(rest, name.p, name.n) != 0 || (rest[name.n] && rest[name.n] != '/'))
		return NULL;
	return rest[name.n] ? rest + name.n + 1 : rest + name.n;
}

// Takes one tag; true when it is the property that is looked for and has a value.
static bool take_tag(struct walk *w, struct text tag, struct text *ret, bool *ret_locked)
{
	struct text name, lock;
	bool channel = text_starts(tag, "<channel"), closed = text_ends(tag, "/");
	if (text_starts(tag, "</property")) {
		w->depth -= w->depth > 0;
		return false;
	}
	if (!channel && !text_starts(tag, "<property"))
		return false;
	bool locked = w->locked[w->depth] || (attribute(tag, "locked", &lock) && text_starts(lock, "*"));
	if (channel || !attribute(tag, "name", &name)) {
		w->locked[w->depth] = locked;
		return false;
	}
	const char *rest = step(w->rest[w->depth], name);
	if (rest && !*rest && attribute(tag, "value", ret)) {
		*ret_locked = locked;
		return true;
	}
	if (!closed && w->depth < DEPTH_MAX) {
		w->depth++;
		w->rest[w->depth] = rest && *rest ? rest : NULL;
		w->locked[w->depth] = locked;
	}
	return false;
}

bool xfconf_get(struct text xml, const char *path, struct text *ret, bool *ret_locked)
{
	struct walk w = {.path = path, .rest = {path}};
	const char *end;
	while (xml.n && (end = memchr(xml.p, '<', xml.n)) != NULL) {
		xml = text_after(xml, (size_t)(end - xml.p));
		bool comment = text_starts(xml, "<!--");
		end = comment ? memmem(xml.p, xml.n, "-->", 3) : memchr(xml.p, '>', xml.n);
		if (!end)
			return false;
		struct text tag = {xml.p, (size_t)(end - xml.p)};
		xml = text_after(xml, tag.n + 1);
		if (!comment && tag.n < 2000 && take_tag(&w, tag, ret, ret_locked))
			return true;
	}
	return false;
}
