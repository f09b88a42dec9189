// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the answer of a database or a small device; the first byte says which.
#include "../../src/collect/read/box.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void inside(struct text part, struct text all)
{
	if (part.n && (part.p < all.p || part.n > all.n || part.p + part.n > all.p + all.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	char *copy = malloc(n ? n : 1); // of its own, so that reading past its end is seen
	memcpy(copy, p, n);
	const struct text t = {copy, n};
	static void (*const readers[])(struct text, struct box_answer *) = {box_read_redis, box_read_memcached, box_read_mongodb, box_read_postgres, box_read_mssql,
		NULL, box_read_mqtt, box_read_ipmi};
	struct box_answer r;
	const struct text rest = text_after(t, 1);
	unsigned which = n ? p[0] % 10 : 0;
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
	free(copy);
	arena_free(a);
	return 0;
}
