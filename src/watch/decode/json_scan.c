// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Masks of the bytes of a block; see json_scan.h.
#include "json_scan.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#define WIDE __attribute__((target("avx2")))
#endif

// The block at base, or a copy with blanks behind it when the text ends within it.
static const char *whole(const struct json_scan *s, char last[64])
{
	if (s->end - s->base >= 64)
		return s->base;
	memset(last, ' ', 64);
	if (s->end > s->base)
		memcpy(last, s->base, (size_t)(s->end - s->base));
	return last;
}

// Which places stand behind a backslash that is none itself: those behind an odd number of them.
static inline uint64_t behind(struct json_scan *s, uint64_t back)
{
	const uint64_t even = 0x5555555555555555u;
	uint64_t starts = back & ~s->carry, follows = starts << 1 | s->carry, odd = starts & ~even & ~follows, sum;
	s->carry = __builtin_add_overflow(odd, starts, &sum);
	return (even ^ sum << 1) & follows;
}

static inline uint64_t equal(const char *p, char c)
{
	uint64_t mask = 0;
	for (int i = 0; i < 64; i++)
		mask |= (uint64_t)(p[i] == c) << i;
	return mask;
}

static void plain(struct json_scan *s)
{
	char last[64];
	const char *p = whole(s, last);
	uint64_t quote = equal(p, '"'), after;
	s->back = equal(p, '\\');
	s->high = 0;
	for (int i = 0; i < 64; i++)
		s->high |= (uint64_t)((unsigned char)p[i] > 127) << i;
	after = behind(s, s->back);
	s->odd = after ? after & ~(quote | s->back | equal(p, 'n') | equal(p, 'r') | equal(p, 't')) : 0;
	s->quote = quote & ~after;
}

#ifdef __x86_64__
WIDE static inline uint64_t wide_equal(__m256i v, __m256i w, char c)
{
	const __m256i want = _mm256_set1_epi8(c);
	uint64_t low = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, want)), high = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(w, want));
	return low | high << 32;
}

WIDE static void wide(struct json_scan *s)
{
	char last[64];
	const char *p = whole(s, last);
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p), w = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
	uint64_t quote = wide_equal(v, w, '"');
	s->back = wide_equal(v, w, '\\');
	s->high = (uint64_t)(unsigned)_mm256_movemask_epi8(v) | (uint64_t)(unsigned)_mm256_movemask_epi8(w) << 32;
	s->odd = 0;
	s->quote = quote;
	if (s->back | s->carry) {
		uint64_t after = behind(s, s->back);
		s->odd = after & ~(quote | s->back | wide_equal(v, w, 'n') | wide_equal(v, w, 'r') | wide_equal(v, w, 't'));
		s->quote = quote & ~after;
	}
}
#endif

struct json_scan json_scan_new(struct text t)
{
	struct json_scan s = {.base = t.p, .end = t.p + t.n, .block = plain};
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		s.block = wide;
#endif
	s.block(&s);
	return s;
}
