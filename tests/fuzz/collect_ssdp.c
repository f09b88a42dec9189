// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a head of SSDP: every text lies inside them.
#include "../../src/collect/read/ssdp.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct ssdp_head h;
	struct text host, path;
	int port;
	(void)a;
	if (!ssdp_read(t, &h))
		return;
	inside(h.server, t);
	inside(h.target, t);
	inside(h.usn, t);
	inside(ssdp_uuid(h.usn), t);
	if (ssdp_location(h.location, &host, &port, &path)) {
		inside(host, t);
		inside(path, t);
		if (port < 1 || port > 65535)
			abort();
	}
}
