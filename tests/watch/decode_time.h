// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Stands in for decode_time where the real one is not linked: ISO 8601 without its fraction, and milliseconds.
#include "../../src/base/clock.h"
#include "../../src/watch/decode/decode.h"

__attribute__((weak)) int64_t decode_time(struct text t, int64_t now)
{
	int64_t at;
	(void)now;
	if (t.n == 13 && text_int(t, 10, &at))
		return at;
	t.n = t.n > 19 ? 19 : t.n;
	return clock_read_iso(t, &at) ? at * 1000 : -1;
}
