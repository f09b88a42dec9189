// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Syslog: RFC 3164 as it is found in /var/log, with and without <PRI>; RFC 5424; rsyslog with ISO times. Fields: timestamp, host, program, pid, facility, severity (words, only where the
// line says them), message, src_ip and username where the message names an address, mnemonic of devices of Cisco; of RFC 5424 also version, msgid and each piece of structured data as
// ID.NAME. Nothing else of what sshd, sudo and others say is taken apart: rules for them look at words of the message, and at program.
#include "share.h"

#include <string.h>

enum { HEAD = 96 };       // bytes within which the time and what follows it begin
enum { PARAMETER = 128 }; // bytes of an id or a name, which RFC 5424 gives 32; a longer name stands without the id

static bool fits(struct text line)
{
	struct share_head h;
	return share_syslog(line, share_now(), &h) && h.sure;
}

// The time of RFC 3164 with whatever behind it: less sure.
static bool dated(struct text line)
{
	struct share_head h;
	return share_syslog(line, share_now(), &h) && (h.sure || h.timestamp.p[0] >= 'A');
}

static int knows(struct text beginning, struct text name)
{
	(void)name;
	int sure = share_lines(beginning, fits) * 90 / 100, less = share_lines(beginning, dated) * 50 / 100;
	return sure > less ? sure : less;
}

// Takes 'name="value"' off *t; the value is unescaped.
static bool parameter(struct arena *a, struct text *t, struct text *ret_name, struct text *ret_value)
{
	while (t->n && t->p[0] == ' ')
		*t = text_after(*t, 1);
	if (!share_until(t, '=', ret_name) || !share_quoted(t, ret_value))
		return false;
	*ret_value = share_unslash(a, *ret_value, "\"\\]");
	return true;
}

static struct text joined(struct arena *a, struct text id, struct text name)
{
	char *path = arena_raw(a, id.n + name.n + 1);
	memcpy(path, id.p, id.n);
	path[id.n] = '.';
	memcpy(path + id.n + 1, name.p, name.n);
	return (struct text){path, id.n + 1 + name.n};
}

static void structure(struct arena *a, struct event *e, struct text t)
{
	while (t.n && t.p[0] == '[') {
		struct text id, name, value;
		size_t n = 1;
		while (n < t.n && t.p[n] != ' ' && t.p[n] != ']')
			n++;
		id = (struct text){t.p + 1, n - 1};
		t = text_after(t, n);
		while (t.n && t.p[0] == ' ' && parameter(a, &t, &name, &value)) {
			if (e->fields < EVENT_FIELDS && name.n <= PARAMETER && id.n <= PARAMETER)
				name = joined(a, id, name);
			share_text(a, e, name, value);
		}
		if (!t.n || t.p[0] != ']')
			return;
		t = text_after(t, 1);
	}
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct share_head h;
	(void)state;
	if (!share_syslog(record, share_now(), &h))
		return false;
	ret->raw = record;
	share_head_fields(a, ret, &h);
	share_some(a, ret, LIT("version"), h.version);
	share_some(a, ret, LIT("msgid"), h.msgid);
	structure(a, ret, h.structure);
	share_text(a, ret, LIT("message"), h.message);
	share_whom(a, ret, h.message);
	share_mnemonic(a, ret, record);
	return true;
}

// Words for numbers, and values with escapes, are made of records with a <number> only, which stands at the beginning or behind the time.
static bool bare(struct text record)
{
	return !record.n || !memchr(record.p, '<', record.n < HEAD ? record.n : HEAD);
}

const struct decoder decode_syslog = {"syslog", "product=linux", knows, 0, decode_line, fields, .is = share_syslog_is, .bare = bare};
