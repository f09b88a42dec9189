// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Heads of web servers' answers; see http_head.h.
#include "http_head.h"
#include "../../base/buf.h"

#include <string.h>

bool http_head_read(struct text t, struct http_head *r)
{
	*r = (struct http_head){0};
	const size_t sure = t.n < 5 ? t.n : 5;
	if (memcmp(t.p, "HTTP/", sure) != 0)
		return false;
	struct text rest = t, line;
	bool first = true;
	while (memchr(rest.p, '\n', rest.n) && text_line(&rest, &line)) {
		if (first) {
			struct text words = line, version, code;
			int64_t status;
			if (!text_word(&words, &version) || !text_word(&words, &code) || code.n != 3 || !text_int(code, 10, &status) || status < 100)
				return false;
			r->status = (int)status;
			r->lines = (struct text){rest.p, 0};
			first = false;
		} else if (!line.n) {
			r->lines.n = (size_t)(line.p - r->lines.p);
			r->length = (size_t)(rest.p - t.p);
			return true;
		}
	}
	return t.n < HTTP_HEAD_MAX;
}

bool http_head_next(struct text *rest, struct text *ret_name, struct text *ret_value)
{
	struct text line;
	while (text_line(rest, &line))
		if (text_cut(line, ':', ret_name, ret_value)) {
			*ret_value = text_trim(*ret_value);
			return true;
		}
	return false;
}

bool http_head_get(const struct http_head *h, const char *name, struct text *ret)
{
	struct text rest = h->lines, one, value;
	while (http_head_next(&rest, &one, &value))
		if (text_is_nocase(one, name)) {
			*ret = value;
			return true;
		}
	return false;
}

struct text http_unchunk(struct arena *a, struct text t)
{
	char *out = arena_raw(a, t.n + 1);
	size_t n = 0;
	struct text line, size, more;
	while (memchr(t.p, '\n', t.n) && text_line(&t, &line)) {
		int64_t length;
		if (!text_cut(line, ';', &size, &more))
			size = line;
		if (!text_int(text_trim(size), 16, &length) || length <= 0)
			break;
		size_t kept = (uint64_t)length < t.n ? (size_t)length : t.n;
		memcpy(out + n, t.p, kept);
		n += kept;
		t = text_after(t, kept);
		if (!text_line(&t, &line)) // the end of the line behind it
			break;
	}
	out[n] = 0;
	return (struct text){out, n};
}

bool http_cookie_read(struct text t, struct http_cookie *r)
{
	struct text piece, name, value, rest = t;
	*r = (struct http_cookie){.same_site = {"", 0}};
	if (!text_field(&rest, ';', &piece) || !text_cut(piece, '=', &r->name, NULL) || !(r->name = text_trim(r->name)).n)
		return false;
	while (text_field(&rest, ';', &piece)) {
		if (!text_cut(piece, '=', &name, &value)) {
			name = piece;
			value = (struct text){"", 0};
		}
		name = text_trim(name);
		r->secure |= text_is_nocase(name, "secure");
		r->http_only |= text_is_nocase(name, "httponly");
		if (text_is_nocase(name, "samesite"))
			r->same_site = text_trim(value);
	}
	return true;
}

// ---- addresses

static bool host_and_port(struct text t, struct http_url *r)
{
	struct text user, host, port;
	if (text_cut(t, '@', &user, &host))
		t = host;
	if (t.n && t.p[0] == '[')
		return false; // a numeric IPv6 address is no page of a firm
	if (text_cut(t, ':', &host, &port)) {
		int64_t number = 0;
		if (port.n && (!text_int(port, 10, &number) || number < 1 || number > 65535))
			return false;
		r->port = (int)number;
	} else
		host = t;
	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	if (!host.n || host.n >= sizeof r->host)
		return false;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_')
			return false;
		r->host[i] = c;
	}
	r->host[host.n] = 0;
	return true;
}

// Without what stands behind a #, and with spaces and control characters as they travel.
static struct text path_of(struct arena *a, struct text t)
{
	struct buf *b = buf_new(a, 4000);
	if (!t.n || t.p[0] != '/')
		buf_char(b, '/');
	for (size_t i = 0; i < t.n && t.p[i] != '#'; i++)
		if ((unsigned char)t.p[i] <= ' ' || (unsigned char)t.p[i] >= 0x7f)
			buf_printf(b, "%%%02X", (unsigned char)t.p[i]);
		else
			buf_char(b, t.p[i]);
	return (struct text){b->p, b->n};
}

bool http_url_read(struct arena *a, struct text t, const struct http_url *base, struct http_url *ret)
{
	struct http_url r = {.https = base && base->https};
	bool whole = text_starts(t, "//") && base;
	t = text_trim(t);
	for (int i = 0; !whole && i < 2; i++) {
		const char *scheme = i ? "https:" : "http:";
		size_t n = strlen(scheme);
		if (t.n > n + 2 && text_is_nocase((struct text){t.p, n}, scheme) && t.p[n] == '/' && t.p[n + 1] == '/') {
			r.https = i;
			t = text_after(t, n);
			whole = true;
			break;
		}
	}
	if (whole) {
		t = text_after(t, 2);
		size_t n = 0;
		while (n < t.n && t.p[n] != '/' && t.p[n] != '?' && t.p[n] != '#')
			n++;
		if (!host_and_port((struct text){t.p, n}, &r))
			return false;
		r.path = path_of(a, text_after(t, n));
		*ret = r;
		return true;
	}
	if (!base || !t.n)
		return false;
	r = *base;
	size_t slash = base->path.n;
	while (slash && base->path.p[slash - 1] != '/')
		slash--;
	for (size_t i = 0; i < t.n && t.p[i] != '/' && t.p[i] != '?'; i++)
		if (t.p[i] == ':')
			return false; // another kind of address: mailto:, javascript:
	r.path = path_of(a, t.p[0] == '/' ? t : text_of(arena_printf(a, "%.*s%.*s", (int)slash, base->path.p, (int)(t.n < 3000 ? t.n : 3000), t.p)));
	*ret = r;
	return true;
}
