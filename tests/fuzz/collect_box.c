// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the answer of a database or a small device; the first byte says which.
#include "../../src/collect/read/box.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	static void (*const readers[])(struct text, struct box_answer *) = {box_read_redis, box_read_memcached, box_read_mongodb, box_read_postgres, box_read_mssql,
		NULL, box_read_mqtt, box_read_ipmi};
	struct box_answer r;
	const struct text rest = text_after(t, 1);
	unsigned which = t.n ? (unsigned char)t.p[0] % 10 : 0;
	if (which == 5) {
		struct text base;
		struct buf *b = buf_new(a, 512);
		box_read_ldap(rest, &r, &base);
		inside(base, t);
		box_write_ldap_below(b, base);
	} else if (which >= 8)
		box_read_vnc(rest, which == 9, &r);
	else
		readers[which](rest, &r);
	if (r.anybody < -1 || r.anybody > 1 || (!r.known && r.anybody == 1))
		abort();
}
