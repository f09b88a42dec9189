// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Wildcards; see glob.h. Without ? the first place where a literal stands is as good as any later one; with it all places that can be reached are kept.
#include "glob.h"
#include "find.h"

#include <string.h>

// Bytes of the character that t begins with (t holds one at least): a good UTF-8 sequence, else one.
static size_t character(struct text t)
{
	unsigned char c = (unsigned char)t.p[0];
	size_t n = c >= 0xf0 && c < 0xf8 ? 4 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xc2 && c < 0xe0 ? 2 : 1;
	if (n > t.n)
		return 1;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)t.p[i] & 0xc0) != 0x80)
			return 1;
	return n;
}

static bool begins(struct text t, struct text with)
{
	return t.n >= with.n && (with.n == 0 || memcmp(t.p, with.p, with.n) == 0);
}

// All places that can be reached, part by part.
static bool rows(struct arena *a, struct text t, const struct rule_part *part, int parts)
{
	bool *at = arena_alloc(a, t.n + 1), *then = arena_raw(a, t.n + 1);
	at[0] = true;
	for (int i = 0; i < parts; i++) {
		bool any = false, *old = at;
		memset(then, 0, t.n + 1);
		for (size_t k = 0; k <= t.n; k++) {
			any = any || at[k];
			if (part[i].kind == RULE_ANY)
				then[k] = any;
			else if (at[k] && part[i].kind == RULE_LITERAL && begins(text_after(t, k), part[i].text))
				then[k + part[i].text.n] = true;
			else if (at[k] && part[i].kind == RULE_ONE && k < t.n)
				then[k + character(text_after(t, k))] = true;
		}
		at = then;
		then = old;
	}
	return at[t.n];
}

// Literals with any number of characters between them.
static bool literals(struct text t, const struct rule_part *part, int parts)
{
	bool any = false;
	for (int i = 0; i < parts; i++) {
		struct text with = part[i].text;
		if (part[i].kind == RULE_ANY) {
			any = true;
			continue;
		}
		if (any && i == parts - 1)
			return t.n >= with.n && begins(text_after(t, t.n - with.n), with);
		const char *p = !any ? (begins(t, with) ? (t.n ? t.p : "") : NULL) : find_text(t, with);
		if (!p)
			return false;
		t = text_after(t, (t.n ? (size_t)(p - t.p) : 0) + with.n);
		any = false;
	}
	return any || t.n == 0;
}

// Whether the literals stand in t one behind the other; without that nothing can hold.
static bool behind(struct text t, const struct rule_part *part, int parts)
{
	for (int i = 0; i < parts; i++) {
		const char *p = part[i].kind == RULE_LITERAL ? find_text(t, part[i].text) : t.p;
		if (!p && part[i].kind == RULE_LITERAL)
			return false;
		if (part[i].kind == RULE_LITERAL && t.n)
			t = text_after(t, (size_t)(p - t.p) + part[i].text.n);
	}
	return true;
}

bool glob_holds(struct arena *a, struct text t, const struct rule_part *part, int parts)
{
	bool one = false;
	for (int i = 0; i < parts; i++)
		one = one || part[i].kind == RULE_ONE;
	if (!one)
		return literals(t, part, parts);
	if (!behind(t, part, parts))
		return false;
	struct arena_mark m = arena_mark(a);
	bool yes = rows(a, t, part, parts);
	arena_rewind(a, m);
	return yes;
}
