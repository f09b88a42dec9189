// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a node status of NetBIOS: bounded, no byte outside, names end.
#include "../../src/collect/read/netbios.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct netbios_status s;
	(void)a;
	if (!netbios_read(t, &s))
		return;
	if (s.n > NETBIOS_NAMES_MAX)
		abort();
	for (size_t i = 0; i < s.n; i++)
		if (strlen(s.name[i].name) > 15)
			abort();
}
