// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Asks a web server for one page: one connection, one GET, no cookies, no compression, no steps to elsewhere. Bounded in bytes and in time.
#ifndef BOLWERK_HTTP_H
#define BOLWERK_HTTP_H

#include "read/http_head.h"
#include "tls.h"

struct http_ask {
	const char *address; // numeric
	int port;
	bool https;
	const char *host, *path;
	const char *ca; // PEM text of certificates to trust; NULL: the system's
	int64_t now;    // time at which the certificate is judged
	size_t body_max;
	int64_t until_ms;
};

struct http_got {
	bool connected;        // TCP (and TLS, where asked)
	bool answered;         // with the head of an answer
	bool broken;           // it answered with something else, or too much
	struct http_head head; // it points into the arena
	struct text body;      // its first body_max bytes
	struct tls_seen tls;   // its certificate, where https
};

// Asks. Never fails: what did not come is not set. What lies behind a wrong certificate is read all the same: `tls.fault` says so.
void http_get(struct arena *a, const struct http_ask *ask, struct http_got *ret);

#endif
