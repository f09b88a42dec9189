// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as what a printer says of itself: every piece lies in it.
#include "../../src/collect/read/ipp.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct ipp_answer r;
	(void)a;
	if (ipp_read(t, &r)) {
		inside(r.model, t);
		inside(r.firmware, t);
		inside(r.uuid, t);
		if (r.pin < -1 || r.pin > 1)
			abort();
	}
}
