// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as logs of IIS.
#include "watch.h"

static void target(struct arena *a, struct text t)
{
	fuzz_format("w3c", a, t);
}
