// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What must stand in whatever a regular expression is found in; see regex.h. An expression is followed only as far as it is plain: letters and signs, classes, groups (which say nothing)
// and how often. At anything else nothing is known of it.
#include "regex.h"
#include "rule.h"

#include <string.h>

enum { NOTHING = 0, UNKNOWN = -1 };

// Where the class whose bracket stands at p ends: behind its closing bracket; one that stands first is a member.
static size_t class_end(struct text e, size_t p)
{
	size_t first = p + 1 + (p + 1 < e.n && e.p[p + 1] == '^');
	for (p++; p < e.n; p++) {
		if (e.p[p] == '\\')
			p++;
		else if (e.p[p] == ']' && p != first)
			return p + 1;
	}
	return p;
}

// Where the group whose parenthesis stands at p ends.
static size_t group_end(struct text e, size_t p)
{
	int deep = 0;
	while (p < e.n) {
		char c = e.p[p];
		if (c == '[') {
			p = class_end(e, p);
			continue;
		}
		deep += c == '(' ? 1 : c == ')' ? -1 : 0;
		p += c == '\\' ? 2 : 1;
		if (!deep)
			break;
	}
	return p;
}

// What an escape means: a sign that means itself, a kind of letters or a place (NOTHING), or what is not followed.
static int escaped(char c)
{
	bool word = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
	if (!word)
		return (unsigned char)c < 127 && c > ' ' ? c : UNKNOWN;
	return strchr("dDwWsSbBAZztnrf", c) ? NOTHING : UNKNOWN;
}

// What stands at *p, which goes behind it: a sign that means itself (its byte), NOTHING that is known, or UNKNOWN.
static int sign(struct text e, size_t *p)
{
	char c = e.p[(*p)++];
	switch (c) {
	case '\\': return *p < e.n ? escaped(e.p[(*p)++]) : UNKNOWN;
	case '[': *p = class_end(e, *p - 1); return *p <= e.n ? NOTHING : UNKNOWN;
	case '(': *p = group_end(e, *p - 1); return *p <= e.n ? NOTHING : UNKNOWN;
	case ')':
	case '|':
	case '{': return UNKNOWN;
	case ']':
	case '.':
	case '^':
	case '$': return NOTHING;
	default: return (unsigned char)c > 126 || (unsigned char)c < ' ' ? NOTHING : c;
	}
}

// Where "{2}", "{2,}" or "{2,5}" at p ends; p when it is none of these.
static size_t counted(struct text e, size_t p)
{
	size_t i = p + 1, digits = 0, commas = 0;
	for (; i < e.n && ((e.p[i] >= '0' && e.p[i] <= '9') || (e.p[i] == ',' && digits)); i++)
		*(e.p[i] == ',' ? &commas : &digits) += 1;
	return i < e.n && e.p[i] == '}' && digits && commas < 2 ? i + 1 : p;
}

// Takes what says how often off, when it stands there; ret_none: perhaps never.
static bool often(struct text e, size_t *p, bool *ret_none)
{
	char c = *p < e.n ? e.p[*p] : 0;
	size_t end = c == '{' ? counted(e, *p) : *p + (c == '*' || c == '?' || c == '+');
	*ret_none = end > *p && c != '+';
	if (end == *p)
		return false;
	*p = end;
	if (*p < e.n && (e.p[*p] == '?' || e.p[*p] == '+'))
		(*p)++;
	return true;
}

// Whether all that begins with (? or [: is of the kinds that sign knows.
static bool followed(struct text e)
{
	if (text_has(e, "(*") || text_has(e, "[:"))
		return false;
	for (const char *p; (p = text_find(e, "(?"));) {
		e = text_after(e, (size_t)(p - e.p) + 2);
		if (!e.n || !(strchr(":=!<", e.p[0]) || text_starts(e, "i)")))
			return false;
	}
	return true;
}

struct text regex_literal(struct arena *a, struct text e, unsigned flags)
{
	char *run = arena_raw(a, e.n + 1), *best = arena_raw(a, e.n + 1);
	size_t n = 0, most = 0;
	bool nocase = flags & RULE_I || text_has(e, "(?i"); // then k and s have one more large letter each, beyond ASCII
	if (!followed(e))
		return (struct text){"", 0};
	for (size_t p = 0; p < e.n;) {
		bool none = false;
		int c = sign(e, &p);
		if (c == UNKNOWN)
			return (struct text){"", 0};
		if (nocase && c && strchr("kKsS", c))
			c = NOTHING;
		bool repeated = often(e, &p, &none);
		if (c != NOTHING && !none)
			run[n++] = (char)c;
		if (n > most)
			memcpy(best, run, most = n);
		if (c == NOTHING || repeated)
			n = 0;
	}
	return (struct text){best, most};
}
