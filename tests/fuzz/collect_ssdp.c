// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a head of SSDP: every text lies inside them.
#include "../../src/collect/read/ssdp.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void inside(struct text t, struct text all)
{
	if (t.n && (t.p < all.p || t.p + t.n > all.p + all.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const struct text all = {(const char *)p, n};
	struct ssdp_head h;
	struct text host, path;
	int port;
	if (!ssdp_read(all, &h))
		return 0;
	inside(h.server, all);
	inside(h.target, all);
	inside(h.usn, all);
	inside(ssdp_uuid(h.usn), all);
	if (ssdp_location(h.location, &host, &port, &path)) {
		inside(host, all);
		inside(path, all);
		if (port < 1 || port > 65535)
			abort();
	}
	return 0;
}
