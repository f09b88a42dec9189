// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Request lines of HTTP; see share.h.
#include "share.h"

#include <string.h>

static bool method(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!((t.p[i] >= 'A' && t.p[i] <= 'Z') || t.p[i] == '-' || t.p[i] == '_' || (t.p[i] >= 'a' && t.p[i] <= 'z')))
			return false;
	return t.n > 0 && t.n <= 32;
}

// "http://host:port/path" → host and /path; what CONNECT asks is host:port.
static void authority(struct arena *a, struct event *e, struct text verb, struct text *path)
{
	const char *slashes = text_find((struct text){path->p, path->n < 16 ? path->n : 16}, "://");
	struct text host = *path;
	if (slashes)
		host = text_after(*path, (size_t)(slashes - path->p) + 3);
	else if (!text_is(verb, "CONNECT"))
		return;
	const char *end = host.n ? memchr(host.p, '/', host.n) : NULL;
	if (end)
		host.n = (size_t)(end - host.p);
	if (slashes)
		*path = (struct text){host.p + host.n, (size_t)(path->p + path->n - host.p - (ptrdiff_t)host.n)};
	const char *port = host.n ? memrchr(host.p, ':', host.n) : NULL;
	if (port && share_digits((struct text){port + 1, (size_t)(host.p + host.n - port - 1)}))
		host.n = (size_t)(port - host.p);
	share_some(a, e, LIT("cs-host"), host);
}

static void extension(struct arena *a, struct event *e, struct text stem)
{
	const char *slash = stem.n ? memrchr(stem.p, '/', stem.n) : NULL;
	struct text name = slash ? (struct text){slash + 1, (size_t)(stem.p + stem.n - slash - 1)} : stem;
	const char *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
	if (dot)
		share_some(a, e, LIT("c-uri-extension"), (struct text){dot + 1, (size_t)(name.p + name.n - dot - 1)});
}

// What Apache and nginx escaped in the target (a quote, control characters, bytes over 126) is undone before.
static void target(struct arena *a, struct event *e, struct text verb, struct text uri)
{
	struct text path = uri;
	share_text(a, e, LIT("cs-uri"), uri);
	share_text(a, e, LIT("c-uri"), uri);
	authority(a, e, verb, &path);
	const char *mark = path.n ? memchr(path.p, '?', path.n) : NULL;
	struct text stem = {path.p, mark ? (size_t)(mark - path.p) : path.n};
	share_text(a, e, LIT("cs-uri-stem"), stem);
	share_text(a, e, LIT("cs-uri-query"), path);
	if (mark) {
		struct text query = text_after(path, stem.n + 1);
		share_text(a, e, LIT("cs-uri-query"), query);
		share_text(a, e, LIT("c-uri-query"), query);
	}
	extension(a, e, stem);
}

bool share_request(struct arena *a, struct event *e, struct text request)
{
	struct text rest = share_unescape(a, request), verb;
	if (!share_until(&rest, ' ', &verb) || !method(verb) || !rest.n)
		return false;
	share_text(a, e, LIT("cs-method"), verb);
	const char *space = memrchr(rest.p, ' ', rest.n);
	struct text version = space ? (struct text){space + 1, (size_t)(rest.p + rest.n - space - 1)} : (struct text){0};
	if (text_starts(version, "HTTP/") || text_starts(version, "RTSP/")) {
		rest.n = (size_t)(space - rest.p);
		share_text(a, e, LIT("cs-version"), version);
	}
	target(a, e, verb, rest);
	return true;
}
