// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as lines of logs with a form of their own: times of all kinds, and whom they speak of.
#include "watch.h"

static void target(struct arena *a, struct text t)
{
	fuzz_format("plain", a, t);
}
