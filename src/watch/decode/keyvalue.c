// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// name=value logs: Fortinet, Sophos, SonicWall and others, the lines of iptables and ufw in the log of the kernel, logfmt. With or without a head of syslog, of which timestamp, host
// and program become fields. A value without quotes goes up to the next name; the words between the pairs of a line of iptables (DF, SYN…) become fields that are true, what stands
// before the first pair becomes prefix.
#include "share.h"

#include <string.h>

enum { STRICT = 4 };

struct line {
	struct share_head head;
	bool headed;
	struct text prefix, body; // what stands before the first pair, and from there on
};

// "[12345.678901] " of the kernel.
static struct text stamp_off(struct text t)
{
	struct text in, rest = text_after(t, 1);
	if (t.n && t.p[0] == '[' && share_until(&rest, ']', &in) && in.n < 24 && text_find(in, ".") && share_digits((struct text){in.p + in.n - 1, 1}))
		return text_trim(rest);
	return t;
}

static struct text head_off(struct text line, struct line *l)
{
	struct text in, t = line, rest = text_after(line, 1);
	l->headed = share_syslog(line, share_now(), &l->head);
	if (l->headed && l->head.host.n && memchr(l->head.host.p, '=', l->head.host.n)) { // a time, and then pairs
		t = (struct text){l->head.host.p, (size_t)(line.p + line.n - l->head.host.p)};
		l->head.host = l->head.program = (struct text){0};
		return t;
	}
	if (l->headed)
		return l->head.message;
	if (t.n && t.p[0] == '<' && share_until(&rest, '>', &in) && in.n < 4 && share_digits(in))
		return text_trim(rest);
	return t;
}

// Takes a line apart up to its first pair; false when there is none.
static bool take(struct text line, struct line *l)
{
	*l = (struct line){0};
	struct text all = stamp_off(head_off(line, l)), rest = all;
	struct share_pair pair;
	for (int words = 0; words < 8; words++) {
		struct text before = rest;
		if (!share_pair(&rest, true, &pair))
			return false;
		if (!pair.name.n)
			continue;
		l->body = before;
		l->prefix = text_trim((struct text){all.p, (size_t)(before.p - all.p)});
		return true;
	}
	return false;
}

// Pairs and words of a body, and whether it is one of iptables.
static bool iptables(struct text body)
{
	return text_starts(text_trim(body), "IN=") && text_has(body, " OUT=") && text_has(body, " SRC=");
}

static void count(struct text body, int *ret_pairs, int *ret_words)
{
	struct share_pair pair;
	*ret_pairs = *ret_words = 0;
	while (*ret_pairs + *ret_words < 64 && share_pair(&body, true, &pair))
		++*(pair.name.n ? ret_pairs : ret_words);
}

static bool strictly(struct text line)
{
	struct line l;
	int pairs, words;
	if (!take(line, &l))
		return false;
	if (iptables(l.body))
		return true;
	count(l.body, &pairs, &words);
	return !l.prefix.n && pairs >= STRICT && words == 0;
}

static bool loosely(struct text line)
{
	struct line l;
	int pairs, words;
	if (!take(line, &l))
		return false;
	count(l.body, &pairs, &words);
	return pairs >= STRICT && words <= pairs && l.prefix.n < 64;
}

static int knows(struct text beginning, struct text name)
{
	(void)name;
	int strict = share_lines(beginning, strictly) * 93 / 100, loose = share_lines(beginning, loosely) * 60 / 100;
	return strict > loose ? strict : loose;
}

static struct text value_of(const struct event *e, const char *name)
{
	const struct event_field *f = event_get(e, text_of(name), false);
	return f ? f->value : (struct text){0};
}

// Fortinet's and Sophos' date=, time= and tz=.
static int64_t date_and_time(struct arena *a, const struct event *e, int64_t now)
{
	struct text date = value_of(e, "date"), time = value_of(e, "time"), zone = value_of(e, "tz");
	if (date.n != 10 || time.n < 8 || time.n > 20 || zone.n > 10)
		return -1;
	const char *s = arena_printf(a, "%.10sT%.*s%.*s", date.p, (int)time.n, time.p, (int)zone.n, zone.n ? zone.p : "");
	return decode_time(text_of(s), now);
}

static int64_t time_of(struct arena *a, const struct event *e, int64_t now)
{
	static const char *const names[] = {"eventtime", "timestamp", "time", "ts", "t"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct text v = value_of(e, names[i]);
		if (v.n == 19 && share_digits(v))
			v.n = 16; // nanoseconds
		int64_t at = v.n ? decode_time(v, now) : -1;
		if (at >= 0)
			return at;
		if (i == 0 && (at = date_and_time(a, e, now)) >= 0)
			return at;
	}
	return -1;
}

static void add(struct arena *a, struct event *e, const struct share_pair *p)
{
	if (p->quote)
		share_text(a, e, p->name, share_unslash(a, p->value, "\"\\"));
	else
		event_add(a, e, p->name, p->value, share_digits(p->value) ? EVENT_NUMBER : EVENT_TEXT);
}

static int pairs(struct arena *a, struct event *e, struct text body)
{
	struct share_pair now, held = {0};
	bool table = iptables(body);
	int n = 0;
	while (share_pair(&body, true, &now)) {
		if (!now.name.n && table) {
			event_add(a, e, now.value, LIT("true"), EVENT_TRUE);
			continue;
		}
		if (!now.name.n) { // a word more of the value
			if (held.name.n && !held.quote)
				held.value.n = (size_t)(now.value.p + now.value.n - held.value.p);
			continue;
		}
		if (held.name.n)
			add(a, e, &held);
		held = now;
		n++;
		if (table) {
			add(a, e, &held);
			held.name.n = 0;
		}
	}
	if (held.name.n)
		add(a, e, &held);
	return n;
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct line l;
	(void)state;
	if (!take(record, &l))
		return false;
	ret->raw = record;
	ret->at = -1;
	if (l.headed)
		share_head_fields(a, ret, &l.head);
	share_some(a, ret, LIT("prefix"), l.prefix);
	if (pairs(a, ret, l.body) < 2)
		return false;
	int64_t at = time_of(a, ret, share_now());
	ret->at = at >= 0 ? at : ret->at;
	return true;
}

const struct decoder decode_keyvalue = {"keyvalue", "category=firewall", knows, 0, decode_line, .fields = fields};
