// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a node status of NetBIOS: bounded, no byte outside, names end.
#include "../../src/collect/read/netbios.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct netbios_status s;
	if (!netbios_read((struct text){(const char *)p, n}, &s))
		return 0;
	if (s.n > NETBIOS_NAMES_MAX)
		abort();
	for (size_t i = 0; i < s.n; i++)
		if (strlen(s.name[i].name) > 15)
			abort();
	return 0;
}
