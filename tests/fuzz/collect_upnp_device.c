// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the description of a UPnP device.
#include "../../src/collect/read/upnp_device.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct upnp_device d;
	upnp_device_read(a, (struct text){(const char *)p, n}, &d);
	arena_free(a);
	return 0;
}
