// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// HTTP; see page.h. The page is only searched, never taken apart: a title, and a field for a password.
#include "page.h"

#include <string.h>
#include <strings.h>

// Where s stands in t, whatever its case; NULL when nowhere.
static const char *find(struct text t, const char *s)
{
	size_t n = strlen(s);
	for (size_t i = 0; i + n <= t.n; i++)
		if (strncasecmp(t.p + i, s, n) == 0)
			return t.p + i;
	return NULL;
}

static struct text from(struct text t, const char *p)
{
	return (struct text){p, (size_t)(t.p + t.n - p)};
}

struct text page_part(struct text challenge, const char *name)
{
	struct text rest = challenge;
	for (const char *p; (p = find(rest, name)); rest = from(rest, p + 1)) {
		struct text v = text_after(from(rest, p), strlen(name));
		if ((p > challenge.p && p[-1] != ' ' && p[-1] != ',') || !v.n || v.p[0] != '=')
			continue;
		v = text_after(v, 1);
		bool quoted = v.n && v.p[0] == '"';
		v = text_after(v, quoted);
		size_t n = 0;
		while (n < v.n && v.p[n] != (quoted ? '"' : ',') && v.p[n] != '\r')
			n++;
		return (struct text){v.p, n};
	}
	return (struct text){"", 0};
}

static void header(struct text line, struct page_answer *ret)
{
	struct text name, v;
	if (!text_cut(line, ':', &name, &v))
		return;
	v = text_trim(v);
	if (text_is_nocase(name, "server"))
		ret->server = v;
	else if (text_is_nocase(name, "location"))
		ret->location = v;
	else if (text_is_nocase(name, "www-authenticate")) {
		ret->basic = ret->basic || (v.n >= 5 && strncasecmp(v.p, "basic", 5) == 0);
		if (v.n >= 6 && strncasecmp(v.p, "digest", 6) == 0) {
			ret->digest = true;
			ret->challenge = text_after(v, 6);
		}
		if (!ret->realm.n)
			ret->realm = page_part(v, "realm");
	}
}

static struct text strip(struct text t)
{
	while (t.n && (unsigned char)t.p[0] <= ' ')
		t = text_after(t, 1);
	while (t.n && (unsigned char)t.p[t.n - 1] <= ' ')
		t.n--;
	return t;
}

static struct text title(struct text body)
{
	const char *p = find(body, "<title"), *open = p ? memchr(p, '>', from(body, p).n) : NULL;
	const char *end = open ? find(from(body, open + 1), "</title") : NULL;
	return end ? strip((struct text){open + 1, (size_t)(end - open - 1)}) : (struct text){"", 0};
}

static bool password(struct text body)
{
	for (const char *p; (p = find(body, "<input")); body = from(body, p + 6)) {
		struct text rest = from(body, p);
		const char *end = memchr(rest.p, '>', rest.n);
		struct text tag = {rest.p, end ? (size_t)(end - rest.p) : rest.n};
		const char *type = find(tag, "type");
		if (type && find((struct text){type, (size_t)(tag.p + tag.n - type)}, "password"))
			return true;
	}
	return false;
}

bool page_read(struct text t, struct page_answer *ret)
{
	static const struct text none = {"", 0};
	struct text rest = t, line, word;
	int64_t status = 0;
	*ret = (struct page_answer){0};
	ret->server = ret->location = ret->title = ret->realm = ret->body = ret->challenge = none;
	if (!text_starts(t, "HTTP/") || !text_line(&rest, &line) || !text_word(&line, &word) || !text_word(&line, &word) || !text_int(word, 10, &status) ||
		status < 100 || status > 999)
		return false;
	ret->status = (int)status;
	for (int i = 0; i < 200 && text_line(&rest, &line) && line.n; i++)
		header(line, ret);
	ret->body = rest;
	ret->title = title(rest);
	ret->password = password(rest);
	return true;
}
