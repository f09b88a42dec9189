// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as XML of a router: bounded, and no entity is followed.
#include "../../src/collect/read/igd.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct igd_service s;
	struct igd_map m;
	struct buf *b = buf_new(a, 4096);
	if (igd_read_service(a, t, &s)) {
		if (!s.control || strpbrk(s.type, "\"<>&"))
			abort();
		igd_write(b, s.type, 1);
	}
	if (igd_read_map(a, t, &m) && (m.outside_port < 0 || m.outside_port > 65535 || !m.inside))
		abort();
}
