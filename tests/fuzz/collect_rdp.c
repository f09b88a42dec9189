// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the first answer of remote desktop.
#include "../../src/collect/read/rdp.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct rdp_answer r;
	(void)a;
	if (rdp_read(t, &r) && r.accepted && r.fault)
		abort();
}
