// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What TLS a server speaks, for the network inside and for the outside alike. Versions and ciphers are found by hellos of our own (read/hello.h),
// because a good TLS library no longer speaks the bad versions that must be found; certificates and pages by GnuTLS.
#ifndef BOLWERK_COLLECT_TLS_H
#define BOLWERK_COLLECT_TLS_H

#include "../base/err.h"
#include "../base/text.h"

// Which protocol is spoken before TLS begins.
enum tls_start { TLS_AT_ONCE, TLS_SMTP, TLS_IMAP, TLS_POP3, TLS_FTP, TLS_RDP };

enum tls_version { TLS_SSL2 = 1, TLS_SSL3 = 2, TLS_1_0 = 4, TLS_1_1 = 8, TLS_1_2 = 16, TLS_1_3 = 32 };

struct tls_where {
	const char *address; // numeric
	int port;
	const char *name;  // for SNI and the certificate; NULL: none
	enum tls_start start;
	const char *ca;    // PEM text of certificates to trust; NULL: the system's
	int64_t now;       // time at which the certificate is judged
	int budget_ms;     // for all of it
	bool gentle;       // one connection at a time, and few of them: one hello for what is old, one for what is new (devices)
};

struct tls_seen {
	bool answered;       // TCP
	bool tls;            // and TLS
	unsigned versions;   // enum tls_version, those it accepts
	const char *weak;    // weak ciphers that it accepts (OpenSSL's names), separated by a space; NULL when none
	const char *subject, *issuer, *names, *signature, *fingerprint; // of its certificate; NULL when none was seen
	int64_t not_before_at, not_after_at;
	int key_bits;
	bool self_signed;
	bool name_fits;      // the certificate is for where.name
	bool trusted;        // the chain ends at a certificate that we trust
	const char *fault;   // code of the first fault of the chain: expired, not-yet, self-signed, unknown-issuer, incomplete, wrong-name, weak-signature, short-key; NULL
	int chain_n;         // certificates that it sent
	struct text leaf;    // the certificate, DER
	struct text spki;    // its public key, DER
};

// Looks at one server. Never fails: what could not be seen is not set.
void tls_look(struct arena *a, const struct tls_where *where, struct tls_seen *ret);

#endif
