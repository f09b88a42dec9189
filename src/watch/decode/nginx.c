// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The error log of nginx: "2006/01/02 15:04:05 [level] PID#TID: *CONNECTION message, client: IP, server: NAME, request: "…", upstream: "…", host: "…", referrer: "…"". Fields:
// timestamp, level, pid, tid, connection, message, c-ip, server, those of the request as in access logs, upstream, cs-host, cs-referer.
#include "share.h"

#include <string.h>

struct head {
	struct text time, level, pid, tid, rest;
	int64_t at;
};

static bool take(struct text line, struct head *h)
{
	size_t used = 0;
	struct text t = line, process;
	h->at = share_iso(line, '/', &used);
	if (h->at < 0 || used != 19 || line.n < 24 || line.p[19] != ' ' || line.p[20] != '[')
		return false;
	h->time = (struct text){line.p, used};
	t = text_after(line, 21);
	if (!share_until(&t, ']', &h->level) || h->level.n > 10 || !t.n || t.p[0] != ' ')
		return false;
	t = text_after(t, 1);
	if (!share_until(&t, ':', &process) || !text_cut(process, '#', &h->pid, &h->tid) || !share_digits(h->pid) || !share_digits(h->tid))
		return false;
	h->rest = text_trim(t);
	return true;
}

static bool fits(struct text line)
{
	struct head h;
	return take(line, &h);
}

static int knows(struct text beginning, struct text name)
{
	(void)name;
	return share_lines(beginning, fits) * 92 / 100;
}

// Puts what ", client: …" and those behind it say into fields; cuts them off the message.
static void tail(struct arena *a, struct event *e, struct text t)
{
	static const struct {
		const char *mark;
		struct text name;
	} parts[] = {{"client: ", LIT("c-ip")}, {"server: ", LIT("server")}, {"request: ", LIT("")}, {"upstream: ", LIT("upstream")}, {"host: ", LIT("cs-host")},
		{"referrer: ", LIT("cs-referer")}};
	while (t.n) {
		size_t i = 0, n = sizeof parts / sizeof *parts;
		struct text value;
		while (i < n && !text_starts(t, parts[i].mark))
			i++;
		if (i == n)
			return;
		t = text_after(t, strlen(parts[i].mark));
		if (!share_quoted(&t, &value)) {
			const char *comma = text_find(t, ", ");
			value = (struct text){t.p, comma ? (size_t)(comma - t.p) : t.n};
			t = text_after(t, value.n);
		}
		if (parts[i].name.n)
			share_some(a, e, parts[i].name, share_unescape(a, value));
		else if (!share_request(a, e, value))
			share_some(a, e, LIT("request"), share_unescape(a, value));
		t = text_after(t, text_starts(t, ", ") ? 2 : 0);
	}
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct head h;
	struct text number, rest;
	(void)state;
	if (!take(record, &h))
		return false;
	ret->raw = record;
	ret->at = h.at;
	share_text(a, ret, LIT("timestamp"), h.time);
	share_some(a, ret, LIT("level"), h.level);
	share_number(a, ret, LIT("pid"), h.pid);
	share_number(a, ret, LIT("tid"), h.tid);
	rest = text_after(h.rest, 1);
	if (text_starts(h.rest, "*") && share_until(&rest, ' ', &number) && share_digits(number)) {
		share_number(a, ret, LIT("connection"), number);
		h.rest = rest;
	}
	const char *client = text_find(h.rest, ", client: ");
	struct text message = {h.rest.p, client ? (size_t)(client - h.rest.p) : h.rest.n};
	share_text(a, ret, LIT("message"), message);
	tail(a, ret, text_after(h.rest, message.n + 2));
	return true;
}

static bool is(void *state, struct text record)
{
	(void)state;
	return fits(record);
}

const struct decoder decode_nginx = {"nginx", "service=nginx", knows, 0, decode_line, .fields = fields, .is = is};
