// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as answers about folders of NFS.
#include "../../src/collect/read/rpc.h"

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
	struct rpc_export *list = arena_alloc(a, RPC_EXPORTS_MAX * sizeof *list);
	int port = 0;
	if (rpc_read_port(t, &port) && (port < 1 || port > 65535))
		abort();
	int count = rpc_read_exports(t, list);
	if (count > RPC_EXPORTS_MAX)
		abort();
	for (int i = 0; i < count; i++)
		inside(list[i].folder, t);
	free(copy);
	arena_free(a);
	return 0;
}
