// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Access logs of Apache, nginx and those that write as they do: common and combined, with a virtual host before them, and with more behind them. Fields have the names that Sigma's
// rules of web servers and proxies use (see share_request), and: timestamp, c-ip, cs-username, cs-host, sc-status, sc-bytes, cs-referer, cs-user-agent and c-useragent (the same).
// What Apache and nginx escaped is undone; a "-" that stands for nothing makes no field, for that is what rules ask with null.
#include "share.h"

#include <string.h>

struct line {
	struct text vhost, client, user, time, request, status, bytes, referer, agent, more;
	bool long_form; // with referer and agent
};

static struct text word(struct text *t)
{
	struct text w;
	while (t->n && t->p[0] == ' ')
		*t = text_after(*t, 1);
	if (share_until(t, ' ', &w))
		return w;
	w = *t;
	*t = text_after(*t, t->n);
	return w;
}

// "[VHOST ]CLIENT IDENT USER ", the user with blanks at worst.
static bool who(struct text t, struct line *l)
{
	struct text second, all = t = text_trim(t);
	l->client = word(&t);
	second = word(&t);
	if (!share_is_ip(l->client) && share_is_ip(second)) {
		l->vhost = l->client;
		l->client = second;
		second = word(&t);
	}
	l->user = text_trim(t);
	return all.n <= 4096 && l->client.n && second.n && l->user.n;
}

// "[02/Jan/2006:15:04:05 -0700]": where it begins; NULL when it is not there.
static const char *bracket(struct text t)
{
	const char *p = t.p, *end = t.p + t.n;
	while (p < end && (p = memchr(p, '[', (size_t)(end - p))) != NULL) {
		if (end - p > 20 && p > t.p && p[-1] == ' ' && share_digit(p[1]) && (p[2] == '/' || p[3] == '/'))
			return p;
		p++;
	}
	return NULL;
}

static bool take(struct text record, struct line *l)
{
	*l = (struct line){0};
	const char *open = bracket(record);
	if (!open || !who((struct text){record.p, (size_t)(open - record.p)}, l))
		return false;
	struct text t = text_after(record, (size_t)(open - record.p) + 1);
	if (!share_until(&t, ']', &l->time) || l->time.n > 40 || !t.n || t.p[0] != ' ')
		return false;
	t = text_after(t, 1);
	if (!share_quoted(&t, &l->request))
		return false;
	l->status = word(&t);
	l->bytes = word(&t);
	if (l->status.n != 3 || !share_digits(l->status))
		return false;
	while (t.n && t.p[0] == ' ')
		t = text_after(t, 1);
	if (share_quoted(&t, &l->referer)) {
		t = text_trim(t);
		l->long_form = share_quoted(&t, &l->agent);
	}
	l->more = text_trim(t);
	return true;
}

static bool fits(struct text line)
{
	struct line l;
	return take(line, &l);
}

static int knows(struct text beginning, struct text name)
{
	(void)name;
	return share_lines(beginning, fits) * 92 / 100;
}

static void some(struct arena *a, struct event *e, struct text name, struct text value)
{
	if (value.n && !(value.n == 1 && value.p[0] == '-'))
		share_text(a, e, name, share_unescape(a, value));
}

// "host:port" of combined with a virtual host.
static struct text without_port(struct text t)
{
	const char *colon = t.n ? memrchr(t.p, ':', t.n) : NULL;
	if (colon && share_digits((struct text){colon + 1, (size_t)(t.p + t.n - colon - 1)}))
		t.n = (size_t)(colon - t.p);
	return t;
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct line l;
	size_t used;
	(void)state;
	if (!take(record, &l))
		return false;
	ret->raw = record;
	ret->at = share_clf(l.time, &used);
	share_text(a, ret, LIT("timestamp"), l.time);
	share_text(a, ret, LIT("c-ip"), l.client);
	some(a, ret, LIT("cs-host"), without_port(l.vhost));
	some(a, ret, LIT("cs-username"), l.user);
	if (!share_request(a, ret, l.request))
		some(a, ret, LIT("request"), l.request);
	share_number(a, ret, LIT("sc-status"), l.status);
	if (share_digits(l.bytes))
		share_number(a, ret, LIT("sc-bytes"), l.bytes);
	some(a, ret, LIT("cs-referer"), l.referer);
	if (l.long_form) {
		some(a, ret, LIT("cs-user-agent"), l.agent);
		some(a, ret, LIT("c-useragent"), l.agent);
	}
	struct text forwarded, rest = l.more;
	if (share_quoted(&rest, &forwarded) && !rest.n)
		some(a, ret, LIT("x-forwarded-for"), forwarded); // the form "main" of nginx
	return true;
}

static bool is(void *state, struct text record)
{
	(void)state;
	return fits(record);
}

const struct decoder decode_web = {"web", "category=webserver", knows, 0, decode_line, .fields = fields, .is = is};
