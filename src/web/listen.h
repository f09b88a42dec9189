// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where we listen, and by which addresses and names we are found. Plain HTTP on this computer alone; TLS for all others.
#ifndef BOLWERK_LISTEN_H
#define BOLWERK_LISTEN_H

#include "../base/err.h"

#define LISTEN_MAX 2
#define LISTEN_PLAIN 8080 // tried first; the next free one up to 20 further
#define LISTEN_TLS 8443

struct listen_socket {
	int fd;
	bool tls;
};

struct listen_set {
	struct listen_socket socket[LISTEN_MAX];
	int n;
	bool any_tls;
	const char *address[40]; // "https://192.168.1.5:8443", the one of this computer first
	int address_n;
	const char *const *names; // addresses and names for the certificate and the Host header, ended by NULL
};

// Listens. where NULL: plain on 127.0.0.1 and TLS on all addresses. "ADDR:PORT": there alone, plain when it is a loopback address, but not when `tls`. name: our
// name for the outside, or NULL. NULL with a sentence when a port is taken.
struct listen_set *listen_all(struct arena *a, const char *where, const char *name, bool tls, struct err *e);
void listen_close(struct listen_set *l);

#endif
