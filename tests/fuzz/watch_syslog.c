// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as lines of syslog, old and new, and times.
#include "watch.h"

static void target(struct arena *a, struct text t)
{
	fuzz_format("syslog", a, t);
	decode_time(t, INT64_C(1795343400000));
}
