// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The description that a UPnP device gives of itself (UPnP Device Architecture, 2.3), found where its SSDP answer says.
#ifndef BOLWERK_READ_UPNP_DEVICE_H
#define BOLWERK_READ_UPNP_DEVICE_H

#include "../../base/text.h"

struct upnp_device { // of the outermost device; NULL when not told
	const char *type, *name, *maker, *model, *model_number, *serial, *uuid;
};

// Reads the description; false when it names no device. What was read lives in the arena.
bool upnp_device_read(struct arena *a, struct text t, struct upnp_device *ret);

#endif
