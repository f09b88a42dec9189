// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Base32; see base32.h.
#include "base32.h"

const char *base32_make(struct arena *a, struct text bytes)
{
	static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char *out = arena_alloc(a, bytes.n * 8 / 5 + 2), *p = out;
	unsigned have = 0;
	int bits = 0;
	for (size_t i = 0; i < bytes.n; i++) {
		have = (have << 8 | (unsigned char)bytes.p[i]) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5)
			*p++ = letter[have >> (bits - 5) & 31];
	}
	if (bits)
		*p++ = letter[have << (5 - bits) & 31];
	return out;
}
