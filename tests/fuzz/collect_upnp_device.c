// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the description of a UPnP device.
#include "../../src/collect/read/upnp_device.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct upnp_device d;
	upnp_device_read(a, t, &d);
}
