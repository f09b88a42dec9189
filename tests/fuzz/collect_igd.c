// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as XML of a router: bounded, and no entity is followed.
#include "../../src/collect/read/igd.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	char *copy = malloc(n ? n : 1); // of its own, so that reading past its end is seen
	memcpy(copy, p, n);
	const struct text t = {copy, n};
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
	free(copy);
	arena_free(a);
	return 0;
}
