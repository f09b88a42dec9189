// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// An SPF record taken apart, and its macros put together (RFC 7208, sections 4.6.1, 5, 6, 7 and 12). Nothing is asked here; spf_check.h asks.
#ifndef BOLWERK_SPF_H
#define BOLWERK_SPF_H

#include "../../base/text.h"

#include <stdint.h>

#define SPF_TERMS_MAX 500
#define SPF_TEXT_MAX 4096 // bytes that a macro string may grow to

enum spf_kind { SPF_ALL, SPF_INCLUDE, SPF_A, SPF_MX, SPF_PTR, SPF_IP4, SPF_IP6, SPF_EXISTS };

struct spf_term {
	char qualifier; // + - ~ ?
	enum spf_kind kind;
	struct text domain; // with its macros; empty: the domain itself
	int prefix4, prefix6;
	uint8_t address[16]; // of ip4 and ip6
	struct text whole;   // as it stands there
};

struct spf_record {
	struct spf_term *term;
	size_t n;
	struct text redirect, exp; // empty: none
};

// Whether a TXT record is an SPF record ("v=spf1" and nothing or a space behind it).
bool spf_is(struct text txt);

// Takes a record apart. False when its syntax is wrong; then ret_at is the term that is.
bool spf_read(struct arena *a, struct text txt, struct spf_record *ret, struct text *ret_at);

// What the letters of macros stand for.
struct spf_values {
	struct text sender, local, sender_domain, domain, address, address_dotted, version, helo, validated, receiver;
	int64_t now;
};

// Puts a macro string together. in_exp: the letters c, r and t are allowed (the text of an explanation). False when its syntax is wrong or it grows too long.
bool spf_expand(struct arena *a, const struct spf_values *v, struct text spec, bool in_exp, struct text *ret);

// Whether a macro string uses a letter (p is dear: it must be looked up).
bool spf_uses(struct text spec, char letter);

#endif
