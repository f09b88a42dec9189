// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Finding; see find.h. Places where the first and the last byte fit are compared.
#include "find.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

const char *find_text(struct text t, struct text what)
{
	size_t i = 0;
	if (what.n > t.n)
		return NULL;
	if (what.n <= 1)
		return what.n ? memchr(t.p, what.p[0], t.n) : t.p ? t.p : "";
	size_t places = t.n - what.n + 1;
#ifdef __SSE2__
	const __m128i first = _mm_set1_epi8(what.p[0]), last = _mm_set1_epi8(what.p[what.n - 1]);
	for (; i + 16 <= places; i += 16) {
		__m128i a = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(t.p + i)), first);
		__m128i b = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(t.p + i + what.n - 1)), last);
		for (unsigned any = (unsigned)_mm_movemask_epi8(_mm_and_si128(a, b)); any; any &= any - 1) {
			const char *p = t.p + i + __builtin_ctz(any);
			if (memcmp(p, what.p, what.n) == 0)
				return p;
		}
	}
#endif
	for (; i < places; i++)
		if (t.p[i] == what.p[0] && memcmp(t.p + i, what.p, what.n) == 0)
			return t.p + i;
	return NULL;
}
