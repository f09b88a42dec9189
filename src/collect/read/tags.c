// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Tags; see tags.h.
#include "tags.h"

#include <string.h>

bool tags_next(struct text *rest, struct text *ret_name, struct text *ret_value)
{
	struct text piece;
	while (text_field(rest, ';', &piece)) {
		piece = text_trim(piece);
		if (!piece.n)
			continue;
		*ret_name = (struct text){"", 0};
		*ret_value = piece;
		if (text_cut(piece, '=', ret_name, ret_value)) {
			*ret_name = text_trim(*ret_name);
			*ret_value = text_trim(*ret_value);
		}
		return true;
	}
	return false;
}

bool tags_get(struct text record, const char *name, struct text *ret)
{
	struct text one, value;
	while (tags_next(&record, &one, &value))
		if (text_is_nocase(one, name)) {
			*ret = value;
			return true;
		}
	return false;
}

bool tags_good(struct text record)
{
	enum { TAGS_MAX = 40 };
	struct text seen[TAGS_MAX], name, value;
	size_t n = 0;
	while (tags_next(&record, &name, &value)) {
		if (!name.n || n == TAGS_MAX)
			return false;
		for (size_t i = 0; i < name.n; i++)
			if (!((name.p[i] | 32) >= 'a' && (name.p[i] | 32) <= 'z') && !(name.p[i] >= '0' && name.p[i] <= '9') && name.p[i] != '_')
				return false;
		for (size_t i = 0; i < n; i++)
			if (seen[i].n == name.n && memcmp(seen[i].p, name.p, name.n) == 0)
				return false;
		seen[n++] = name;
	}
	return n > 0;
}

bool tags_version(struct text record, const char *version)
{
	struct text name, value;
	return tags_next(&record, &name, &value) && text_is(name, "v") && text_is(value, version);
}

struct text tags_base64(struct arena *a, struct text t)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = arena_alloc(a, t.n / 4 * 3 + 4);
	size_t n = 0, have = 0;
	uint32_t bits = 0;
	bool ended = false;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == ' ' || t.p[i] == '\t' || t.p[i] == '\r' || t.p[i] == '\n')
			continue;
		const char *digit = t.p[i] ? strchr(digits, t.p[i]) : NULL;
		if (t.p[i] == '=') {
			ended = true;
			continue;
		}
		if (!digit || ended)
			return (struct text){"", 0};
		bits = bits << 6 | (uint32_t)(digit - digits);
		if ((have += 6) >= 8)
			out[n++] = (char)(bits >> (have -= 8));
	}
	return (struct text){out, n};
}
