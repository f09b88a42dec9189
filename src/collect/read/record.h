// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Data of DNS records, as it stands in an answer (RFC 1035; CAA RFC 8659; TLSA RFC 6698; RRSIG RFC 4034): bytes in, values out. The library that
// asks has taken the records apart already; what stands inside one is still a stranger's.
#ifndef BOLWERK_RECORD_H
#define BOLWERK_RECORD_H

#include "../../base/text.h"

#include <stdint.h>

enum { RR_A = 1, RR_NS = 2, RR_CNAME = 5, RR_SOA = 6, RR_PTR = 12, RR_MX = 15, RR_TXT = 16, RR_AAAA = 28, RR_DS = 43, RR_RRSIG = 46, RR_DNSKEY = 48, RR_TLSA = 52, RR_CAA = 257 };

#define RECORD_NAME_MAX 1020 // a name as text, each byte at most \DDD

// A name that begins at *at of data, without compression, as text without the last dot ("" is the root); moves *at behind it. False when it is none.
bool record_name(struct text data, size_t *at, char ret[RECORD_NAME_MAX]);

// The pieces of a TXT record as one text.
struct text record_txt(struct arena *a, struct text data);

// The parts of an MX record; false when it is none.
bool record_mx(struct text data, int *ret_preference, char ret_host[RECORD_NAME_MAX]);

// An address as text; data of 4 or 16 bytes.
bool record_address(struct text data, char ret[46]);

struct record_tlsa {
	int usage, selector, matching;
	struct text data;
};

// The parts of a TLSA record; false when it is none.
bool record_tlsa(struct text data, struct record_tlsa *ret);

struct record_caa {
	int flags;
	struct text tag, value;
};

// The parts of a CAA record; false when it is none.
bool record_caa(struct text data, struct record_caa *ret);

// The first end and the algorithms (a bit for each number below 64) of the signatures in the answer section of a whole packet. False when there
// are none; a damaged packet shows what stands before the damage.
bool record_signatures(struct text packet, uint32_t *ret_ends_at, uint64_t *ret_algorithms);

#endif
