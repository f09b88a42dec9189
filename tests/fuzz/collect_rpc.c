// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as answers about folders of NFS.
#include "../../src/collect/read/rpc.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct rpc_export *list = arena_alloc(a, RPC_EXPORTS_MAX * sizeof *list);
	int port = 0;
	if (rpc_read_port(t, &port) && (port < 1 || port > 65535))
		abort();
	int count = rpc_read_exports(t, list);
	if (count > RPC_EXPORTS_MAX)
		abort();
	for (int i = 0; i < count; i++)
		inside(list[i].folder, t);
}
