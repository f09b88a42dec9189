// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Writes hellos and reads the answers; see hello.h.
#include "hello.h"

#include <string.h>

// ---- writing

struct out {
	uint8_t *p;
	size_t n;
};

static void put(struct out *o, size_t bytes, uint32_t value)
{
	while (bytes && o->n < HELLO_BYTES_MAX)
		o->p[o->n++] = (uint8_t)(value >> (8 * --bytes));
}

static void put_bytes(struct out *o, const void *p, size_t n)
{
	if (n > HELLO_BYTES_MAX - o->n)
		n = HELLO_BYTES_MAX - o->n;
	memcpy(o->p + o->n, p, n);
	o->n += n;
}

// Leaves room for a length; end() fills it in.
static size_t begin(struct out *o, size_t bytes)
{
	put(o, bytes, 0);
	return o->n;
}

static void end(struct out *o, size_t bytes, size_t from)
{
	size_t n = o->n - from;
	for (size_t i = 0; i < bytes; i++)
		o->p[from - 1 - i] = (uint8_t)(n >> (8 * i));
}

static bool offered(const struct hello_ask *ask, const struct hello_cipher *c)
{
	if ((ask->weak_alone && !c->weak) || (ask->named && (strncmp(c->name, "ADH", 3) == 0 || strncmp(c->name, "AECDH", 5) == 0 || strncmp(c->name, "EXP-ADH", 7) == 0)))
		return false;
	for (size_t i = 0; i < ask->except_n; i++)
		if (ask->except[i] == c->id)
			return false;
	return true;
}

// Weak ones stand first: a server that follows the order of who asks shows them.
static int put_ciphers(struct out *o, const struct hello_ask *ask)
{
	const bool ssl2 = ask->newest == HELLO_SSL2, tls13 = ask->newest == HELLO_TLS13;
	int n = 0;
	if (tls13)
		for (uint32_t id = 0x1301; id <= 0x1305; id++, n++)
			put(o, 2, id);
	if (!tls13 || !ask->this_alone)
		for (const struct hello_cipher *c = ssl2 ? hello_ciphers_ssl2 : hello_ciphers; c->name; c++)
			if (offered(ask, c)) {
				put(o, ssl2 ? 3 : 2, c->id);
				n++;
			}
	if (!ssl2)
		put(o, 2, 0x00ff); // renegotiation is understood (RFC 5746): some servers insist
	return n;
}

static size_t ssl2_hello(const struct hello_ask *ask, uint8_t *p)
{
	struct out o = {p, 0};
	size_t record = begin(&o, 2);
	put(&o, 1, 1);
	put(&o, 2, HELLO_SSL2);
	put(&o, 2, 0); // bytes of ciphers, filled in below
	put(&o, 2, 0); // no session
	put(&o, 2, 16);
	size_t from = o.n;
	if (!put_ciphers(&o, ask))
		return 0;
	size_t ciphers = o.n - from;
	p[5] = (uint8_t)(ciphers >> 8);
	p[6] = (uint8_t)ciphers;
	put_bytes(&o, ask->random, 16);
	end(&o, 2, record);
	p[0] |= 0x80;
	return o.n;
}

static bool numeric(const char *name)
{
	return strchr(name, ':') || strspn(name, "0123456789.") == strlen(name);
}

static void put_name(struct out *o, const char *name)
{
	if (!name || numeric(name) || strlen(name) > 253)
		return;
	put(o, 2, 0);
	size_t ext = begin(o, 2), list = begin(o, 2);
	put(o, 1, 0);
	size_t host = begin(o, 2);
	put_bytes(o, name, strlen(name));
	end(o, 2, host);
	end(o, 2, list);
	end(o, 2, ext);
}

static void put_list(struct out *o, uint32_t extension, size_t length_bytes, size_t each, const uint16_t *values, size_t n)
{
	put(o, 2, extension);
	size_t ext = begin(o, 2), list = begin(o, length_bytes);
	for (size_t i = 0; i < n; i++)
		put(o, each, values[i]);
	end(o, length_bytes, list);
	end(o, 2, ext);
}

static void put_extensions(struct out *o, const struct hello_ask *ask)
{
	static const uint16_t groups[] = {0x1d, 0x17, 0x18, 0x19, 0x1e, 0x0e, 0x0d, 0x09, 0x100, 0x101, 0x102}, forms[] = {0, 1, 2};
	static const uint16_t signatures[] = {0x403, 0x503, 0x603, 0x807, 0x808, 0x804, 0x805, 0x806, 0x809, 0x80a, 0x80b, 0x401, 0x501, 0x601, 0x303, 0x301,
		0x302, 0x402, 0x502, 0x602, 0x203, 0x201, 0x202, 0x101};
	static const uint16_t versions[] = {HELLO_TLS13, HELLO_TLS12, HELLO_TLS11, HELLO_TLS10};
	size_t all = begin(o, 2);
	put_name(o, ask->name);
	put_list(o, 10, 2, 2, groups, sizeof groups / sizeof *groups);
	put_list(o, 11, 1, 1, forms, sizeof forms / sizeof *forms);
	if (ask->newest >= HELLO_TLS12)
		put_list(o, 13, 2, 2, signatures, sizeof signatures / sizeof *signatures);
	if (ask->newest >= HELLO_TLS13) {
		put_list(o, 43, 1, 2, versions, ask->this_alone ? 1 : 4);
		put(o, 2, 51); // a share of x25519: any 32 bytes are a public key of it
		put(o, 2, 38);
		put(o, 2, 36);
		put(o, 2, 0x1d);
		put(o, 2, 32);
		put_bytes(o, ask->random + 32, 32);
	}
	end(o, 2, all);
}

size_t hello_write(const struct hello_ask *ask, uint8_t *p)
{
	if (ask->newest == HELLO_SSL2)
		return ssl2_hello(ask, p);
	const unsigned legacy = ask->newest > HELLO_TLS12 ? HELLO_TLS12 : ask->newest;
	struct out o = {p, 0};
	put(&o, 1, 22);
	put(&o, 2, ask->newest == HELLO_SSL3 ? HELLO_SSL3 : HELLO_TLS10);
	size_t record = begin(&o, 2);
	put(&o, 1, 1);
	size_t hello = begin(&o, 3);
	put(&o, 2, legacy);
	put_bytes(&o, ask->random, 32);
	put(&o, 1, 0);
	size_t ciphers = begin(&o, 2);
	if (!put_ciphers(&o, ask))
		return 0;
	end(&o, 2, ciphers);
	put(&o, 2, 0x0100); // no compression
	if (ask->newest > HELLO_SSL3)
		put_extensions(&o, ask);
	end(&o, 3, hello);
	end(&o, 2, record);
	return o.n;
}

// ---- reading

struct in {
	const uint8_t *p;
	size_t n;
	bool bad; // more was taken than there is
};

static uint32_t take(struct in *i, size_t bytes)
{
	uint32_t v = 0;
	if (i->n < bytes) {
		i->bad = true;
		i->n = 0;
		return 0;
	}
	for (size_t k = 0; k < bytes; k++)
		v = v << 8 | i->p[k];
	i->p += bytes;
	i->n -= bytes;
	return v;
}

static struct in take_part(struct in *i, size_t n)
{
	if (i->n < n) {
		i->bad = true;
		n = i->n;
	}
	struct in part = {i->p, n, false};
	i->p += n;
	i->n -= n;
	return part;
}

static void read_ssl2(struct text t, struct hello_answer *r)
{
	struct in i = {(const uint8_t *)t.p, t.n, false};
	if (t.n < 3) {
		r->what = t.n && !((uint8_t)t.p[0] & 0x80) ? HELLO_NOT : HELLO_MORE;
		return;
	}
	uint32_t length = take(&i, 2);
	if (!(length & 0x8000)) {
		r->what = HELLO_NOT;
		return;
	}
	length &= 0x7fff;
	if (i.n < length) {
		r->what = i.p[0] == 4 || i.p[0] == 0 ? HELLO_MORE : HELLO_NOT;
		return;
	}
	struct in body = take_part(&i, length);
	uint32_t type = take(&body, 1);
	if (type == 0) { // an error, by its number
		r->what = HELLO_ALERT;
		r->alert = (int)take(&body, 2);
		return;
	}
	take(&body, 2); // session, form of the certificate
	uint32_t version = take(&body, 2), cert_n = take(&body, 2), cipher_n = take(&body, 2);
	take(&body, 2);
	struct in cert = take_part(&body, cert_n), ciphers = take_part(&body, cipher_n);
	r->what = type == 4 && version == HELLO_SSL2 && !body.bad ? HELLO_TAKEN : HELLO_NOT;
	r->version = HELLO_SSL2;
	r->cipher = take(&ciphers, 3);
	r->certificates = true;
	if (r->what == HELLO_TAKEN && cert.n) {
		r->cert[0] = (struct text){(const char *)cert.p, cert.n};
		r->cert_n = 1;
	}
}

// The version that stands in an extension of TLS 1.3.
static unsigned selected_version(struct in body, unsigned version)
{
	struct in all = body.n ? take_part(&body, take(&body, 2)) : body;
	while (all.n >= 4) {
		uint32_t kind = take(&all, 2);
		struct in one = take_part(&all, take(&all, 2));
		if (kind == 43 && one.n == 2)
			return take(&one, 2);
	}
	return version;
}

static bool server_hello(struct in body, struct hello_answer *r)
{
	r->version = take(&body, 2);
	take_part(&body, 32);
	take_part(&body, take(&body, 1));
	r->cipher = take(&body, 2);
	take(&body, 1);
	if (body.bad || r->version < HELLO_SSL3 || r->version > HELLO_TLS12)
		return false;
	r->version = selected_version(body, r->version);
	return r->version >= HELLO_SSL3 && r->version <= HELLO_TLS13;
}

static void read_certificates(struct in body, struct hello_answer *r)
{
	struct in all = take_part(&body, take(&body, 3));
	while (all.n > 3 && r->cert_n < HELLO_CERTS_MAX) {
		struct in one = take_part(&all, take(&all, 3));
		if (all.bad || !one.n)
			return;
		r->cert[r->cert_n++] = (struct text){(const char *)one.p, one.n};
	}
}

// Puts the handshake messages of all records one behind the other: they may be cut anywhere. Gives false when this is no TLS.
static bool join(struct arena *a, struct text t, struct in *ret, struct hello_answer *r, bool *ret_ended)
{
	struct in i = {(const uint8_t *)t.p, t.n, false};
	uint8_t *all = arena_raw(a, t.n + 1);
	size_t n = 0;
	*ret_ended = false;
	while (i.n >= 5) {
		uint32_t type = take(&i, 1), version = take(&i, 2), length = take(&i, 2);
		if (version >> 8 != 3 || length > 16384 + 2048 || type < 20 || type > 24)
			return false;
		if (type == 21 && i.n >= 2) {
			r->alert = i.p[1];
			*ret_ended = true;
			break;
		}
		if (type != 22) { // what follows is encrypted, or a change of cipher
			*ret_ended = type != 20;
			if (i.n < length || *ret_ended)
				break;
			take_part(&i, length);
			continue;
		}
		struct in part = take_part(&i, length < i.n ? length : i.n);
		memcpy(all + n, part.p, part.n);
		n += part.n;
	}
	*ret = (struct in){all, n, false};
	return true;
}

void hello_read(struct arena *a, struct text t, bool ssl2, bool want, struct hello_answer *r)
{
	struct in all;
	bool ended;
	*r = (struct hello_answer){.what = HELLO_MORE};
	if (t.n > HELLO_ANSWER_MAX)
		t.n = HELLO_ANSWER_MAX;
	if (ssl2 && !(t.n && (t.p[0] == 21 || t.p[0] == 22))) {
		read_ssl2(t, r);
		return;
	}
	if ((t.n && (uint8_t)(t.p[0] - 20) > 4) || !join(a, t, &all, r, &ended)) {
		r->what = HELLO_NOT;
		return;
	}
	bool hello = false;
	while (all.n >= 4) {
		uint32_t type = take(&all, 1), length = take(&all, 3);
		if (all.n < length)
			break;
		struct in body = take_part(&all, length);
		if (!hello && (type != 2 || !server_hello(body, r))) {
			r->what = HELLO_NOT;
			return;
		}
		hello = true;
		if (type == 11)
			read_certificates(body, r);
		r->certificates |= type != 2;
	}
	r->certificates |= hello && r->version == HELLO_TLS13;
	if (hello && (r->certificates || !want || ended))
		r->what = HELLO_TAKEN;
	else if (ended || t.n == HELLO_ANSWER_MAX)
		r->what = r->alert || ended ? HELLO_ALERT : HELLO_NOT;
}
