// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the answer of a web server: its head, chunks, cookies and addresses.
#include "../../src/collect/read/http_head.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct text rest, name, value;
	struct http_head h;
	struct http_cookie c;
	struct http_url base, u;
	if (http_head_read(t, &h) && h.length) {
		if (h.length > t.n || h.lines.n > t.n || h.status < 100 || h.status > 999)
			abort();
		rest = h.lines;
		while (http_head_next(&rest, &name, &value))
			http_cookie_read(value, &c);
		if (http_unchunk(a, text_after(t, h.length)).n > t.n)
			abort();
		if (http_head_get(&h, "location", &value) && http_url_read(a, text_of("https://a.example/b/c"), NULL, &base) && http_url_read(a, value, &base, &u) && (!u.host[0] || !u.path.n || u.path.p[0] != '/'))
			abort();
	}
	http_url_read(a, t, NULL, &u);
	http_cookie_read(t, &c);
	http_unchunk(a, t);
}
