// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a message of DHCP: every text lies inside them.
#include "../../src/collect/read/dhcp.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct dhcp_message m;
	char params[64];
	if (!dhcp_read((struct text){(const char *)p, n}, &m))
		return 0;
	const struct text all[] = {m.hostname, m.vendor, m.params, m.client_id};
	for (size_t i = 0; i < 4; i++)
		if (all[i].n && ((const uint8_t *)all[i].p < p || (const uint8_t *)all[i].p + all[i].n > p + n))
			abort();
	if (strlen(dhcp_params(m.params, params, sizeof params)) >= sizeof params)
		abort();
	return 0;
}
