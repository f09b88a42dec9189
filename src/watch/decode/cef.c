// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// ArcSight's Common Event Format, alone or behind a head of syslog: "CEF:0|vendor|product|version|class|name|severity|key=value …". Fields: deviceVendor, deviceProduct,
// deviceVersion, deviceEventClassId, name, severity, host where syslog says it, and the keys of the extension; what csNLabel and its like name has that name too.
#include "share.h"

#include <string.h>

enum { BEFORE = 512 }; // bytes that a head may have

// Where "CEF:N|" stands; NULL when nowhere near the beginning.
static const char *found(struct text line)
{
	const char *p = text_find((struct text){line.p, line.n < BEFORE ? line.n : BEFORE}, "CEF:");
	if (!p || line.p + line.n - p < 8 || !share_digit(p[4]) || (p > line.p && p[-1] != ' ' && p[-1] != '>'))
		return NULL;
	return p;
}

static bool fits(struct text line)
{
	return found(line) != NULL;
}

static int knows(struct text beginning, struct text name)
{
	(void)name;
	return share_lines(beginning, fits) * 97 / 100;
}

// A part of the head up to a bar that no backslash hides.
static bool part(struct text *t, struct text *ret)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->p[i] == '\\') {
			i++;
		} else if (t->p[i] == '|') {
			*ret = (struct text){t->p, i};
			*t = text_after(*t, i + 1);
			return true;
		}
	}
	return false;
}

static bool key_char(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == '.' || c == '-' || c == '[' || c == ']' || c == '/';
}

// The next "key=value" of the extension; a value ends where a blank and the next key stand.
static bool pair(struct text *t, struct text *ret_name, struct text *ret_value)
{
	*t = text_trim(*t);
	size_t n = 0, end, i;
	while (n < t->n && key_char(t->p[n]))
		n++;
	if (!n || n == t->n || t->p[n] != '=')
		return false;
	*ret_name = (struct text){t->p, n};
	end = t->n;
	size_t word = 0; // where the word that may be a key begins
	for (i = n + 1; i < t->n; i++) {
		if (t->p[i] == '\\') {
			i++;
			word = 0;
		} else if (t->p[i] == ' ') {
			word = i + 1;
		} else if (t->p[i] == '=' && word && i > word) {
			end = word;
			break;
		} else if (!key_char(t->p[i])) {
			word = 0;
		}
	}
	*ret_value = text_trim((struct text){t->p + n + 1, end - n - 1});
	*t = text_after(*t, end);
	return true;
}

// cs1Label=Rule: what cs1 says is called Rule too.
static void labels(struct arena *a, struct event *e)
{
	for (int i = 0, n = e->fields; i < n; i++) {
		struct text name = e->field[i].name;
		if (name.n < 6 || !text_ends(name, "Label") || !e->field[i].value.n)
			continue;
		const struct event_field *f = event_get(e, (struct text){name.p, name.n - 5}, false);
		if (f)
			event_add(a, e, e->field[i].value, f->value, f->kind);
	}
}

static void times(struct event *e, int64_t now)
{
	static const struct text names[] = {LIT("rt"), LIT("end"), LIT("start"), LIT("deviceReceiptTime")};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct event_field *f = event_get(e, names[i], false);
		size_t used;
		int64_t at = f ? decode_time(f->value, now) : -1;
		if (at < 0 && f && f->value.n > 19)
			at = share_bsd(f->value, now, &used); // "Mar 07 2026 10:20:30.123 UTC"
		if (at >= 0) {
			e->at = at;
			return;
		}
	}
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	static const struct text heads[] = {LIT("deviceVendor"), LIT("deviceProduct"), LIT("deviceVersion"), LIT("deviceEventClassId"), LIT("name"), LIT("severity")};
	const char *at = found(record);
	struct text rest = at ? text_after(record, (size_t)(at - record.p) + 4) : record, one, value;
	struct share_head h;
	int64_t now = share_now();
	(void)state;
	if (!at || !part(&rest, &one))
		return false;
	ret->raw = record;
	ret->at = -1;
	if (at > record.p && share_syslog(record, now, &h)) {
		ret->at = h.at;
		share_some(a, ret, LIT("host"), h.host);
	}
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (!part(&rest, &one) && (i < 5 || !rest.n))
			return false;
		share_number(a, ret, heads[i], share_unslash(a, one, "|\\"));
	}
	while (pair(&rest, &one, &value))
		share_number(a, ret, one, share_unslash(a, value, "=\\nr|"));
	labels(a, ret);
	times(ret, now);
	return true;
}

const struct decoder decode_cef = {"cef", NULL, knows, 0, decode_line, .fields = fields};
