// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The audit log of Linux: "type=SYSCALL msg=audit(1604994496.155:92733): name=value …". Fields by the names that auditd gives them, and serial; values that auditd wrote as hex
// are decoded (the NULs of a command line become blanks, the parts of key one field each), those in msg='…' stand beside the others. Each record stays an event of its own,
// though several share a serial: every Sigma rule for auditd asks fields of one record (type EXECVE with a0, type PATH with name, type SYSCALL with exe), and joined records
// would mix the a0 of a system call, a number, with the a0 of a command. SYSCALL, which rules ask by name, is told from arch and syscall where the log is not of the enriched form.
#include "share.h"

#include <string.h>

// Whose values auditd writes as hex when they hold blanks, quotes or control characters.
static bool encoded(struct text t, bool execve)
{
	if (execve && t.n > 1 && t.p[0] == 'a' && share_digit(t.p[1]))
		return !text_ends(t, "_len");
	switch (t.n) {
	case 2:
		return SHARE_IS(t, "sw") || SHARE_IS(t, "vm");
	case 3:
		return SHARE_IS(t, "exe") || SHARE_IS(t, "key") || SHARE_IS(t, "cmd") || SHARE_IS(t, "cwd") || SHARE_IS(t, "dir") || SHARE_IS(t, "grp");
	case 4:
		return SHARE_IS(t, "comm") || SHARE_IS(t, "name") || SHARE_IS(t, "acct") || SHARE_IS(t, "path") || SHARE_IS(t, "data") || SHARE_IS(t, "file") || SHARE_IS(t, "unit");
	case 5:
		return SHARE_IS(t, "ocomm") || SHARE_IS(t, "watch");
	case 6:
		return SHARE_IS(t, "device");
	case 8:
		return SHARE_IS(t, "root_dir");
	case 9:
		return SHARE_IS(t, "proctitle") || SHARE_IS(t, "new_group");
	}
	return false;
}

// Hex as auditd writes it: capitals.
static bool hexlike(struct text t)
{
	bool odd = t.n % 2;
	for (size_t i = 0; i < t.n && !odd; i++)
		odd = !((t.p[i] >= '0' && t.p[i] <= '9') || (t.p[i] >= 'A' && t.p[i] <= 'F'));
	return t.n >= 2 && !odd;
}

struct record {
	struct arena *a;
	struct event *e;
	struct text type, arch, number;
	bool execve, named;
	char *joined; // the argument that pieces are joined in, and its room
	size_t room;
};

// Several keys of one rule are parted by 0x01.
static void keys(struct record *r, struct text value)
{
	struct text one;
	while (text_field(&value, 1, &one))
		share_text(r->a, r->e, LIT("key"), one);
}

// a1[0]=…, a1[1]=…: a long argument in pieces; they become one a1 again.
static void piece(struct record *r, struct text name, struct text value)
{
	struct event_field *last = r->e->fields ? &r->e->field[r->e->fields - 1] : NULL;
	name.n = (size_t)((const char *)memchr(name.p, '[', name.n) - name.p);
	if (!last || last->name.n != name.n || memcmp(last->name.p, name.p, name.n) != 0) {
		share_text(r->a, r->e, name, value);
		return;
	}
	size_t n = last->value.n, all = n + value.n;
	if (last->value.p != r->joined || all > r->room) { // room doubles: what pieces cost grows with their bytes alone
		r->room = 2 * all + 64;
		r->joined = memcpy(arena_raw(r->a, r->room), last->value.p, n);
		last->value.p = r->joined;
	}
	memcpy(r->joined + n, value.p, value.n);
	last->value.n = all;
}

// The NULs between the words of a command line become blanks.
static struct text command_line(struct arena *a, struct text t)
{
	char *p = arena_raw(a, t.n);
	for (size_t i = 0; i < t.n; i++)
		p[i] = t.p[i] ? t.p[i] : ' ';
	return (struct text){p, t.n};
}

static void add(struct record *r, const struct share_pair *pair)
{
	struct text name = pair->name, value = pair->value;
	bool plain = pair->quote || !hexlike(value) || !encoded(name, r->execve) || !share_hex(r->a, value, &value);
	if (!plain && SHARE_IS(name, "proctitle"))
		value = command_line(r->a, value);
	if (SHARE_IS(name, "key") && value.n && memchr(value.p, 1, value.n))
		keys(r, value);
	else if (r->execve && name.p[name.n - 1] == ']' && memchr(name.p, '[', name.n))
		piece(r, name, value);
	else
		event_add(r->a, r->e, name, value, plain && !pair->quote && share_digits(value) ? EVENT_NUMBER : EVENT_TEXT);
	if (SHARE_IS(name, "arch"))
		r->arch = value;
	else if (SHARE_IS(name, "syscall"))
		r->number = value;
	r->named |= SHARE_IS(name, "SYSCALL");
}

// "avc:  denied  { read write } for  …": the names that ausearch gives.
static void denied(struct record *r, struct text rest)
{
	const char *open = text_find(rest, "{ "), *close = text_find(rest, " }");
	if (!text_starts(rest, "avc:") || !open || !close || close < open)
		return;
	struct text result = text_trim((struct text){rest.p + 4, (size_t)(open - rest.p) - 4});
	share_some(r->a, r->e, LIT("seresult"), result);
	share_some(r->a, r->e, LIT("seperms"), (struct text){open + 2, close > open + 2 ? (size_t)(close - open - 2) : 0});
}

// The pairs of a line. Those of msg='…' are pairs again; one level, no deeper.
static void pairs(struct record *r, struct text rest, bool inner)
{
	struct share_pair pair;
	while (share_pair(&rest, false, &pair)) {
		size_t n = pair.value.n;
		if (!pair.name.n)
			continue;
		if (!pair.quote && n && (pair.value.p[n - 1] == ',' || pair.value.p[n - 1] == '\''))
			pair.value.n--;
		if (!inner && pair.quote == '\'' && SHARE_IS(pair.name, "msg")) {
			share_text(r->a, r->e, pair.name, pair.value);
			pairs(r, pair.value, true);
		} else {
			add(r, &pair);
		}
	}
}

// "[node=NAME ]type=TYPE msg=audit(SECONDS.MS:SERIAL): ": what stands behind it; false when the line does not begin so.
static bool head(struct text line, struct text *ret_node, struct text *ret_type, struct text *ret_time, struct text *ret_serial, struct text *ret_rest)
{
	struct text t = line;
	*ret_node = (struct text){0};
	if (text_starts(t, "node=")) {
		t = text_after(t, 5);
		if (!share_until(&t, ' ', ret_node))
			return false;
	}
	if (!text_starts(t, "type="))
		return false;
	t = text_after(t, 5);
	if (!share_until(&t, ' ', ret_type) || !text_starts(t, "msg=audit("))
		return false;
	t = text_after(t, 10);
	if (!share_until(&t, ':', ret_time) || !share_until(&t, ')', ret_serial) || !share_digits(*ret_serial) || ret_serial->n > 20)
		return false;
	*ret_rest = text_trim(text_after(t, t.n && t.p[0] == ':'));
	return decode_time(*ret_time, 0) >= 0;
}

static bool fits(struct text line)
{
	struct text node, type, time, serial, rest;
	return head(line, &node, &type, &time, &serial, &rest);
}

static int knows(struct text beginning, struct text name)
{
	(void)name;
	return share_lines(beginning, fits) * 98 / 100;
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct text node, time, serial, rest;
	struct record r = {.a = a, .e = ret};
	(void)state;
	if (!head(record, &node, &r.type, &time, &serial, &rest))
		return false;
	ret->raw = record;
	ret->at = decode_time(time, 0);
	share_text(a, ret, LIT("type"), r.type);
	share_text(a, ret, LIT("timestamp"), time);
	share_number(a, ret, LIT("serial"), serial);
	share_some(a, ret, LIT("node"), node);
	r.execve = text_is_nocase(r.type, "EXECVE");
	denied(&r, rest);
	pairs(&r, rest, false);
	const char *call = r.named || !r.number.n ? NULL : share_syscall(r.arch, r.number);
	if (call)
		share_text(a, ret, LIT("SYSCALL"), text_of(call));
	return true;
}

static bool is(void *state, struct text record)
{
	(void)state;
	return fits(record);
}

const struct decoder decode_auditd = {"auditd", "product=linux service=auditd", knows, 0, decode_line, .fields = fields, .is = is};
