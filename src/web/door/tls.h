// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The certificate of this server: by our own authority (kept in the secret file, installed on each device by a QR and checked by its fingerprint on
// paper), or an outside one whose files a client of ACME keeps fresh. Nothing here opens a socket.
#ifndef BOLWERK_TLS_H
#define BOLWERK_TLS_H

#include "../../base/clock.h"
#include "../../db/db.h"

#define TLS_CA_DAYS 3650
#define TLS_DAYS 397  // browsers take no certificate of more than 398 days (CA/Browser Forum SC31; Apple HT211025)
#define TLS_RENEW 30  // days before the end
#define TLS_NAMES 64  // in one certificate; more are left out

// What tells that a file is another one than before.
struct tls_stamp {
	int64_t inode, size, seconds, nanoseconds;
};

struct tls {
	const char *cert; // PEM, the server's own first; for MHD_OPTION_HTTPS_MEM_CERT
	const char *key;  // PEM; for MHD_OPTION_HTTPS_MEM_KEY
	const char *ca;   // PEM of our own authority; NULL when the certificate is an outside one
	struct text ca_der;
	const char *print; // SHA-256 of our authority (an outside certificate: of that), 16 groups of four hexadecimal digits parted by spaces
	int64_t until_at;  // the server's certificate ends
	bool fresh;        // tls_own made it now
	struct tls_stamp stamp[2]; // of the two files of an outside certificate
};

// Our own certificate for names and addresses ("192.0.2.7", "2001:db8::1", "localhost", "bolwerk.local"; ended by NULL; the order does not matter). Makes
// the authority once, and the certificate when there is none, when it ends within TLS_RENEW days, or when the names are others. Cheap when nothing is to be made,
// so it may be called each hour. Has its own transaction: not inside another one.
bool tls_own(struct db *secret, struct arena *a, const char *const *names, int64_t now, struct tls *ret, struct err *e);

// An outside certificate with its chain, and its key, from two PEM files. They must belong together, be valid now, and (host not NULL) be for that host.
bool tls_outside(struct arena *a, const char *cert_path, const char *key_path, const char *host, int64_t now, struct tls *ret, struct err *e);

// Whether the files are others than those that were read. An ACME client replaces one after the other, so that tls_outside may refuse for a
// moment: keep what there is and ask again later.
bool tls_outside_changed(const struct tls *t, const char *cert_path, const char *key_path);

// The SHA-256 of a certificate (gnutls_x509_crt_t), as `print` of struct tls shows it.
struct gnutls_x509_crt_int;
const char *tls_print(struct arena *a, struct gnutls_x509_crt_int *cert);

#endif
