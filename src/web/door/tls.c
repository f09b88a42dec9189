// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Our own authority and the certificate that it gives to this server; see tls.h. Keys are EC P-256: every browser knows them, and they are quick.
#include "tls.h"
#include "../../base/buf.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// A key and its certificate, in GnuTLS's form and as PEM.
struct pair {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t cert;
};

static void pair_end(void *arg)
{
	struct pair *p = arg;
	if (p->key)
		gnutls_x509_privkey_deinit(p->key);
	if (p->cert)
		gnutls_x509_crt_deinit(p->cert);
}

static bool failed(int rc, const char *what, struct err *e)
{
	return rc >= 0 || err_set(e, "%s: %s", what, gnutls_strerror(rc));
}

static struct pair *pair_new(struct arena *a, struct err *e)
{
	struct pair *p = arena_alloc(a, sizeof *p);
	arena_defer(a, pair_end, p);
	int rc = gnutls_x509_privkey_init(&p->key);
	rc = rc < 0 ? rc : gnutls_x509_crt_init(&p->cert);
	return failed(rc, "a certificate could not be made", e) ? p : NULL;
}

// Names as the certificate keeps them: sorted, each once, one a line.
static int by_name(const void *x, const void *y)
{
	const char *const *p = x, *const *q = y;
	return strcmp(*p, *q);
}

static const char *sorted(struct arena *a, const char *const *names, size_t *ret_n, const char ***ret)
{
	const char **list = arena_alloc(a, TLS_NAMES * sizeof *list);
	size_t n = 0;
	for (; n < TLS_NAMES && names[n]; n++)
		list[n] = names[n];
	qsort(list, n, sizeof *list, by_name);
	struct buf *b = buf_new(a, TLS_NAMES * 260);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(list[kept - 1], list[i]) != 0) {
			buf_printf(b, "%s\n", list[i]);
			list[kept++] = list[i];
		}
	*ret_n = kept;
	*ret = list;
	return b->p ? b->p : "";
}

// An address, or a DNS name of letters, digits, dots and dashes.
static bool add_name(gnutls_x509_crt_t cert, const char *name, struct err *e)
{
	unsigned char address[16];
	int rc;
	if (inet_pton(AF_INET, name, address) == 1)
		rc = gnutls_x509_crt_set_subject_alt_name(cert, GNUTLS_SAN_IPADDRESS, address, 4, GNUTLS_FSAN_APPEND);
	else if (inet_pton(AF_INET6, name, address) == 1)
		rc = gnutls_x509_crt_set_subject_alt_name(cert, GNUTLS_SAN_IPADDRESS, address, 16, GNUTLS_FSAN_APPEND);
	else {
		size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
		if (!n || name[n] || n > 253)
			return err_set(e, "\"%s\" is neither an address nor a name of a computer", name);
		rc = gnutls_x509_crt_set_subject_alt_name(cert, GNUTLS_SAN_DNSNAME, name, (unsigned)n, GNUTLS_FSAN_APPEND);
	}
	return failed(rc, "a name could not be put in the certificate", e);
}

// What each certificate of ours has: version, number, times, key, key ids. A day of the past is in it, for devices whose clock is behind.
static int fill(struct pair *p, const struct pair *ca, int64_t now, int64_t until)
{
	unsigned char serial[16], id[64];
	size_t n = sizeof id;
	gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
	serial[0] = (serial[0] & 0x7f) | 1; // positive and not zero (RFC 5280, 4.1.2.2)
	int rc = gnutls_x509_crt_set_version(p->cert, 3);
	rc = rc < 0 ? rc : gnutls_x509_crt_set_serial(p->cert, serial, sizeof serial);
	rc = rc < 0 ? rc : gnutls_x509_crt_set_activation_time(p->cert, (time_t)(now - DAY));
	rc = rc < 0 ? rc : gnutls_x509_crt_set_expiration_time(p->cert, (time_t)until);
	rc = rc < 0 ? rc : gnutls_x509_crt_set_key(p->cert, p->key);
	rc = rc < 0 ? rc : gnutls_x509_privkey_get_key_id(p->key, GNUTLS_KEYID_USE_SHA1, id, &n);
	rc = rc < 0 ? rc : gnutls_x509_crt_set_subject_key_id(p->cert, id, n);
	n = sizeof id;
	rc = rc < 0 ? rc : gnutls_x509_privkey_get_key_id(ca->key, GNUTLS_KEYID_USE_SHA1, id, &n);
	return rc < 0 ? rc : gnutls_x509_crt_set_authority_key_id(p->cert, id, n);
}

static int make_key(struct pair *p)
{
	return gnutls_x509_privkey_generate(p->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
}

static int set_name(struct pair *p, const char *name)
{
	int rc = gnutls_x509_crt_set_dn_by_oid(p->cert, GNUTLS_OID_X520_ORGANIZATION_NAME, 0, "Bolwerk", 7);
	return rc < 0 ? rc : gnutls_x509_crt_set_dn_by_oid(p->cert, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
}

static bool make_ca(struct arena *a, struct pair *ca, int64_t now, int64_t until, struct err *e)
{
	// Two firms of one supplier have authorities that can be told apart by name.
	unsigned char mark[4];
	gnutls_rnd(GNUTLS_RND_NONCE, mark, sizeof mark);
	int rc = make_key(ca);
	rc = rc < 0 ? rc : fill(ca, ca, now, until);
	rc = rc < 0 ? rc : set_name(ca, arena_printf(a, "Bolwerk %02X%02X%02X%02X", mark[0], mark[1], mark[2], mark[3]));
	rc = rc < 0 ? rc : gnutls_x509_crt_set_basic_constraints(ca->cert, 1, 0);
	rc = rc < 0 ? rc : gnutls_x509_crt_set_key_usage(ca->cert, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
	rc = rc < 0 ? rc : gnutls_x509_crt_sign2(ca->cert, ca->cert, ca->key, GNUTLS_DIG_SHA256, 0);
	return failed(rc, "our own certificate could not be made", e);
}

static bool make_server(struct pair *p, const struct pair *ca, const char *const *names, size_t n, int64_t now, int64_t until, struct err *e)
{
	int rc = make_key(p);
	rc = rc < 0 ? rc : fill(p, ca, now, until);
	rc = rc < 0 ? rc : set_name(p, "Bolwerk");
	rc = rc < 0 ? rc : gnutls_x509_crt_set_basic_constraints(p->cert, 0, -1);
	rc = rc < 0 ? rc : gnutls_x509_crt_set_key_usage(p->cert, GNUTLS_KEY_DIGITAL_SIGNATURE);
	rc = rc < 0 ? rc : gnutls_x509_crt_set_key_purpose_oid(p->cert, GNUTLS_KP_TLS_WWW_SERVER, 0);
	for (size_t i = 0; rc >= 0 && i < n; i++)
		if (!add_name(p->cert, names[i], e))
			return false;
	rc = rc < 0 ? rc : gnutls_x509_crt_sign2(p->cert, ca->cert, ca->key, GNUTLS_DIG_SHA256, 0);
	return failed(rc, "the certificate of this server could not be made", e);
}

static bool save(struct db *secret, const char *name, struct pair *p, const char *names, int64_t now, int64_t until, struct err *e)
{
	gnutls_datum_t key = {0}, cert = {0};
	int rc = gnutls_x509_privkey_export2(p->key, GNUTLS_X509_FMT_PEM, &key);
	rc = rc < 0 ? rc : gnutls_x509_crt_export2(p->cert, GNUTLS_X509_FMT_PEM, &cert);
	bool good = failed(rc, "a certificate could not be kept", e) &&
		db_do(secret, e, "INSERT OR REPLACE INTO key VALUES(?1,?2,?3,?4,?5,?6)", "sttiis", name, ((struct text){(char *)key.data, key.size}),
			((struct text){(char *)cert.data, cert.size}), now, until, names);
	if (key.data)
		gnutls_memset(key.data, 0, key.size);
	gnutls_free(key.data);
	gnutls_free(cert.data);
	return good;
}

// One row of table key.
struct kept {
	const char *key, *cert, *names;
	int64_t made_at, until_at;
};

static bool kept_find(struct db *secret, struct arena *a, const char *name, struct kept *ret)
{
	struct rows r = db_rows(secret, "SELECT key, cert, names, made_at, until_at FROM key WHERE name=?1", "s", name);
	if (!rows_next(&r, NULL))
		return false;
	*ret = (struct kept){arena_strdup(a, rows_text(&r, 0)), arena_strdup(a, rows_text(&r, 1)), arena_strdup(a, rows_text(&r, 2)), rows_int(&r, 3), rows_int(&r, 4)};
	rows_end(&r);
	return true;
}

static gnutls_datum_t datum(const char *s)
{
	union {
		const char *in;
		unsigned char *out;
	} p = {s}; // GnuTLS reads what it takes without const
	return (gnutls_datum_t){p.out, (unsigned)strlen(s)};
}

static struct pair *load(struct arena *a, const struct kept *k, struct err *e)
{
	struct pair *p = pair_new(a, e);
	if (!p)
		return NULL;
	gnutls_datum_t key = datum(k->key), cert = datum(k->cert);
	int rc = gnutls_x509_privkey_import(p->key, &key, GNUTLS_X509_FMT_PEM);
	rc = rc < 0 ? rc : gnutls_x509_crt_import(p->cert, &cert, GNUTLS_X509_FMT_PEM);
	return failed(rc, "our own certificate is damaged", e) ? p : NULL;
}

// Still good for a while, and not from a future in which the clock was wrong.
static bool current(const struct kept *k, int64_t now)
{
	return k->until_at > now + TLS_RENEW * DAY && k->made_at <= now + DAY;
}

// Inside a transaction: what is missing or old is made.
static bool renew(struct db *secret, struct arena *a, const char *const *list, size_t n, const char *names, int64_t now, struct err *e)
{
	struct kept k = {0};
	struct pair *ca, *server = pair_new(a, e);
	int64_t end = now + TLS_CA_DAYS * DAY;
	if (kept_find(secret, a, "ca", &k) && current(&k, now)) {
		ca = load(a, &k, e);
		end = k.until_at;
		if (!ca)
			return false;
	} else {
		ca = pair_new(a, e);
		if (!ca || !make_ca(a, ca, now, end, e) || !save(secret, "ca", ca, "", now, end, e))
			return false;
	}
	int64_t until = now + TLS_DAYS * DAY < end ? now + TLS_DAYS * DAY : end;
	return server && make_server(server, ca, list, n, now, until, e) && save(secret, "server", server, names, now, until, e);
}

const char *tls_print(struct arena *a, struct gnutls_x509_crt_int *cert)
{
	unsigned char hash[32];
	size_t n = sizeof hash;
	if (gnutls_x509_crt_get_fingerprint(cert, GNUTLS_DIG_SHA256, hash, &n) != 0)
		return "";
	struct buf *b = buf_new(a, 100);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%02X", i && i % 2 == 0 ? " " : "", hash[i]);
	return b->p;
}

static bool show(struct arena *a, const struct kept *ca, const struct kept *server, bool fresh, struct tls *ret, struct err *e)
{
	struct pair *p = load(a, ca, e);
	gnutls_datum_t der = {0};
	if (!p || !failed(gnutls_x509_crt_export2(p->cert, GNUTLS_X509_FMT_DER, &der), "our own certificate is damaged", e))
		return false;
	*ret = (struct tls){.cert = server->cert, .key = server->key, .ca = ca->cert, .print = tls_print(a, p->cert), .until_at = server->until_at, .fresh = fresh};
	ret->ca_der = (struct text){arena_strndup(a, (const char *)der.data, der.size), der.size};
	gnutls_free(der.data);
	return true;
}

static bool complete(struct db *secret, struct arena *a, const char *names, int64_t now, struct kept *ret_ca, struct kept *ret_server)
{
	return kept_find(secret, a, "ca", ret_ca) && current(ret_ca, now) && kept_find(secret, a, "server", ret_server) && current(ret_server, now) &&
		strcmp(ret_server->names, names) == 0;
}

bool tls_own(struct db *secret, struct arena *a, const char *const *names, int64_t now, struct tls *ret, struct err *e)
{
	struct kept ca = {0}, server = {0};
	const char **list;
	size_t n;
	const char *wanted = sorted(a, names, &n, &list);
	if (!n)
		return err_set(e, "a certificate needs a name or an address");
	if (complete(secret, a, wanted, now, &ca, &server))
		return show(a, &ca, &server, false, ret, e);
	if (!db_begin(secret, e))
		return false;
	// Another program may have made it while we waited.
	bool made = !complete(secret, a, wanted, now, &ca, &server);
	if (made && !renew(secret, a, list, n, wanted, now, e)) {
		db_rollback(secret);
		return false;
	}
	if (!db_commit(secret, e))
		return false;
	if (!complete(secret, a, wanted, now, &ca, &server))
		return err_set(e, "the certificate of this server could not be kept");
	return show(a, &ca, &server, made, ret, e);
}
