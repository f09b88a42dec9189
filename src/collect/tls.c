// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What TLS a server speaks; see tls.h. A connection for each hello: a server says one thing to each.
#include "tls.h"
#include "../base/clock.h"
#include "dial.h"
#include "read/hello.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HELLO_MS 4000 // for one connection
#define WEAK_MAX 70   // hellos that look for weak ciphers

struct look {
	struct arena *a;
	const struct tls_where *where;
	struct tls_seen *seen;
	struct text chain[TLS_CHAIN_MAX]; // as it was sent in the clear
	size_t chain_n;
	uint32_t weak[WEAK_MAX];
	size_t weak_n;
	struct buf *weak_names;
	int64_t until;
	int refused; // connections that were not made, in a row
};

static int64_t soon(const struct look *l)
{
	int64_t until = clock_ms() + HELLO_MS;
	return until < l->until ? until : l->until;
}

// A connection on which TLS may begin; -1 when there is none.
static int open_door(struct look *l)
{
	int64_t until = soon(l);
	if (clock_ms() >= l->until || l->refused > 2) {
		l->seen->cut = true;
		return -1;
	}
	int fd = dial_tcp(l->where->address, l->where->port, until);
	if (fd < 0) {
		l->refused++;
		return -1;
	}
	l->refused = 0;
	l->seen->answered = true;
	enum tls_begun begun = tls_prelude(l->a, fd, l->where->start, until);
	if (begun == TLS_BEGUN) {
		l->seen->started = true;
		return fd;
	}
	l->seen->refused |= begun == TLS_REFUSED;
	l->seen->cut |= clock_ms() >= until;
	close(fd);
	return -1;
}

static void keep_chain(struct look *l, const struct hello_answer *r)
{
	if (l->chain_n || !r->cert_n)
		return;
	l->chain_n = r->cert_n;
	for (size_t i = 0; i < r->cert_n; i++) {
		char *copy = arena_raw(l->a, r->cert[i].n + 1);
		memcpy(copy, r->cert[i].p, r->cert[i].n);
		l->chain[i] = (struct text){copy, r->cert[i].n};
	}
}

// One hello and its answer.
static bool hello(struct look *l, struct hello_ask *ask, struct hello_answer *ret)
{
	uint8_t bytes[HELLO_BYTES_MAX];
	ask->name = l->where->name;
	gnutls_rnd(GNUTLS_RND_NONCE, ask->random, sizeof ask->random);
	size_t n = hello_write(ask, bytes);
	int fd = n ? open_door(l) : -1;
	*ret = (struct hello_answer){.what = HELLO_NOT};
	if (fd < 0)
		return false;
	const bool ssl2 = ask->newest == HELLO_SSL2, want = !l->chain_n && !ask->weak_alone;
	int64_t until = soon(l);
	struct buf *b = buf_new(l->a, HELLO_ANSWER_MAX);
	if (dial_send(fd, bytes, n, until)) {
		do {
			if (dial_more(fd, b, until) <= 0)
				break;
			hello_read(l->a, (struct text){b->p, b->n}, ssl2, want, ret);
		} while (ret->what == HELLO_MORE);
		if (ret->what == HELLO_MORE) // the end came first: what is known by now counts
			hello_read(l->a, (struct text){b->p, b->n}, ssl2, false, ret);
	}
	close(fd);
	keep_chain(l, ret);
	return ret->what == HELLO_TAKEN;
}

static unsigned bit(unsigned version)
{
	switch (version) {
	case HELLO_SSL2: return TLS_SSL2;
	case HELLO_SSL3: return TLS_SSL3;
	case HELLO_TLS10: return TLS_1_0;
	case HELLO_TLS11: return TLS_1_1;
	case HELLO_TLS12: return TLS_1_2;
	case HELLO_TLS13: return TLS_1_3;
	default: return 0;
	}
}

static void add_weak(struct look *l, unsigned version, uint32_t id)
{
	const struct hello_cipher *c = hello_cipher_of(version == HELLO_SSL2 ? hello_ciphers_ssl2 : hello_ciphers, id);
	if (!c || !c->weak)
		return;
	if (version != HELLO_SSL2 && l->weak_n < WEAK_MAX)
		l->weak[l->weak_n++] = id;
	if (l->weak_names->n)
		buf_char(l->weak_names, ' ');
	buf_str(l->weak_names, c->name);
}

// Asks for weak ciphers alone, without those that were found, until the server has no more.
static void weak_of(struct look *l, unsigned version)
{
	struct hello_answer r;
	for (int i = 0; i < WEAK_MAX && l->weak_n < WEAK_MAX; i++) {
		struct hello_ask ask = {.newest = version, .weak_alone = true, .except = l->weak, .except_n = l->weak_n};
		size_t before = l->weak_n;
		if (!hello(l, &ask, &r) || r.version != version)
			return;
		add_weak(l, version, r.cipher);
		if (l->weak_n == before)
			return; // it takes what was not offered
	}
}

static void all_versions(struct look *l)
{
	static const unsigned versions[] = {HELLO_TLS13, HELLO_TLS12, HELLO_TLS11, HELLO_TLS10, HELLO_SSL3, HELLO_SSL2};
	struct hello_answer r;
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		struct hello_ask ask = {.newest = versions[i], .this_alone = true};
		bool taken = hello(l, &ask, &r);
		if (!l->seen->answered || (!l->seen->started && l->where->start != TLS_AT_ONCE))
			return;
		if (taken)
			l->seen->versions |= bit(r.version);
		if (taken && r.version == HELLO_SSL2)
			add_weak(l, HELLO_SSL2, r.cipher);
	}
	for (size_t i = 1; i < sizeof versions / sizeof *versions - 1; i++)
		if (l->seen->versions & bit(versions[i]))
			weak_of(l, versions[i]);
}

// One hello for what is old and one for what is new; the cipher that it takes from a list that begins with the weak ones tells whether it takes those.
static void gently(struct look *l)
{
	struct hello_ask old = {.newest = HELLO_TLS11}, new = {.newest = HELLO_TLS13};
	struct hello_answer r;
	if (hello(l, &new, &r)) {
		l->seen->versions |= bit(r.version);
		add_weak(l, r.version, r.cipher);
	}
	if (!l->seen->answered || !l->seen->started)
		return;
	if (hello(l, &old, &r)) {
		l->seen->versions |= bit(r.version);
		if (!l->weak_n)
			add_weak(l, r.version, r.cipher);
	}
}

bool tls_handshake(gnutls_session_t s, int fd, int64_t until)
{
	int n;
	gnutls_transport_set_int(s, fd);
	gnutls_handshake_set_timeout(s, GNUTLS_INDEFINITE_TIMEOUT);
	do
		n = gnutls_handshake(s);
	while (n < 0 && !gnutls_error_is_fatal(n) && dial_ready(fd, gnutls_record_get_direction(s), until));
	return n == 0;
}

// Servers of TLS 1.3 alone send their certificates encrypted.
static void chain_by_library(struct look *l)
{
	gnutls_session_t s;
	gnutls_certificate_credentials_t c;
	int fd = open_door(l);
	if (fd < 0)
		return;
	if (gnutls_init(&s, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL) == 0) {
		gnutls_certificate_allocate_credentials(&c);
		gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, c);
		gnutls_priority_set_direct(s, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%COMPAT", NULL);
		if (l->where->name)
			gnutls_server_name_set(s, GNUTLS_NAME_DNS, l->where->name, strlen(l->where->name));
		tls_handshake(s, fd, soon(l));
		unsigned count = 0;
		const gnutls_datum_t *sent = gnutls_certificate_get_peers(s, &count);
		struct hello_answer r = {0};
		for (; sent && r.cert_n < count && r.cert_n < HELLO_CERTS_MAX; r.cert_n++)
			r.cert[r.cert_n] = (struct text){(const char *)sent[r.cert_n].data, sent[r.cert_n].size};
		keep_chain(l, &r);
		gnutls_deinit(s);
		gnutls_certificate_free_credentials(c);
	}
	close(fd);
}

const char *tls_versions(struct arena *a, unsigned versions)
{
	static const char *const names[] = {"ssl2", "ssl3", "tls1.0", "tls1.1", "tls1.2", "tls1.3"};
	struct buf *b = buf_new(a, 64);
	for (unsigned i = 0; i < 6; i++)
		if (versions & 1u << i)
			buf_printf(b, "%s%s", b->n ? " " : "", names[i]);
	return b->p;
}

void tls_look(struct arena *a, const struct tls_where *where, struct tls_seen *ret)
{
	struct look l = {.a = a, .where = where, .seen = ret, .until = clock_ms() + where->budget_ms, .weak_names = buf_new(a, 4000)};
	*ret = (struct tls_seen){0};
	if (where->gentle)
		gently(&l);
	else
		all_versions(&l);
	ret->tls = ret->versions != 0;
	if (l.weak_names->n)
		ret->weak = l.weak_names->p;
	if (ret->tls && !l.chain_n && (ret->versions & ~(unsigned)TLS_1_3)) { // a cipher without a certificate was taken before
		struct hello_ask named = {.newest = HELLO_TLS12, .named = true};
		struct hello_answer r;
		hello(&l, &named, &r);
	}
	if (ret->tls && !l.chain_n)
		chain_by_library(&l);
	tls_certificates(a, where, l.chain, l.chain_n, ret);
}
