// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What TLS a server speaks, for the network inside and for the outside alike. Versions and ciphers are found by hellos of our own (read/hello.h),
// because a good TLS library no longer speaks the bad versions that must be found; certificates and pages by GnuTLS.
#ifndef BOLWERK_COLLECT_TLS_H
#define BOLWERK_COLLECT_TLS_H

#include "../base/err.h"
#include "../base/text.h"

#include <gnutls/gnutls.h>
#include <stdint.h>

#define TLS_CHAIN_MAX 10

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
	bool started;        // it agreed to begin TLS (STARTTLS and the like; always, where TLS begins at once)
	bool tls;            // and TLS
	bool refused;        // it said that it does not begin TLS
	bool cut;            // the time was over before all was asked
	unsigned versions;   // enum tls_version, those it accepts
	const char *weak;    // weak ciphers that it accepts (OpenSSL's names), separated by a space; NULL when none
	const char *subject, *issuer, *names, *signature, *fingerprint; // of its certificate; NULL when none was seen
	int64_t not_before_at, not_after_at;
	int key_bits;
	bool self_signed;
	bool name_fits;      // the certificate is for where.name
	bool trusted;        // the chain ends at a certificate that we trust
	const char *fault;   // code of the first fault of the chain, in this order: expired, not-yet, self-signed, incomplete (the server does not send what lies
	                     // between its certificate and a root), unknown-issuer, wrong-name, weak-signature, short-key; NULL when there is none
	bool chain_weak;     // a certificate of the chain is signed with SHA-1 or MD5
	int chain_n;         // certificates that it sent
	struct text chain[TLS_CHAIN_MAX]; // they, DER, its own first
	struct text leaf;    // its own, DER
	struct text spki;    // the public key of that, DER
};

// Looks at one server. Never fails: what could not be seen is not set. May run in several threads at once, each with an arena of its own.
void tls_look(struct arena *a, const struct tls_where *where, struct tls_seen *ret);

// The part of it that judges certificates: fills the fields from subject to spki of a chain as it was sent (DER, its own certificate first).
void tls_certificates(struct arena *a, const struct tls_where *where, const struct text *chain, size_t n, struct tls_seen *ret);

// What became of asking for TLS. Unclear: no answer in time, or one that says nothing about TLS (a mail server that does not want to hear us at all).
enum tls_begun { TLS_BEGUN, TLS_REFUSED, TLS_UNCLEAR };

// Sends what comes before TLS on a connection that was just made (STARTTLS and the like) and reads the answers. TLS_BEGUN at once where it begins at once.
enum tls_begun tls_prelude(struct arena *a, int fd, enum tls_start start, int64_t until_ms);

// Shakes hands on a connection of dial_tcp; false when it did not work until then.
bool tls_handshake(gnutls_session_t s, int fd, int64_t until_ms);

// The public key of a certificate as DER; empty when it is none.
struct text tls_spki(struct arena *a, struct text certificate);

// The names of the versions in `versions`, separated by a space: ssl2 ssl3 tls1.0 tls1.1 tls1.2 tls1.3.
const char *tls_versions(struct arena *a, unsigned versions);

#endif
