// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// One page; see http.h.
#include "http.h"
#include "../base/clock.h"
#include "dial.h"

#include <string.h>
#include <unistd.h>

struct talk {
	const struct http_ask *ask;
	int fd;
	gnutls_session_t tls; // NULL: in the clear
	gnutls_certificate_credentials_t credentials;
};

static bool start_tls(struct arena *a, struct talk *t, struct tls_seen *ret)
{
	if (gnutls_init(&t->tls, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL) < 0) {
		t->tls = NULL;
		return false;
	}
	gnutls_certificate_allocate_credentials(&t->credentials);
	gnutls_credentials_set(t->tls, GNUTLS_CRD_CERTIFICATE, t->credentials);
	// Pages of old servers are read too: that they are old is said elsewhere.
	gnutls_priority_set_direct(t->tls, "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0:%COMPAT", NULL);
	gnutls_server_name_set(t->tls, GNUTLS_NAME_DNS, t->ask->host, strlen(t->ask->host));
	if (!tls_handshake(t->tls, t->fd, t->ask->until_ms))
		return false;
	unsigned n = 0;
	const gnutls_datum_t *sent = gnutls_certificate_get_peers(t->tls, &n);
	struct text chain[TLS_CHAIN_MAX];
	size_t count = 0;
	for (; sent && count < n && count < TLS_CHAIN_MAX; count++) {
		char *copy = arena_raw(a, sent[count].size + 1);
		memcpy(copy, sent[count].data, sent[count].size);
		chain[count] = (struct text){copy, sent[count].size};
	}
	const struct tls_where where = {.address = t->ask->address, .name = t->ask->host, .ca = t->ask->ca, .now = t->ask->now};
	tls_certificates(a, &where, chain, count, ret);
	return true;
}

static bool send_all(struct talk *t, const char *p, size_t n)
{
	while (t->tls && n) {
		ssize_t did = gnutls_record_send(t->tls, p, n);
		if (did > 0) {
			p += did;
			n -= (size_t)did;
		} else if (gnutls_error_is_fatal((int)did) || !dial_ready(t->fd, gnutls_record_get_direction(t->tls), t->ask->until_ms))
			return false;
	}
	return t->tls || dial_send(t->fd, p, n, t->ask->until_ms);
}

static int more(struct talk *t, struct buf *b)
{
	char part[16384];
	if (!t->tls)
		return dial_more(t->fd, b, t->ask->until_ms);
	for (;;) {
		ssize_t n = gnutls_record_recv(t->tls, part, sizeof part);
		if (n >= 0) {
			buf_add(b, part, (size_t)n);
			return (int)n;
		}
		if (gnutls_error_is_fatal((int)n) || !dial_ready(t->fd, gnutls_record_get_direction(t->tls), t->ask->until_ms))
			return -1;
	}
}

// How many bytes the body has; SIZE_MAX when only the end of the connection tells.
static size_t body_length(const struct http_head *h, bool *ret_chunks)
{
	struct text value;
	int64_t n;
	*ret_chunks = http_head_get(h, "transfer-encoding", &value) && text_is_nocase(value, "chunked");
	if (!*ret_chunks && http_head_get(h, "content-length", &value) && text_int(value, 10, &n) && n >= 0)
		return (size_t)n;
	return h->status == 204 || h->status == 304 ? 0 : SIZE_MAX;
}

static void read_answer(struct arena *a, struct talk *t, struct http_got *r)
{
	struct buf *b = buf_new(a, HTTP_HEAD_MAX + t->ask->body_max + 32768);
	bool chunks = false;
	while (more(t, b) > 0) {
		if (!http_head_read((struct text){b->p, b->n}, &r->head)) {
			r->broken = true;
			return;
		}
		size_t body = b->n - r->head.length;
		if (r->head.length && (body >= t->ask->body_max || body >= body_length(&r->head, &chunks) ||
					      (body_length(&r->head, &chunks) == SIZE_MAX && chunks && body >= 5 && memcmp(b->p + b->n - 5, "0\r\n\r\n", 5) == 0)))
			break;
		if (b->over)
			break;
	}
	if (!b->n || !http_head_read((struct text){b->p, b->n}, &r->head) || !r->head.length) {
		r->broken = b->n > 0;
		return;
	}
	r->answered = true;
	body_length(&r->head, &chunks);
	r->body = text_after((struct text){b->p, b->n}, r->head.length);
	if (chunks)
		r->body = http_unchunk(a, r->body);
	if (r->body.n > t->ask->body_max)
		r->body.n = t->ask->body_max;
}

void http_get(struct arena *a, const struct http_ask *q, struct http_got *r)
{
	struct talk t = {.ask = q};
	*r = (struct http_got){.body = {"", 0}};
	t.fd = dial_tcp(q->address, q->port, q->until_ms);
	if (t.fd < 0)
		return;
	r->connected = !q->https || start_tls(a, &t, &r->tls);
	const char *words = arena_printf(a,
		"GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Mozilla/5.0 (compatible; Bolwerk)\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n", q->path, q->host);
	if (r->connected && send_all(&t, words, strlen(words)))
		read_answer(a, &t, r);
	if (t.tls)
		gnutls_deinit(t.tls);
	if (t.credentials)
		gnutls_certificate_free_credentials(t.credentials);
	close(t.fd);
}
