// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Feeds a decoder as a stream does: in pieces, each in memory of its own size, so that reading past its end is seen. For tests and fuzz targets.
#ifndef BOLWERK_TEST_DECODE_H
#define BOLWERK_TEST_DECODE_H

#include "../../src/watch/decode/decode.h"

#include <stdlib.h>
#include <string.h>

struct fed {
	long good, bad, skipped; // records, what was dropped, records that were none of the format
	long fields, cut;
	size_t longest, held; // the longest record; the most bytes that had to be kept
	long times;           // records with a time
	void (*see)(void *arg, const struct event *e);
	void *arg;
};

// Reads all of t in pieces of `piece` bytes; aborts when a decoder breaks its promise.
static inline void feed(const struct decoder *d, struct text t, size_t piece, struct fed *f)
{
	void *state = calloc(1, d->state ? d->state : 1);
	struct arena *a = arena_new();
	arena_raw(a, 1 << 18);
	struct arena_mark m = arena_mark(a);
	m.used = 0; // all of that chunk again for each record: a chunk that a record opened ends with it
	char *own = NULL;
	size_t have = 0, at = 0;
	for (;;) {
		size_t n = t.n - at < piece ? t.n - at : piece;
		char *more = malloc(have + n + (have + n == 0));
		if (have)
			memcpy(more, own, have);
		if (n)
			memcpy(more + have, t.p + at, n);
		free(own);
		own = more;
		at += n;
		have += n;
		f->held = have > f->held ? have : f->held;
		struct text rest = {own, have}, record = {NULL, 0};
		enum decode_said said;
		while ((said = d->next(state, &rest, at == t.n, &record)) == DECODE_ONE || said == DECODE_BAD) {
			f->bad += said == DECODE_BAD;
			if (said == DECODE_BAD)
				continue;
			struct event e = {.at = -1};
			f->longest = record.n > f->longest ? record.n : f->longest;
			if (record.n > DECODE_RECORD)
				abort();
			if (d->fields(state, a, record, &e)) {
				f->good++;
				if (e.fields > EVENT_FIELDS || !e.raw.p)
					abort();
				f->fields += e.fields;
				f->cut += e.cut;
				f->times += e.at >= 0;
				if (f->see)
					f->see(f->arg, &e);
			} else
				f->skipped++;
			arena_rewind(a, m);
		}
		if ((said == DECODE_END) != (at == t.n) || (at == t.n && rest.n) || rest.n > have)
			abort();
		have = rest.n;
		if (have)
			memmove(own, rest.p, have);
		if (said == DECODE_END)
			break;
	}
	free(own);
	free(state);
	arena_free(a);
}

#endif
