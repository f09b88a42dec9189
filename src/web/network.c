// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What actions on the network and its devices share; see network.h.
#include "network.h"

#include <unistd.h>

int64_t network_device(struct job *j)
{
	int64_t id = job_int(j, "id");
	const char *name = db_text(j->d, j->a, "SELECT coalesce(name, address, uid) FROM device_now WHERE id=?1", "i", id);
	if (!name) {
		job_refuse(j, NULL, "There is no such device.");
		return 0;
	}
	j->thing = name;
	j->to = arena_printf(j->a, "/network/device/%lld", (long long)id);
	return id;
}

void network_ask_looks(struct job *j)
{
	// Nobody may be listening; what waits stands in the table.
	if (j->ask_fd >= 0 && write(j->ask_fd, "n", 1) != 1)
		return;
}
