// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The web pages of a domain, the name itself and www: whether they lead to encryption, what TLS they speak, and what they tell the browser to forbid.
#include "look.h"
#include "probes.h"

#include <string.h>

#define SHOWN_MAX 1000
#define COOKIES_MAX 20

static void shown(struct probe_run *run, const char *column, struct text t)
{
	t.n = t.n < SHOWN_MAX ? t.n : SHOWN_MAX;
	row_text(run, column, t);
}

// ---- Strict-Transport-Security (RFC 6797)

static void hsts(struct probe_run *run, struct text value)
{
	struct text part, name, number;
	int64_t age = -1;
	bool sub = false;
	while (text_field(&value, ';', &part)) {
		part = text_trim(part);
		sub |= text_is_nocase(part, "includeSubDomains");
		if (text_cut(part, '=', &name, &number) && text_is_nocase(text_trim(name), "max-age") && age < 0) {
			number = text_trim(number);
			if (number.n > 2 && number.p[0] == '"')
				number = (struct text){number.p + 1, number.n - 2};
			if (!text_int(number, 10, &age) || age < 0)
				age = -1;
		}
	}
	if (age < 0)
		return;
	row_int(run, "hsts", age);
	row_flag(run, "hsts_sub", sub);
}

// ---- Content-Security-Policy

static bool directive(struct text policy, const char *name, struct text *ret)
{
	struct text part, word;
	while (text_field(&policy, ';', &part)) {
		part = text_trim(part);
		if (text_word(&part, &word) && text_is_nocase(word, name)) {
			*ret = part;
			return true;
		}
	}
	return false;
}

// Whether it lets in scripts that somebody else wrote into the page, or from anywhere.
static bool csp_unsafe(struct text policy)
{
	struct text sources, one;
	bool inline_too = false, named = false;
	if (!directive(policy, "script-src", &sources) && !directive(policy, "default-src", &sources))
		return true;
	while (sources.n) {
		size_t n = 0;
		while (n < sources.n && sources.p[n] != ' ' && sources.p[n] != '\t')
			n++;
		one = (struct text){sources.p, n};
		sources = text_trim(text_after(sources, n));
		if (text_is(one, "*") || text_is_nocase(one, "http:") || text_is_nocase(one, "https:") || text_is_nocase(one, "data:"))
			return true;
		inline_too |= text_is_nocase(one, "'unsafe-inline'");
		named |= text_starts(one, "'nonce-") || text_starts(one, "'sha") || text_is_nocase(one, "'strict-dynamic'");
	}
	return inline_too && !named;
}

// ---- a page

static bool has_digit(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i] >= '0' && t.p[i] <= '9')
			return true;
	return false;
}

static void header_columns(struct probe_run *run, const struct http_head *h)
{
	struct text v, frames = {"", 0};
	bool version = false;
	if (http_head_get(h, "strict-transport-security", &v))
		hsts(run, v);
	if (http_head_get(h, "content-security-policy", &v)) {
		shown(run, "csp", v);
		row_flag(run, "csp_unsafe", csp_unsafe(v));
		if (directive(v, "frame-ancestors", &frames))
			frames = frames.n ? frames : text_of("'none'");
	}
	if (!frames.n && http_head_get(h, "x-frame-options", &v) && (text_is_nocase(v, "deny") || text_is_nocase(v, "sameorigin")))
		frames = v;
	if (frames.n)
		shown(run, "frame", frames);
	row_flag(run, "nosniff", http_head_get(h, "x-content-type-options", &v) && text_is_nocase(v, "nosniff"));
	if (http_head_get(h, "referrer-policy", &v) && v.n)
		shown(run, "referrer", v);
	if (http_head_get(h, "server", &v)) {
		shown(run, "server", v);
		version = has_digit(v);
	}
	if (http_head_get(h, "x-powered-by", &v) || http_head_get(h, "x-aspnet-version", &v))
		version |= has_digit(v);
	row_flag(run, "shows_version", version);
}

static void cookies(struct probe_run *run, const struct look_web *w)
{
	struct text rest = w->https.head.lines, name, value;
	int n = 0;
	while (w->https.answered && n < COOKIES_MAX && http_head_next(&rest, &name, &value)) {
		struct http_cookie c;
		if (!text_is_nocase(name, "set-cookie") || !http_cookie_read(value, &c))
			continue;
		n++;
		row_begin(run, "domain_cookie");
		row_str(run, "host", w->host);
		c.name.n = c.name.n < 200 ? c.name.n : 200;
		row_text(run, "name", c.name);
		row_flag(run, "secure", c.secure);
		row_flag(run, "http_only", c.http_only);
		static const char *const sites[] = {"strict", "lax", "none"};
		for (int i = 0; i < 3; i++)
			if (text_is_nocase(c.same_site, sites[i]))
				row_str(run, "same_site", sites[i]);
		row_end(run);
	}
}

static void web_row(struct probe_run *run, struct look_web *w)
{
	int fits = -1;
	const struct look_page *p = &w->http;
	row_begin(run, "domain_web");
	row_str(run, "host", w->host);
	row_str(run, "address", w->address);
	row_flag(run, "http", p->first_answered);
	row_flag(run, "https", w->https.connected);
	if (p->first_answered) {
		row_flag(run, "to_https", p->to_https);
		row_str(run, "first_step", p->first);
		row_str(run, "final", p->final);
		row_int(run, "steps", p->steps);
		row_flag(run, "unsafe_step", p->unsafe_step);
		row_flag(run, "loop", p->loop);
	}
	if (w->https.answered) {
		row_int(run, "status", w->https.head.status);
		header_columns(run, &w->https.head);
	}
	if (w->https.connected) {
		row_int(run, "tlsa", look_dane(run, w->host, 443, &w->tls, &fits));
		row_flag(run, "tlsa_fits", fits);
	}
	row_end(run);
}

static void one(struct probe_run *run, struct look_web *w)
{
	look_wait(&w->job);
	if (w->inside)
		probe_partly(run, "inside", w->host);
	if (!w->address)
		return;
	web_row(run, w);
	cookies(run, w);
	if (w->tls.tls) {
		row_begin(run, "domain_tls");
		row_str(run, "host", w->host);
		row_int(run, "port", 443);
		row_str(run, "address", w->address);
		look_tls_columns(run, &w->tls);
		row_end(run);
	}
	if (!w->http.first_answered && !w->https.connected && !w->tls.answered)
		probe_partly(run, "no_answer", w->host);
	else if (w->tls.cut)
		probe_partly(run, "no_time", w->host);
	else if (w->https.connected && !w->https.answered)
		probe_partly(run, "no_answer", arena_printf(run->a, "https://%s/", w->host));
}

static void run_web(struct probe_run *run)
{
	struct domain_look *l = run->with;
	for (int i = 0; i < 2; i++)
		if (l->web[i].host) {
			look_ask(run, l->web[i].host, RR_A);
			one(run, &l->web[i]);
		}
}

const struct probe domain_web = {"web", "domain_web domain_tls domain_cookie", run_web};
