// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The shape of a fuzz target of a format of logs: any bytes as a stream, at once and in pieces, which must give the same; each record is taken apart in memory of its own, and
// every byte of its fields is read.
#ifndef BOLWERK_FUZZ_WATCH_H
#define BOLWERK_FUZZ_WATCH_H

#include "../../src/watch/decode/decode.h"
#include "target.h"

struct fuzz_count {
	int one, bad;
	size_t sum;
};

static inline size_t fuzz_sum(struct text t)
{
	size_t sum = t.n;
	for (size_t i = 0; i < t.n; i++)
		sum = sum * 31 + (unsigned char)t.p[i];
	return sum;
}

static inline size_t fuzz_fields(const struct decoder *d, void *state, struct arena *a, struct text record)
{
	char *copy = malloc(record.n ? record.n : 1);
	struct event e = {.at = -1};
	memcpy(copy, record.p, record.n);
	size_t sum = fuzz_sum(record);
	bool good = d->fields(state, a, (struct text){copy, record.n}, &e);
	if (d->is && d->is(state, (struct text){copy, record.n}) != good)
		abort(); // the quick answer is the very same
	if (good) {
		if (e.at < -1 || e.fields > EVENT_FIELDS || e.cut < 0)
			abort();
		for (int i = 0; i < e.fields; i++)
			sum += fuzz_sum(e.field[i].name) + fuzz_sum(e.field[i].value) + e.field[i].kind;
	}
	free(copy);
	return sum;
}

static inline struct fuzz_count fuzz_stream(const struct decoder *d, struct arena *a, struct text all, size_t piece)
{
	struct fuzz_count c = {0};
	void *state = calloc(1, d->state ? d->state : 1);
	struct text record, rest = {all.p, piece < all.n ? piece : all.n};
	enum decode_said said;
	do {
		size_t before = rest.n;
		said = d->next(state, &rest, rest.p + rest.n == all.p + all.n, &record);
		if (rest.n > before || (said != DECODE_MORE && said != DECODE_END && rest.n == before))
			abort(); // what is said must have been taken
		if (said == DECODE_ONE) {
			c.sum = c.sum * 33 + fuzz_fields(d, state, a, record);
			c.one++;
		}
		c.bad += said == DECODE_BAD;
		size_t more = (size_t)(all.p + all.n - rest.p) - rest.n;
		if (said == DECODE_MORE && !more)
			abort(); // never said at the end
		if (said == DECODE_MORE)
			rest.n += more < piece ? more : piece;
	} while (said != DECODE_END);
	free(state);
	return c;
}

// Aborts when a stream of the format is not the same in pieces of some bytes as at once.
static inline void fuzz_format(const char *name, struct arena *a, struct text t)
{
	const struct decoder *d = decode_named(name);
	if (!d || d->knows(t, text_of("name.csv")) > 100)
		abort();
	decode_choose(t, text_of(""));
	size_t piece = t.n ? (unsigned char)t.p[t.n / 2] % 61 + 1 : 1;
	struct fuzz_count once = fuzz_stream(d, a, t, t.n + 1), parts = fuzz_stream(d, a, t, piece);
	if (once.one != parts.one || once.bad != parts.bad || once.sum != parts.sum)
		abort();
}

#endif
