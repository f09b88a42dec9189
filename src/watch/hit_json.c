// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Whether bytes are good JSON, in one pass and without memory; see hit_json_good. Logs hold much that only looks like it.
#include "hit.h"

#include <string.h>

enum { DEEP = 128 };

struct scan {
	const unsigned char *p, *end;
	char open[DEEP];
	int depth;
};

// Bytes of the good UTF-8 character at p; 0 when it is none.
static size_t character(const unsigned char *p, const unsigned char *end)
{
	unsigned char c = *p, low = 0x80, high = 0xbf;
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
	if (n < 2)
		return n;
	if ((size_t)(end - p) < n)
		return 0;
	low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : low;
	high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : high;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

// The number of four hex digits at p; -1 when they are none.
static int hex4(const unsigned char *p, const unsigned char *end)
{
	int v = 0;
	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int c = p[i] | 32, d = p[i] >= '0' && p[i] <= '9' ? p[i] - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

// What stands behind a backslash.
static bool escape(struct scan *s)
{
	if (s->p == s->end || !*s->p)
		return false;
	if (*s->p != 'u')
		return strchr("\"\\/bfnrt", *s->p++) != NULL;
	int v = hex4(s->p + 1, s->end);
	s->p += 5;
	if (v < 0 || (v >= 0xdc00 && v <= 0xdfff))
		return false;
	if (v < 0xd800 || v > 0xdbff)
		return true;
	if (s->end - s->p < 6 || s->p[0] != '\\' || s->p[1] != 'u')
		return false;
	v = hex4(s->p + 2, s->end);
	s->p += 6;
	return v >= 0xdc00 && v <= 0xdfff;
}

static bool string(struct scan *s)
{
	if (s->p == s->end || *s->p++ != '"')
		return false;
	while (s->p < s->end && *s->p != '"') {
		size_t n = 1;
		if (*s->p < ' ')
			return false;
		if (*s->p == '\\') {
			s->p++;
			if (!escape(s))
				return false;
			continue;
		}
		if (*s->p >= 0x80 && !(n = character(s->p, s->end)))
			return false;
		s->p += n;
	}
	return s->p < s->end && *s->p++ == '"';
}

static bool digits(struct scan *s)
{
	const unsigned char *from = s->p;
	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > from;
}

static bool number(struct scan *s)
{
	s->p += *s->p == '-';
	if (s->p < s->end && *s->p == '0')
		s->p++;
	else if (!digits(s))
		return false;
	if (s->p < s->end && *s->p == '.' && (s->p++, !digits(s)))
		return false;
	if (s->p < s->end && (*s->p | 32) == 'e') {
		s->p++;
		s->p += s->p < s->end && (*s->p == '+' || *s->p == '-');
		return digits(s);
	}
	return true;
}

static bool word(struct scan *s, const char *w)
{
	size_t n = strlen(w);
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, w, n) != 0)
		return false;
	s->p += n;
	return true;
}

static void blanks(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

// A name and its colon.
static bool key(struct scan *s)
{
	blanks(s);
	if (!string(s))
		return false;
	blanks(s);
	return s->p < s->end && *s->p++ == ':';
}

// A value; of an object or list that is not empty its beginning, up to the first value in it.
static bool value(struct scan *s, bool *ret_opened)
{
	blanks(s);
	*ret_opened = false;
	if (s->p == s->end)
		return false;
	unsigned char c = *s->p;
	if (c == '{' || c == '[') {
		s->p++;
		blanks(s);
		if (s->p < s->end && *s->p == c + 2) {
			s->p++;
			return true;
		}
		if (s->depth == DEEP)
			return false;
		s->open[s->depth++] = (char)c;
		*ret_opened = true;
		return c == '[' || key(s);
	}
	return c == '"' ? string(s) : c == 't' ? word(s, "true") : c == 'f' ? word(s, "false") : c == 'n' ? word(s, "null") : number(s);
}

// Behind a value: closes what ends here. False: something is wrong. *ret_more: another value follows.
static bool behind(struct scan *s, bool *ret_more)
{
	*ret_more = false;
	while (s->depth) {
		char c = s->open[s->depth - 1];
		blanks(s);
		if (s->p == s->end)
			return false;
		if (*s->p == ',') {
			s->p++;
			*ret_more = true;
			return c == '[' || key(s);
		}
		if (*s->p++ != c + 2)
			return false;
		s->depth--;
	}
	return true;
}

bool hit_json_good(struct text t)
{
	struct scan s = {.p = (const unsigned char *)t.p, .end = (const unsigned char *)t.p + t.n};
	bool opened, more = true;
	while (more) {
		do
			if (!value(&s, &opened))
				return false;
		while (opened);
		if (!behind(&s, &more))
			return false;
	}
	blanks(&s);
	return s.p == s.end;
}
