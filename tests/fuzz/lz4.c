// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a frame: bounded, no byte outside; and what is packed comes out as it went in.
#include "../../src/base/lz4.h"
#include "target.h"

static bool take(void *arg, struct text piece)
{
	size_t *sum = arg;
	for (size_t i = 0; i < piece.n; i++)
		*sum += (unsigned char)piece.p[i];
	return true;
}

static void target(struct arena *a, struct text t)
{
	struct err e;
	size_t sum = 0;
	lz4_read_frame(a, t, 1 << 22, take, &sum, &e);
	struct text packed = lz4_pack_block(a, t);
	char *out = arena_raw(a, t.n + 1);
	if (!lz4_read_block(packed, out, t.n, &e) || (t.n && memcmp(out, t.p, t.n) != 0))
		abort();
}
