// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Small readers of lines; see share.h.
#include "share.h"

#include <string.h>

enum { LINES = 200, NAME_MAX_BYTES = 128 };

int share_lines(struct text beginning, bool (*fits)(struct text line))
{
	struct text rest = beginning, line;
	int lines = 0, good = 0;
	bool cut = beginning.n >= DECODE_BEGINNING;
	while (lines < LINES && decode_line(NULL, &rest, !cut, &line) == DECODE_ONE) {
		if (line.p[0] == '#')
			continue;
		lines++;
		good += fits(line);
	}
	return lines ? good * 100 / lines : 0;
}

void share_text(struct arena *a, struct event *e, struct text name, struct text value)
{
	event_add(a, e, name, value, EVENT_TEXT);
}

void share_some(struct arena *a, struct event *e, struct text name, struct text value)
{
	if (value.n)
		event_add(a, e, name, value, EVENT_TEXT);
}

bool share_digits(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!share_digit(t.p[i]))
			return false;
	return t.n > 0;
}

void share_number(struct arena *a, struct event *e, struct text name, struct text value)
{
	if (value.n)
		event_add(a, e, name, value, share_digits(value) ? EVENT_NUMBER : EVENT_TEXT);
}

bool share_until(struct text *t, char c, struct text *ret)
{
	const char *end = t->n ? memchr(t->p, c, t->n) : NULL;
	if (!end)
		return false;
	*ret = (struct text){t->p, (size_t)(end - t->p)};
	*t = text_after(*t, ret->n + 1);
	return true;
}

// Where a quote is closed in t, which begins behind the opening one; t.n when nowhere.
static size_t closing(struct text t, char quote, bool escapes)
{
	size_t at = 0;
	while (at < t.n) {
		const char *end = memchr(t.p + at, quote, t.n - at);
		if (!end)
			return t.n;
		size_t i = (size_t)(end - t.p), back = i;
		while (escapes && back > at && t.p[back - 1] == '\\')
			back--;
		if ((i - back) % 2 == 0)
			return i;
		at = i + 1;
	}
	return t.n;
}

bool share_quoted(struct text *t, struct text *ret)
{
	if (!t->n || t->p[0] != '"')
		return false;
	struct text in = text_after(*t, 1);
	size_t n = closing(in, '"', true);
	if (n == in.n)
		return false;
	*ret = (struct text){in.p, n};
	*t = text_after(in, n + 1);
	return true;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

struct text share_unescape(struct arena *a, struct text t)
{
	static const char from[] = "nrtbfv", to[] = "\n\r\t\b\f\v";
	if (!t.n || !memchr(t.p, '\\', t.n))
		return t;
	char *out = arena_raw(a, t.n);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] != '\\' || i + 1 == t.n) {
			out[n++] = t.p[i];
			continue;
		}
		const char *plain = t.p[++i] ? strchr(from, t.p[i]) : NULL;
		if (t.p[i] == 'x' && i + 2 < t.n && hex(t.p[i + 1]) >= 0 && hex(t.p[i + 2]) >= 0) {
			out[n++] = (char)(hex(t.p[i + 1]) * 16 + hex(t.p[i + 2]));
			i += 2;
		} else {
			out[n++] = plain ? to[plain - from] : t.p[i];
		}
	}
	return (struct text){out, n};
}

struct text share_unslash(struct arena *a, struct text t, const char *set)
{
	if (!t.n || !memchr(t.p, '\\', t.n))
		return t;
	char *out = arena_raw(a, t.n);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i];
		if (c == '\\' && i + 1 < t.n && t.p[i + 1] && strchr(set, t.p[i + 1])) {
			c = t.p[++i];
			c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
		}
		out[n++] = c;
	}
	return (struct text){out, n};
}

bool share_hex(struct arena *a, struct text t, struct text *ret)
{
	if (t.n < 2 || t.n % 2)
		return false;
	char *out = arena_raw(a, t.n / 2);
	for (size_t i = 0; i < t.n; i += 2) {
		int high = hex(t.p[i]), low = hex(t.p[i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (char)(high * 16 + low);
	}
	*ret = (struct text){out, t.n / 2};
	return true;
}

static bool parting(char c)
{
	return c == ' ' || c == '\t' || c == 0x1d; // auditd parts what it adds itself by 0x1d
}

bool share_pair(struct text *rest, bool escapes, struct share_pair *ret)
{
	const char *p = rest->p, *end = rest->p + rest->n;
	while (p < end && (parting(*p) || *p == ',' || *p == ';'))
		p++;
	const char *name = p;
	while (p < end && !parting(*p) && *p != '=' && *p != '"')
		p++;
	if (p == end && p == name)
		return false;
	p += p == name; // a quote or = that nothing stands before
	*ret = (struct share_pair){0};
	bool pair = p < end && *p == '=' && p > name && p - name <= NAME_MAX_BYTES;
	if (pair)
		ret->name = (struct text){name, (size_t)(p++ - name)};
	const char *value = pair ? p : name;
	if (pair && p < end && (*p == '"' || *p == '\'')) {
		struct text in = {p + 1, (size_t)(end - p - 1)};
		size_t n = closing(in, *p, escapes);
		if (n < in.n) {
			ret->quote = *p;
			ret->value = (struct text){in.p, n};
			*rest = text_after(in, n + 1);
			return true;
		}
	}
	while (p < end && !parting(*p))
		p++;
	ret->value = (struct text){value, (size_t)(p - value)};
	*rest = (struct text){p, (size_t)(end - p)};
	return true;
}

bool share_is_ip(struct text t)
{
	int dots = 0, colons = 0, letters = 0;
	if (t.n > 45)
		return false;
	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i];
		dots += c == '.';
		colons += c == ':';
		if (c == '.' || c == ':' || share_digit(c))
			continue;
		if (hex(c) < 0)
			return false;
		letters++;
	}
	return (dots == 3 && colons == 0 && letters == 0) || colons >= 2;
}

// Bytes of "%PARSER-5-CFGLOG_LOGGEDCMD" at the beginning of t; 0 when it is none: words of capitals, digits and _, parted by -, one of them a single digit, a colon behind.
static size_t mnemonic(struct text t)
{
	size_t n = 1;
	bool severity = false;
	while (n < t.n && n < 64 && ((t.p[n] >= 'A' && t.p[n] <= 'Z') || share_digit(t.p[n]) || t.p[n] == '_' || t.p[n] == '-')) {
		severity = severity || (n > 1 && n + 1 < t.n && share_digit(t.p[n]) && t.p[n - 1] == '-' && t.p[n + 1] == '-');
		n++;
	}
	return severity && n < t.n && t.p[n] == ':' ? n : 0;
}

void share_mnemonic(struct arena *a, struct event *e, struct text line)
{
	struct text t = {line.p, line.n < 192 ? line.n : 192};
	for (const char *at; t.n && (at = memchr(t.p, '%', t.n)); t = text_after(t, 1)) {
		t = text_after(t, (size_t)(at - t.p));
		size_t n = mnemonic(t);
		if (n) {
			share_text(a, e, LIT("mnemonic"), (struct text){t.p, n});
			return;
		}
	}
}
