// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk-collect: looks at what lies between computers: the network inside (lan/), and the firm as the outside sees it (domain/). The part that
// looks runs in a process of its own, without files and without the database; what it saw comes back as a report (doc/report.md) of a network or a
// domain. It never judges. read/ holds the readers of bytes from the network: they include src/base alone, allocate nothing they do not bound, and
// each has a fuzz target.
#ifndef BOLWERK_COLLECT_H
#define BOLWERK_COLLECT_H

#include "../base/buf.h"
#include "../base/err.h"
#include "../base/text.h"

#include <stdint.h>

// A device that an earlier look knew, with the traits by which it is known again. Merges and splits by hand are in it already: traits of
// a device that was merged into another stand with that other; two traits that were split by hand stand with two devices.
struct collect_trait {
	const char *kind, *value; // mac, address, name, serial, ssh-key, certificate, upnp, mdns, netbios, dhcp-client, smb
};

struct collect_known {
	const char *uid, *name, *kind; // name, kind: as a person told them; NULL when nobody did
	const struct collect_trait *trait;
	size_t trait_n;
};

enum collect_depth {
	COLLECT_DEVICES,  // who is there
	COLLECT_SERVICES, // and which doors they have (full connections, one at a time for each device)
	COLLECT_LOGINS,   // and whether a maker's password still opens them (one trial for each standard account)
};

// What the owner signed for: a network.
struct lan_ask {
	const char *cidr;          // 192.168.1.0/24; at most a /16 (IPv4), or an IPv6 prefix of a link (neighbours alone)
	const char *interface;     // NULL: the one that has the network
	const char *vantage;       // office or guest
	enum collect_depth depth;
	const char *const *never;  // addresses and CIDRs that are never touched, ended by NULL; NULL: none
	const char *const *try_reach; // vantage guest: ADDRESS:PORT of the office that must not answer, ended by NULL
	const char *community;     // SNMP word of the firm's own; NULL: none
	const struct collect_known *known;
	size_t known_n;
	int64_t now;               // epoch seconds
	struct db *catalogue;      // ref_* tables: kinds, makers, ports, standard passwords; NULL: opened when it is needed
	void (*seen)(void *arg, const char *address, const char *mac, const char *maker); // called at the first answer of a device; NULL: none
	void (*progress)(void *arg, const char *probe, int done, int all);
	void *arg; // of seen and progress
};

// Looks at a network and gives the report. False only when nothing could be looked at (no such network here, a CIDR that makes no sense).
bool lan_report(struct arena *a, const struct lan_ask *ask, struct buf **ret, struct err *e);

// What the owner signed for: a domain of the firm's own.
struct domain_ask {
	const char *domain;      // firma.example, as it was typed: checked and made lower case here
	const char *resolver;    // ADDRESS:PORT to ask in place of this computer's; NULL
	const char *anchor;      // text of a trust anchor (DNSKEY or DS in zone form) in place of the root's; NULL
	const char *ca;          // PEM text of certificates to trust in place of the system's; NULL
	bool mail, web;          // false: leave out what the firm does not have there
	bool lookalikes;         // also look for domains that look like it
	const char *const *own;  // other domains of the firm, which do not count as look-alikes; ended by NULL; NULL: none
	int64_t now;
	struct db *catalogue;
	void (*progress)(void *arg, const char *probe, int done, int all);
	void *arg;
};

// Looks at a domain from outside and gives the report. False only when the name is none.
bool domain_report(struct arena *a, const struct domain_ask *ask, struct buf **ret, struct err *e);

// Ports that answer on addresses of the firm, seen from where this runs (which must be outside the firm). The report is of the domain or
// network `of`, source outside-ports.
struct outside_ask {
	const char *of;               // name of the firm's domain
	const char *const *addresses; // ended by NULL, at most 64
	int64_t now;
	struct db *catalogue;
	void (*progress)(void *arg, const char *probe, int done, int all);
	void *arg;
};
bool outside_report(struct arena *a, const struct outside_ask *ask, struct buf **ret, struct err *e);

#endif
