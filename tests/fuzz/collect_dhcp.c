// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a message of DHCP: every text lies inside them.
#include "../../src/collect/read/dhcp.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct dhcp_message m;
	char params[64];
	(void)a;
	if (!dhcp_read(t, &m))
		return;
	const struct text all[] = {m.hostname, m.vendor, m.params, m.client_id};
	for (size_t i = 0; i < 4; i++)
		inside(all[i], t);
	if (strlen(dhcp_params(m.params, params, sizeof params)) >= sizeof params)
		abort();
}
