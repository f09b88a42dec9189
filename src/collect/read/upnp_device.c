// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The description of a UPnP device; see upnp_device.h.
#include "upnp_device.h"
#include "ssdp.h"
#include "xml.h"

#include <string.h>

struct reading {
	struct arena *a;
	struct upnp_device *device;
};

static bool ends(void *arg, const char *const *path, int depth, struct text t)
{
	struct reading *r = arg;
	struct upnp_device *d = r->device;
	const struct {
		const char *name, **to;
	} all[] = {{"deviceType", &d->type}, {"friendlyName", &d->name}, {"manufacturer", &d->maker}, {"modelName", &d->model}, {"modelNumber", &d->model_number},
		{"serialNumber", &d->serial}, {"UDN", &d->uuid}};
	if (depth != 3 || strcmp(path[0], "root") != 0 || strcmp(path[1], "device") != 0 || !t.n)
		return true;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(path[2], all[i].name) == 0 && !*all[i].to)
			*all[i].to = text_dup(r->a, all[i].to == &d->uuid && ssdp_uuid(t).n ? ssdp_uuid(t) : t);
	return true;
}

bool upnp_device_read(struct arena *a, struct text t, struct upnp_device *ret)
{
	*ret = (struct upnp_device){0};
	struct reading r = {a, ret};
	xml_read(t, &(struct xml_walk){NULL, ends, &r, 0, false}, NULL);
	return ret->type || ret->name;
}
