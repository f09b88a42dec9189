// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where texts in quotes end, 64 places at a time: which quotes are behind a backslash is told by arithmetic on masks of bits, after Langdale and Lemire, "Parsing gigabytes of JSON per
// second" (2019). For walks that only go forward.
#ifndef BOLWERK_JSON_SCAN_H
#define BOLWERK_JSON_SCAN_H

#include "../../base/text.h"

struct json_scan {
	const char *base, *end;          // base: the first place of the block
	uint64_t quote, back, odd, high; // of its places: a quote that no backslash stands before, a backslash, one behind it that is not \ " n r t, a byte over 127
	uint64_t carry;                  // the first place of the next block stands behind a backslash
	void (*block)(struct json_scan *s);
};

// What stood in a text.
struct json_seen {
	bool back, odd, high;
};

// Begins at the beginning of t.
struct json_scan json_scan_new(struct text t);

// The closing quote of the text that begins at p, behind its first quote; NULL: there is none. p never goes back.
static inline const char *json_closing(struct json_scan *s, const char *p, struct json_seen *ret)
{
	uint64_t back = 0, odd = 0, high = 0;
	for (;;) {
		while (p >= s->base + 64) {
			s->base += 64;
			s->block(s);
		}
		unsigned from = (unsigned)(p - s->base);
		uint64_t quote = s->quote >> from << from, all = ~(uint64_t)0 >> from << from;
		if (quote)
			all &= (quote & -quote) - 1;
		back |= s->back & all;
		odd |= s->odd & all;
		high |= s->high & all;
		if (quote) {
			*ret = (struct json_seen){back != 0, odd != 0, high != 0};
			return s->base + __builtin_ctzll(quote);
		}
		p = s->base + 64;
		if (p >= s->end)
			return NULL;
	}
}

#endif
