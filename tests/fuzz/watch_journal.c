// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as entries of the journal.
#include "watch.h"

static void target(struct arena *a, struct text t)
{
	fuzz_format("journal", a, t);
}
