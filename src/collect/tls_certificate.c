// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a chain of certificates says and what is wrong with it, judged at a given time; see tls.h. Times are compared here, because the library knows
// no other time than now. Every certificate comes from a stranger: the library takes it apart, and a part that it refuses is not there.
#include "../base/buf.h"
#include "tls.h"

#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 100
#define RSA_LEAST 2048 // CA/Browser Forum Baseline Requirements 6.1.5; ECC from P-256
#define ECC_LEAST 256

struct chain {
	gnutls_x509_crt_t crt[TLS_CHAIN_MAX];
	size_t n;
};

static const char *name_of(struct arena *a, gnutls_x509_crt_t c, int (*get)(gnutls_x509_crt_t, gnutls_datum_t *, unsigned))
{
	gnutls_datum_t d = {NULL, 0};
	if (get(c, &d, 0) < 0)
		return NULL;
	const char *s = arena_strndup(a, (const char *)d.data, d.size < 1000 ? d.size : 1000);
	gnutls_free(d.data);
	return s;
}

// Names and addresses that it is for, separated by a space.
static const char *names_of(struct arena *a, gnutls_x509_crt_t c)
{
	struct buf *b = buf_new(a, 3900);
	char name[512], shown[INET6_ADDRSTRLEN];
	for (unsigned i = 0; i < NAMES_MAX; i++) {
		size_t n = sizeof name - 1;
		int kind = gnutls_x509_crt_get_subject_alt_name(c, i, name, &n, NULL);
		if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			break;
		if (kind == GNUTLS_SAN_IPADDRESS && (n == 4 || n == 16) && inet_ntop(n == 4 ? AF_INET : AF_INET6, name, shown, sizeof shown))
			buf_printf(b, "%s%s", b->n ? " " : "", shown);
		else if (kind == GNUTLS_SAN_DNSNAME && !memchr(name, 0, n) && !memchr(name, ' ', n))
			buf_printf(b, "%s%.*s", b->n ? " " : "", (int)n, name);
	}
	return b->n ? b->p : NULL;
}

static const char *signature_of(gnutls_x509_crt_t c)
{
	int sign = gnutls_x509_crt_get_signature_algorithm(c);
	gnutls_digest_algorithm_t digest = sign < 0 ? GNUTLS_DIG_UNKNOWN : gnutls_sign_get_hash_algorithm((gnutls_sign_algorithm_t)sign);
	switch (digest) {
	case GNUTLS_DIG_MD2: return "md2";
	case GNUTLS_DIG_MD5: return "md5";
	case GNUTLS_DIG_SHA1: return "sha1";
	case GNUTLS_DIG_SHA224: return "sha224";
	case GNUTLS_DIG_SHA256: return "sha256";
	case GNUTLS_DIG_SHA384: return "sha384";
	case GNUTLS_DIG_SHA512: return "sha512";
	default: return sign == GNUTLS_SIGN_EDDSA_ED25519 ? "ed25519" : sign == GNUTLS_SIGN_EDDSA_ED448 ? "ed448" : NULL;
	}
}

static struct text spki_of(struct arena *a, gnutls_x509_crt_t c)
{
	gnutls_pubkey_t key;
	gnutls_datum_t d = {NULL, 0};
	struct text t = {"", 0};
	if (gnutls_pubkey_init(&key) < 0)
		return t;
	if (gnutls_pubkey_import_x509(key, c, 0) == 0 && gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &d) == 0) {
		char *copy = arena_raw(a, d.size + 1);
		memcpy(copy, d.data, d.size);
		t = (struct text){copy, d.size};
		gnutls_free(d.data);
	}
	gnutls_pubkey_deinit(key);
	return t;
}

static bool import(struct text der, gnutls_x509_crt_t *ret)
{
	gnutls_datum_t d = {(unsigned char *)(uintptr_t)der.p, (unsigned)der.n};
	if (gnutls_x509_crt_init(ret) < 0)
		return false;
	if (gnutls_x509_crt_import(*ret, &d, GNUTLS_X509_FMT_DER) == 0)
		return true;
	gnutls_x509_crt_deinit(*ret);
	return false;
}

struct text tls_spki(struct arena *a, struct text certificate)
{
	gnutls_x509_crt_t c;
	if (!import(certificate, &c))
		return (struct text){"", 0};
	struct text t = spki_of(a, c);
	gnutls_x509_crt_deinit(c);
	return t;
}

static void facts(struct arena *a, gnutls_x509_crt_t leaf, struct tls_seen *r)
{
	static const char hex[] = "0123456789abcdef";
	unsigned bits = 0;
	unsigned char print[32];
	size_t n = sizeof print;
	r->subject = name_of(a, leaf, gnutls_x509_crt_get_dn3);
	r->issuer = name_of(a, leaf, gnutls_x509_crt_get_issuer_dn3);
	r->names = names_of(a, leaf);
	r->signature = signature_of(leaf);
	r->not_before_at = gnutls_x509_crt_get_activation_time(leaf);
	r->not_after_at = gnutls_x509_crt_get_expiration_time(leaf);
	r->self_signed = gnutls_x509_crt_check_issuer(leaf, leaf) != 0;
	if (gnutls_x509_crt_get_pk_algorithm(leaf, &bits) >= 0)
		r->key_bits = (int)bits;
	if (gnutls_x509_crt_get_fingerprint(leaf, GNUTLS_DIG_SHA256, print, &n) == 0) {
		char *s = arena_alloc(a, 65);
		for (size_t i = 0; i < 32; i++) {
			s[2 * i] = hex[print[i] >> 4];
			s[2 * i + 1] = hex[print[i] & 15];
		}
		r->fingerprint = s;
	}
	r->spki = spki_of(a, leaf);
}

static bool fits(gnutls_x509_crt_t leaf, const char *name)
{
	return name && gnutls_x509_crt_check_hostname(leaf, name) != 0;
}

// Whether the chain ends at a certificate that is trusted, whatever the time; and whether what is missing seems to be a link between.
static bool trusted(const struct tls_where *w, struct chain *c, bool *ret_incomplete)
{
	gnutls_x509_trust_list_t list;
	unsigned status = ~0u;
	if (gnutls_x509_trust_list_init(&list, 0) < 0)
		return false;
	if (w->ca) {
		gnutls_datum_t pem = {(unsigned char *)(uintptr_t)w->ca, (unsigned)strlen(w->ca)};
		gnutls_x509_trust_list_add_trust_mem(list, &pem, NULL, GNUTLS_X509_FMT_PEM, 0, 0);
	} else
		gnutls_x509_trust_list_add_system_trust(list, 0, 0);
	// Weak signatures and times are looked at on their own, so that a chain is not called unknown for them.
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN;
	bool good = gnutls_x509_trust_list_verify_crt(list, c->crt, (unsigned)c->n, flags, &status, NULL) == 0 && status == 0;
	gnutls_x509_crt_t last = c->crt[c->n - 1], issuer = NULL;
	gnutls_datum_t url = {NULL, 0};
	*ret_incomplete = !good && !gnutls_x509_crt_check_issuer(last, last) && gnutls_x509_trust_list_get_issuer(list, last, &issuer, GNUTLS_TL_GET_COPY) < 0 &&
			  gnutls_x509_crt_get_authority_info_access(last, 0, GNUTLS_IA_CAISSUERS_URI, &url, NULL) >= 0;
	if (issuer)
		gnutls_x509_crt_deinit(issuer);
	gnutls_free(url.data);
	gnutls_x509_trust_list_deinit(list, 1);
	return good;
}

// A root's own signature proves nothing and is not looked at.
static bool weak_link(gnutls_x509_crt_t c)
{
	const char *s = signature_of(c);
	return !gnutls_x509_crt_check_issuer(c, c) && s && (strcmp(s, "sha1") == 0 || s[0] == 'm');
}

static bool short_key(gnutls_x509_crt_t c)
{
	unsigned bits = 0;
	int kind = gnutls_x509_crt_get_pk_algorithm(c, &bits);
	if (kind == GNUTLS_PK_ECDSA)
		return bits < ECC_LEAST;
	return (kind == GNUTLS_PK_RSA || kind == GNUTLS_PK_RSA_PSS || kind == GNUTLS_PK_DSA) && bits < RSA_LEAST;
}

static const char *fault_of(const struct tls_where *w, struct chain *c, struct tls_seen *r)
{
	bool expired = false, early = false, incomplete = false, brief = false;
	for (size_t i = 0; i < c->n; i++) {
		if (i && gnutls_x509_crt_check_issuer(c->crt[i], c->crt[i]))
			continue; // a root that need not be sent
		expired |= gnutls_x509_crt_get_expiration_time(c->crt[i]) < w->now;
		early |= gnutls_x509_crt_get_activation_time(c->crt[i]) > w->now;
		r->chain_weak |= weak_link(c->crt[i]);
		brief |= short_key(c->crt[i]);
	}
	const char *digest = r->signature;
	r->chain_weak |= digest && (strcmp(digest, "sha1") == 0 || digest[0] == 'm');
	r->trusted = trusted(w, c, &incomplete);
	r->name_fits = fits(c->crt[0], w->name ? w->name : w->address);
	return expired ? "expired" : early ? "not-yet" : !r->trusted && r->self_signed ? "self-signed" : incomplete ? "incomplete" : !r->trusted ? "unknown-issuer" :
	       !r->name_fits ? "wrong-name" : r->chain_weak ? "weak-signature" : brief ? "short-key" : NULL;
}

void tls_certificates(struct arena *a, const struct tls_where *where, const struct text *chain, size_t n, struct tls_seen *r)
{
	struct chain c = {.n = 0};
	for (size_t i = 0; i < n && i < TLS_CHAIN_MAX; i++) {
		r->chain[r->chain_n++] = chain[i];
		if (import(chain[i], &c.crt[c.n]))
			c.n++;
		else if (i == 0)
			return;
	}
	if (!c.n)
		return;
	r->leaf = chain[0];
	facts(a, c.crt[0], r);
	r->fault = fault_of(where, &c, r);
	for (size_t i = 0; i < c.n; i++)
		gnutls_x509_crt_deinit(c.crt[i]);
}
