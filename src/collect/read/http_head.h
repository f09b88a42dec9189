// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The head of an answer of a web server (RFC 9112), its cookies (RFC 6265), and addresses of pages (RFC 3986), as far as a look needs them.
#ifndef BOLWERK_HTTP_HEAD_H
#define BOLWERK_HTTP_HEAD_H

#include "../../base/text.h"

#define HTTP_HEAD_MAX 65536
#define HTTP_HOST_MAX 254

struct http_head {
	int status;
	struct text lines; // the header lines
	size_t length;     // bytes of the whole head; 0: it is not there yet
};

// Reads a head. False when this is no answer of a web server; length 0 when more is needed.
bool http_head_read(struct text bytes, struct http_head *ret);

// Takes the next header line off *rest; false at the end.
bool http_head_next(struct text *rest, struct text *ret_name, struct text *ret_value);

// The value of the first line of that name; false when there is none.
bool http_head_get(const struct http_head *h, const char *name, struct text *ret);

// The body of an answer in chunks, as far as it came, put together.
struct text http_unchunk(struct arena *a, struct text bytes);

struct http_cookie {
	struct text name, same_site; // same_site empty: it does not say
	bool secure, http_only;
};

// Takes a Set-Cookie line apart; false when it has no name.
bool http_cookie_read(struct text value, struct http_cookie *ret);

struct http_url {
	bool https;
	char host[HTTP_HOST_MAX];
	int port; // 0: the usual one
	struct text path; // with what is asked; at least "/"
};

// Takes an address apart; `base` completes one that is not whole (may be NULL). False when it is none of http or https.
bool http_url_read(struct arena *a, struct text url, const struct http_url *base, struct http_url *ret);

#endif
