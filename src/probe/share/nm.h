// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Connections of NetworkManager (keyfiles, for the administrator alone), for the probes vpn, wifi and second_line.
#ifndef BOLWERK_PROBE_NM_H
#define BOLWERK_PROBE_NM_H

#include "share.h"

struct nm_connection {
	const char *file;
	struct text text; // the whole keyfile; holds secrets
	struct text id, type, uuid;
	bool automatic;
	struct nm_connection *next;
};

// All connections, in order of folder and name; those that cannot be read are said.
struct nm_connection *nm_connections(struct probe_run *run);

// A value of a section; empty when it is not set.
struct text nm_get(const struct nm_connection *c, const char *section, const char *key);

#endif
