// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Pieces of text; see text.h.
#include "text.h"

#include <string.h>

struct text text_of(const char *s)
{
	return (struct text){s, strlen(s)};
}

struct text text_after(struct text t, size_t n)
{
	if (n > t.n)
		n = t.n;
	return (struct text){t.p + n, t.n - n};
}

bool text_line(struct text *rest, struct text *ret_line)
{
	if (!rest->n)
		return false;
	const char *end = memchr(rest->p, '\n', rest->n);
	struct text line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
	*rest = text_after(*rest, line.n + (end ? 1 : 0));
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	*ret_line = line;
	return true;
}

bool text_field(struct text *rest, char separator, struct text *ret_field)
{
	if (!rest->p)
		return false;
	const char *end = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
	*ret_field = (struct text){rest->p, end ? (size_t)(end - rest->p) : rest->n};
	*rest = end ? text_after(*rest, ret_field->n + 1) : (struct text){NULL, 0};
	return true;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

bool text_word(struct text *rest, struct text *ret_word)
{
	size_t i = 0;
	while (i < rest->n && blank(rest->p[i]))
		i++;
	if (i == rest->n)
		return false;
	char quote = rest->p[i] == '"' || rest->p[i] == '\'' ? rest->p[i] : 0;
	size_t from = quote ? i + 1 : i, to = from;
	while (to < rest->n && (quote ? rest->p[to] != quote : !blank(rest->p[to])))
		to++;
	*ret_word = (struct text){rest->p + from, to - from};
	*rest = text_after(*rest, quote && to < rest->n ? to + 1 : to);
	return true;
}

struct text text_trim(struct text t)
{
	while (t.n && (blank(t.p[0]) || t.p[0] == '\r'))
		t = text_after(t, 1);
	while (t.n && (blank(t.p[t.n - 1]) || t.p[t.n - 1] == '\r'))
		t.n--;
	return t;
}

struct text text_uncomment(struct text t, const char *marks)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i] && strchr(marks, t.p[i]) && (i == 0 || blank(t.p[i - 1]))) {
			t.n = i;
			break;
		}
	return text_trim(t);
}

bool text_is(struct text t, const char *s)
{
	return strlen(s) == t.n && memcmp(t.p, s, t.n) == 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool text_same_nocase(struct text a, struct text b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool text_is_nocase(struct text t, const char *s)
{
	return text_same_nocase(t, text_of(s));
}

bool text_starts(struct text t, const char *s)
{
	size_t n = strlen(s);
	return t.n >= n && memcmp(t.p, s, n) == 0;
}

bool text_ends(struct text t, const char *s)
{
	size_t n = strlen(s);
	return t.n >= n && memcmp(t.p + t.n - n, s, n) == 0;
}

const char *text_find(struct text t, const char *s)
{
	size_t n = strlen(s);
	if (!n)
		return t.p;
	for (const char *p = t.p; t.n >= n && (p = memchr(p, s[0], t.n - (size_t)(p - t.p))) != NULL; p++) {
		if (t.n - (size_t)(p - t.p) < n)
			return NULL;
		if (memcmp(p, s, n) == 0)
			return p;
	}
	return NULL;
}

bool text_has(struct text t, const char *s)
{
	return !*s || text_find(t, s) != NULL;
}

bool text_cut(struct text t, char c, struct text *ret_left, struct text *ret_right)
{
	const char *at = t.n ? memchr(t.p, c, t.n) : NULL;
	if (!at)
		return false;
	struct text left = {t.p, (size_t)(at - t.p)};
	if (ret_right)
		*ret_right = text_after(t, left.n + 1);
	if (ret_left)
		*ret_left = left;
	return true;
}

bool text_int(struct text t, int base, int64_t *ret)
{
	bool minus = t.n && t.p[0] == '-';
	if (minus)
		t = text_after(t, 1);
	if (!t.n)
		return false;
	int64_t v = 0;
	for (size_t i = 0; i < t.n; i++) {
		char c = lower(t.p[i]);
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
		if (d >= base || __builtin_mul_overflow(v, base, &v) || __builtin_add_overflow(v, d, &v))
			return false;
	}
	*ret = minus ? -v : v;
	return true;
}

int text_yes(struct text t)
{
	static const char *const yes[] = {"yes", "true", "on", "1", "enabled"};
	static const char *const no[] = {"no", "false", "off", "0", "disabled"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (text_is_nocase(t, yes[i]))
			return 1;
		if (text_is_nocase(t, no[i]))
			return 0;
	}
	return -1;
}

char *text_dup(struct arena *a, struct text t)
{
	char *s = arena_strndup(a, t.p, t.n);
	for (size_t i = 0; i < t.n; i++)
		if (!s[i])
			s[i] = '?';
	return s;
}

// Bytes that follow a lead byte, and the smallest code point of that length (RFC 3629).
static int follow(unsigned char c, uint32_t *ret_low)
{
	if (c >= 0xc2 && c <= 0xdf)
		return *ret_low = 0x80, 1;
	if (c >= 0xe0 && c <= 0xef)
		return *ret_low = 0x800, 2;
	if (c >= 0xf0 && c <= 0xf4)
		return *ret_low = 0x10000, 3;
	return -1;
}

bool text_clean(struct text t)
{
	for (size_t i = 0; i < t.n;) {
		unsigned char c = (unsigned char)t.p[i++];
		if (c < 0x80) {
			if ((c < 0x20 && c != '\t') || c == 0x7f)
				return false;
			continue;
		}
		uint32_t low = 0;
		int n = follow(c, &low);
		if (n < 0 || (size_t)n > t.n - i)
			return false;
		uint32_t v = c & (0x3fu >> n);
		for (int k = 0; k < n; k++) {
			if (((unsigned char)t.p[i] & 0xc0) != 0x80)
				return false;
			v = v << 6 | ((unsigned char)t.p[i++] & 0x3fu);
		}
		if (v < low || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff) || (v >= 0x80 && v < 0xa0))
			return false;
	}
	return true;
}
