// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Sockets that wait for connections (from /proc/net), how far an address reaches, and whether a server program is on. For the probes
// listener, remote_tool, mail, database and others.
#ifndef BOLWERK_PROBE_NET_H
#define BOLWERK_PROBE_NET_H

#include "share.h"

struct net_socket {
	const char *proto; // tcp or udp
	char *address;     // as people write it; 0.0.0.0 or :: for all
	int port;
	const char *reach; // self, lan or any
	int64_t inode;
};

// All listening sockets, sorted, each once; none and *ret_known false where /proc/net is not there. A line that makes no sense is said.
const struct net_socket *net_sockets(struct probe_run *run, size_t *ret_n, bool *ret_known);

// How far an address reaches that stands in settings: "" * 0.0.0.0 :: any, 127.… ::1 localhost and paths self, private ones lan, else any.
const char *net_reach(struct text address);

// The wider of two reaches; NULL is none.
const char *net_wider(const char *x, const char *y);

// How far a port is open now; NULL when nothing waits there or it cannot be seen.
const char *net_port_reach(struct probe_run *run, const char *proto, int port);

// Whether one of the units (parted by spaces) runs or starts by itself, or a program of that name runs (NULL: not asked).
bool net_active(struct probe_run *run, const char *units, const char *program);

// Whether one of the packages (parted by spaces) is installed.
bool net_package(struct probe_run *run, const char *names);

#endif
