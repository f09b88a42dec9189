// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a Windows event log, damaged in any way: what it gives is JSON with fields.
#include "../watch/decode.h"
#include "target.h"

extern const struct decoder decode_evtx;

static void target(struct arena *a, struct text t)
{
	struct fed whole = {0}, pieces = {0};
	(void)a;
	decode_evtx.knows(t, (struct text){"", 0});
	feed(&decode_evtx, t, t.n + 1, &whole);
	feed(&decode_evtx, t, 5000, &pieces);
	if (whole.good != pieces.good || whole.bad != pieces.bad || whole.fields != pieces.fields || whole.skipped)
		abort();
}
