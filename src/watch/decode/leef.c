// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// QRadar's Log Event Extended Format, alone or behind a head of syslog. 1.0: "LEEF:1.0|vendor|product|version|event|key=value<TAB>…"; 2.0 names the character that parts the pairs
// behind the event: "|^|", "|x5E|", "|0x5E|", or nothing for a tab. Fields: deviceVendor, deviceProduct, deviceVersion, deviceEventClassId, host where syslog says it, and the keys.
#include "share.h"

#include <string.h>

enum { BEFORE = 512 };

static const char *found(struct text line)
{
	const char *p = text_find((struct text){line.p, line.n < BEFORE ? line.n : BEFORE}, "LEEF:");
	if (!p || line.p + line.n - p < 10 || (p[5] != '1' && p[5] != '2') || (p > line.p && p[-1] != ' ' && p[-1] != '>'))
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

// What parts the pairs; takes the part that names it off *t.
static char parting(struct arena *a, struct text *t, bool second)
{
	struct text left, right, byte;
	if (!second || !text_cut(*t, '|', &left, &right) || left.n > 4)
		return '\t';
	struct text hex = text_starts(left, "0x") ? text_after(left, 2) : text_after(left, 1);
	if (left.n > 1 && (left.p[0] == 'x' || text_starts(left, "0x")) && share_hex(a, hex, &byte) && byte.n == 1)
		left = byte;
	else if (left.n > 1)
		return '\t';
	*t = right;
	return left.n ? left.p[0] : '\t';
}

static void pairs(struct arena *a, struct event *e, struct text rest, char c)
{
	struct text one, name, value;
	while (text_field(&rest, c, &one))
		if (text_cut(text_trim(one), '=', &name, &value) && name.n)
			share_number(a, e, text_trim(name), value);
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	static const struct text heads[] = {LIT("deviceVendor"), LIT("deviceProduct"), LIT("deviceVersion"), LIT("deviceEventClassId")};
	const char *at = found(record);
	struct text rest = at ? text_after(record, (size_t)(at - record.p)) : record, one;
	struct share_head h;
	int64_t now = share_now();
	(void)state;
	if (!at || !share_until(&rest, '|', &one))
		return false;
	bool second = text_starts(one, "LEEF:2");
	ret->raw = record;
	ret->at = -1;
	if (at > record.p && share_syslog(record, now, &h)) {
		ret->at = h.at;
		share_some(a, ret, LIT("host"), h.host);
	}
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (!share_until(&rest, '|', &one))
			return false;
		share_number(a, ret, heads[i], one);
	}
	char c = parting(a, &rest, second);
	pairs(a, ret, rest, c);
	const struct event_field *f = event_get(ret, LIT("devTime"), false);
	int64_t ms = f ? decode_time(f->value, now) : -1;
	size_t used;
	if (ms < 0 && f && f->value.n > 19)
		ms = share_bsd(f->value, now, &used);
	ret->at = ms >= 0 ? ms : ret->at;
	return true;
}

const struct decoder decode_leef = {"leef", NULL, knows, 0, decode_line, .fields = fields};
