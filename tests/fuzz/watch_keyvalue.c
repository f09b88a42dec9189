// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as name=value logs, CEF and LEEF.
#include "watch.h"

static void target(struct arena *a, struct text t)
{
	fuzz_format("keyvalue", a, t);
	fuzz_format("cef", a, t);
	fuzz_format("leef", a, t);
}
