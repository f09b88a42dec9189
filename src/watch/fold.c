// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Folding of letters; see fold.h. The ranges are those of the Unicode Character Database, simple mappings.
#include "fold.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

// Of letters in pairs (large even, small odd, or the other way round).
static unsigned pair(unsigned c)
{
	bool even = (c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) || (c >= 0x14a && c <= 0x177) || (c >= 0x1de && c <= 0x1ef) ||
		(c >= 0x1f8 && c <= 0x21f) || (c >= 0x222 && c <= 0x233) || (c >= 0x3d8 && c <= 0x3ef) || (c >= 0x460 && c <= 0x481) ||
		(c >= 0x48a && c <= 0x4bf) || (c >= 0x4d0 && c <= 0x52f);
	bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e) || (c >= 0x1cd && c <= 0x1dc) || (c >= 0x4c1 && c <= 0x4ce);
	return even ? c | 1 : odd && (c & 1) ? c + 1 : c;
}

// Code points that UTF-8 writes in two bytes.
static unsigned two(unsigned c)
{
	if (c >= 0xc0 && c <= 0xde && c != 0xd7)
		return c + 32;
	if (c >= 0x391 && c <= 0x3ab && c != 0x3a2)
		return c + 32;
	if (c >= 0x410 && c <= 0x42f)
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c + 80;
	if (c >= 0x531 && c <= 0x556)
		return c + 48;
	return c == 0x178                  ? 0xff
		: c == 0x386               ? 0x3ac
		: c >= 0x388 && c <= 0x38a ? c + 37
		: c == 0x38c               ? 0x3cc
		: c == 0x38e || c == 0x38f ? c + 63
					   : pair(c);
}

// Sixteen letters of ASCII at a time, as long as there are no others: how many bytes.
static size_t ascii(struct text t, char *ret)
{
	size_t i = 0;
#ifdef __SSE2__
	const __m128i before = _mm_set1_epi8('A' - 1), behind = _mm_set1_epi8('Z' + 1), bit = _mm_set1_epi8(0x20);
	for (; i + 16 <= t.n; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(t.p + i));
		if (_mm_movemask_epi8(v))
			break;
		__m128i large = _mm_and_si128(_mm_cmpgt_epi8(v, before), _mm_cmplt_epi8(v, behind));
		_mm_storeu_si128((__m128i *)(void *)(ret + i), _mm_or_si128(v, _mm_and_si128(large, bit)));
	}
#endif
	(void)t, (void)ret;
	return i;
}

void fold_to(struct text t, char *ret)
{
	for (size_t i = ascii(t, ret); i < t.n; i++) {
		unsigned char c = (unsigned char)t.p[i], d = i + 1 < t.n ? (unsigned char)t.p[i + 1] : 0,
			      e = i + 2 < t.n ? (unsigned char)t.p[i + 2] : 0;
		if (c >= 0xc3 && c <= 0xd5 && (d & 0xc0) == 0x80) {
			unsigned small = two((c & 0x1fu) << 6 | (d & 0x3fu));
			ret[i] = (char)(0xc0 | small >> 6);
			ret[++i] = (char)(0x80 | (small & 0x3f));
		} else if (c == 0xef && d == 0xbc && e >= 0xa1 && e <= 0xba) { // fullwidth A to Z
			ret[i] = (char)c;
			ret[i + 1] = (char)0xbd;
			ret[i + 2] = (char)(e - 0x20);
			i += 2;
		} else
			ret[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
}

struct text fold_text(struct arena *a, struct text t)
{
	char *p = arena_raw(a, t.n + 1);
	fold_to(t, p);
	p[t.n] = 0;
	return (struct text){p, t.n};
}
