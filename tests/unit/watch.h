// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What tests of the log engine share.
#ifndef BOLWERK_TEST_WATCH_H
#define BOLWERK_TEST_WATCH_H

#include "../../src/base/buf.h"
#include "../../src/watch/decode/decode.h"

#include <stdlib.h>

// A stream that lies whole in memory: every record as the decoder takes it off, in pieces of `piece` bytes (0: all at once); what is left of one goes before the next.
struct watch_stream {
	int parsed, skipped, dropped;
	size_t bytes; // of the records
};

__attribute__((unused)) static struct watch_stream watch_read(const struct decoder *d, struct text all, size_t piece, void (*each)(void *arg, const struct event *e), void *arg)
{
	struct watch_stream s = {0};
	struct arena *a = arena_new();
	void *state = calloc(1, d->state ? d->state : 1);
	struct text record, rest = {all.p, piece && piece < all.n ? piece : all.n};
	enum decode_said said;
	do {
		bool last = rest.p + rest.n == all.p + all.n;
		said = d->next(state, &rest, last, &record);
		if (said == DECODE_ONE) {
			struct arena_mark m = arena_mark(a);
			struct event e = {.at = -1};
			bool good = d->fields(state, a, record, &e);
			s.parsed += good;
			s.skipped += !good;
			s.bytes += record.n;
			if (good && each)
				each(arg, &e);
			arena_rewind(a, m);
		} else if (said == DECODE_MORE) {
			size_t more = (size_t)(all.p + all.n - rest.p) - rest.n;
			rest.n += more < piece ? more : piece;
		}
		s.dropped += said == DECODE_BAD;
	} while (said != DECODE_END);
	free(state);
	arena_free(a);
	return s;
}

#endif
