// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reads what a certificate says of itself (RFC 5280): names, dates, kind of key and signature. It verifies nothing.
#ifndef BOLWERK_PROBE_X509_H
#define BOLWERK_PROBE_X509_H

#include "../../base/text.h"

struct x509 {
	char *subject, *issuer; // the common name, else the organisation, else all parts
	int64_t not_before, not_after;
	bool self_signed;      // subject and issuer are the same
	int key_bits;          // 0: not known
	const char *signature; // sha256, sha1, md5…; NULL: not known
	char *names;           // names and addresses that it is for, parted by spaces; NULL: none
};

// Reads a certificate in DER, or the first one of a PEM file. False when it is none.
bool x509_read(struct arena *a, struct text file, struct x509 *ret);

#endif
