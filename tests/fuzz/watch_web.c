// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as access logs, and error logs of web servers.
#include "watch.h"

static void target(struct arena *a, struct text t)
{
	fuzz_format("web", a, t);
	fuzz_format("apache", a, t);
	fuzz_format("nginx", a, t);
}
