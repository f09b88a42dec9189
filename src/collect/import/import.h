// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Lists of devices that other programs made. ONE FILE = ONE FORMAT: it defines `const struct import_format import_NAME`, whose `read` takes a file apart and
// calls import_host and import_door for what stands in it. Files come from outside: sizes are capped, nothing in them is fetched or expanded.
#ifndef BOLWERK_COLLECT_IMPORT_H
#define BOLWERK_COLLECT_IMPORT_H

#include "../lan/lan.h"

#define IMPORT_BYTES ((size_t)8 << 20)
#define IMPORT_HOSTS 4096
#define IMPORT_DOORS 65536

// A device in a list. Empty texts: not told.
struct import_host {
	struct text address, mac, name, maker, os, client; // client: identifier that it gave to DHCP
	bool down;                                         // the list says that nobody answered there
};

// A door of the host that was told last.
struct import_door {
	const char *proto; // tcp or udp
	int64_t port;
	struct text name, product, version, banner;
	bool tls;
};

struct import;

struct import_format {
	const char *name;
	// Whether the file looks like one of these; looks at its beginning alone.
	bool (*knows)(struct text file);
	// Takes it apart; false with a sentence when it is damaged.
	bool (*read)(struct import *i, struct text file, struct err *e);
};

// For formats: what stands in the file. A host without an address that makes sense is counted as left out.
void import_host(struct import *i, const struct import_host *h);
void import_door(struct import *i, const struct import_door *d);
struct arena *import_arena(struct import *i);

// Reads a file of any of the formats and gives the report of a network (source import). network: its CIDR; NULL: the smallest that holds all that stands
// in the file, /24 or larger. known: devices of earlier looks, as in lan_ask. Refuses what it does not know, what is damaged, and what holds no device.
bool import_report(struct arena *a, struct text file, const struct lan_ask *ask, struct buf **ret, struct err *e);

extern const struct import_format import_nmap, import_leases, import_table, import_csv;

#endif
