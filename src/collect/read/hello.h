// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The first words of TLS: writes a ClientHello for any version from SSL 2.0 to TLS 1.3 and reads what a server answers. Nothing is encrypted here and
// no session comes of it: the answer alone tells the version and the cipher that a server would take, and (up to TLS 1.2) its certificates.
// After RFC 6101 (SSL 3.0), 2246, 4346, 5246 (TLS 1.0 to 1.2), 8446 (TLS 1.3) and the Netscape paper of 1995 (SSL 2.0).
#ifndef BOLWERK_HELLO_H
#define BOLWERK_HELLO_H

#include "../../base/text.h"

#include <stdint.h>

#define HELLO_BYTES_MAX 2048        // of a hello
#define HELLO_ANSWER_MAX (160 * 1024) // of an answer that is read
#define HELLO_CERTS_MAX 10

enum { HELLO_SSL2 = 0x0002, HELLO_SSL3 = 0x0300, HELLO_TLS10 = 0x0301, HELLO_TLS11 = 0x0302, HELLO_TLS12 = 0x0303, HELLO_TLS13 = 0x0304 };

// A cipher suite: its number (three bytes for SSL 2.0), OpenSSL's name, and whether it is weak.
struct hello_cipher {
	uint32_t id;
	const char *name;
	bool weak;
};

// Those of SSL 2.0, ended by a NULL name, and those of SSL 3.0 to TLS 1.2. TLS 1.3 has no weak ones; hello_write adds its own.
extern const struct hello_cipher hello_ciphers_ssl2[], hello_ciphers[];

// The entry with that number; NULL when there is none.
const struct hello_cipher *hello_cipher_of(const struct hello_cipher *list, uint32_t id);

struct hello_ask {
	unsigned newest;        // the newest version that is offered, HELLO_…
	bool this_alone;        // TLS 1.3: offer nothing older
	bool weak_alone;        // offer weak ciphers alone
	bool named;             // offer no cipher without a certificate (ADH, AECDH)
	const uint32_t *except; // ciphers that are left out
	size_t except_n;
	const char *name;       // for SNI; NULL or a numeric address: none
	uint8_t random[64];     // bytes of chance
};

// Writes a hello into out (HELLO_BYTES_MAX) and gives its length; 0 when no cipher is left to offer.
size_t hello_write(const struct hello_ask *ask, uint8_t *out);

enum hello_what {
	HELLO_MORE,  // more bytes are needed
	HELLO_TAKEN, // the server takes `version` and `cipher`
	HELLO_ALERT, // it refuses
	HELLO_NOT,   // this is not TLS
};

struct hello_answer {
	enum hello_what what;
	unsigned version;
	uint32_t cipher;
	int alert;                          // its number
	bool certificates;                  // whether they came (or none will)
	struct text cert[HELLO_CERTS_MAX]; // DER, leaf first; they point into the arena or the bytes that were read
	size_t cert_n;
};

// Reads the bytes that came so far. want_certificates: HELLO_MORE until they are there (SSL 3.0 to TLS 1.2).
void hello_read(struct arena *a, struct text bytes, bool ssl2, bool want_certificates, struct hello_answer *ret);

#endif
