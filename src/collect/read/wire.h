// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Numbers and pieces of a packet, taken from its front. What runs over the end sets `bad` and gives zeros: a reader asks once, at its end.
#ifndef BOLWERK_COLLECT_WIRE_H
#define BOLWERK_COLLECT_WIRE_H

#include "../../base/buf.h"
#include "../../base/text.h"

#include <stdint.h>

struct wire {
	const unsigned char *p;
	size_t n;
	bool bad;
};

static inline struct wire wire_of(struct text t)
{
	return (struct wire){(const unsigned char *)t.p, t.n, false};
}

// The next n bytes; empty when there are not so many.
static inline struct text wire_take(struct wire *w, size_t n)
{
	if (n > w->n) {
		*w = (struct wire){w->p, 0, true};
		return (struct text){"", 0};
	}
	struct text t = {(const char *)w->p, n};
	w->p += n;
	w->n -= n;
	return t;
}

// A whole number of 1 to 8 bytes, the largest byte first (be) or last (le).
static inline uint64_t wire_be(struct wire *w, int bytes)
{
	struct text t = wire_take(w, (size_t)bytes);
	uint64_t v = 0;
	for (size_t i = 0; i < t.n; i++)
		v = v << 8 | (unsigned char)t.p[i];
	return v;
}

static inline uint64_t wire_le(struct wire *w, int bytes)
{
	struct text t = wire_take(w, (size_t)bytes);
	uint64_t v = 0;
	for (size_t i = t.n; i > 0; i--)
		v = v << 8 | (unsigned char)t.p[i - 1];
	return v;
}

// Writes one.
static inline void wire_put_be(struct buf *b, int bytes, uint64_t v)
{
	while (bytes-- > 0)
		buf_char(b, (char)(v >> (8 * bytes)));
}

static inline void wire_put_le(struct buf *b, int bytes, uint64_t v)
{
	for (int i = 0; i < bytes; i++)
		buf_char(b, (char)(v >> (8 * i)));
}

#endif
