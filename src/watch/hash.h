// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A fast hash of bytes for tables in memory; not for anything that must withstand an enemy: tables are bounded, and bytes are compared.
#ifndef BOLWERK_HASH_H
#define BOLWERK_HASH_H

#include "../base/text.h"

#include <string.h>

static inline uint64_t hash_mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

// The hash of t, going on from h.
static inline uint64_t hash_text(uint64_t h, struct text t)
{
	uint64_t v = 0;
	h = hash_mix(h, t.n);
	for (; t.n >= 8; t.p += 8, t.n -= 8) {
		memcpy(&v, t.p, 8);
		h = hash_mix(h, v);
	}
	v = 0;
	if (t.n)
		memcpy(&v, t.p, t.n);
	return hash_mix(h, v);
}

#endif
