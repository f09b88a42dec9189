// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the files of this folder keep for a run. Not for probes: those use share.h.
#ifndef BOLWERK_SHARE_INSIDE_H
#define BOLWERK_SHARE_INSIDE_H

#include "share.h"

struct probe_share {
	bool packages_read, processes_read, processes_known;
	struct package *packages;
	size_t package_n;
	const char *packages_code, *packages_what; // what was wrong with a list of packages; NULL: nothing
	struct process *processes;
	size_t process_n;
	struct apt *apt;    // apt.c
	bool sockets_known; // net.c
	struct net_socket *sockets;
	size_t socket_n;
};

#endif
