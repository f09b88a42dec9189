// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The error log of Apache, 2.2 and 2.4: "[TIME] [module:level] [pid N:tid N] [client IP:PORT] CODE: message, referer: URL". Fields: timestamp, module, level, pid, tid, c-ip, code,
// message, cs-referer.
#include "share.h"

#include <string.h>

// Takes "[…] " off *t; false when it does not begin so.
static bool bracket(struct text *t, struct text *ret)
{
	struct text in = text_after(*t, 1);
	if (!t->n || t->p[0] != '[' || !share_until(&in, ']', ret))
		return false;
	*t = text_trim(in);
	return true;
}

static bool head(struct text line, struct text *ret_time, struct text *ret_rest, int64_t *ret_at)
{
	size_t used;
	struct text t = line;
	if (!bracket(&t, ret_time) || ret_time->n > 40 || !t.n || t.p[0] != '[')
		return false;
	*ret_at = share_ctime(*ret_time, &used);
	*ret_rest = t;
	return *ret_at >= 0 && used == ret_time->n;
}

static bool fits(struct text line)
{
	struct text time, rest;
	int64_t at;
	return head(line, &time, &rest, &at);
}

static int knows(struct text beginning, struct text name)
{
	(void)name;
	return share_lines(beginning, fits) * 92 / 100;
}

// "1.2.3.4:55555", "1.2.3.4", "2001:db8::1", "[2001:db8::1]:55555": the address.
static struct text address(struct text t)
{
	const char *colon = t.n ? memrchr(t.p, ':', t.n) : NULL;
	const char *first = t.n ? memchr(t.p, ':', t.n) : NULL;
	size_t colons = 0;
	for (size_t i = 0; i < t.n; i++)
		colons += t.p[i] == ':';
	if (colon && (colon == first || colons > 7 || (colon > t.p && colon[-1] == ']')))
		t.n = (size_t)(colon - t.p);
	if (t.n > 2 && t.p[0] == '[' && t.p[t.n - 1] == ']')
		t = (struct text){t.p + 1, t.n - 2};
	return t;
}

// One bracket behind the time.
static void said(struct arena *a, struct event *e, struct text t)
{
	struct text left, right;
	if (text_starts(t, "pid ")) {
		t = text_after(t, 4);
		if (text_cut(t, ':', &left, &right) && text_starts(right, "tid ")) {
			share_number(a, e, LIT("tid"), text_after(right, 4));
			t = left;
		}
		share_number(a, e, LIT("pid"), t);
	} else if (text_starts(t, "client ") || text_starts(t, "remote ")) {
		share_some(a, e, LIT("c-ip"), address(text_trim(text_after(t, 7))));
	} else if (text_cut(t, ':', &left, &right)) {
		share_some(a, e, LIT("module"), left);
		share_some(a, e, LIT("level"), right);
	} else {
		share_some(a, e, LIT("level"), t);
	}
}

// A bracket of the head, not one of the message.
static bool heads(struct text t, bool level)
{
	return !level || text_starts(t, "[pid ") || text_starts(t, "[client ") || text_starts(t, "[remote ");
}

static void message(struct arena *a, struct event *e, struct text t)
{
	struct text code, rest;
	if (text_starts(t, "AH") && text_cut(t, ':', &code, &rest) && code.n <= 10 && share_digits(text_after(code, 2)))
		share_text(a, e, LIT("code"), code);
	const char *referer = text_find(t, ", referer: ");
	if (referer) {
		share_some(a, e, LIT("cs-referer"), share_unescape(a, text_after(t, (size_t)(referer - t.p) + 11)));
		t.n = (size_t)(referer - t.p);
	}
	share_text(a, e, LIT("message"), share_unescape(a, t));
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct text time, rest, one;
	(void)state;
	if (!head(record, &time, &rest, &ret->at))
		return false;
	ret->raw = record;
	share_text(a, ret, LIT("timestamp"), time);
	for (int n = 0; n < 4 && heads(rest, n > 0) && bracket(&rest, &one); n++)
		said(a, ret, one);
	message(a, ret, rest);
	return true;
}

static bool is(void *state, struct text record)
{
	(void)state;
	return fits(record);
}

const struct decoder decode_apache = {"apache", "service=apache", knows, 0, decode_line, .fields = fields, .is = is};
