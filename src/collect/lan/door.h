// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The doors that were found on devices, and what was heard there: doors.c finds them, and the probes after it go on from here.
#ifndef BOLWERK_LAN_DOOR_H
#define BOLWERK_LAN_DOOR_H

#include "../tls.h"
#include "gentle.h"
#include "lan.h"

// A port of the list (data/ref/lan_port.csv).
struct port {
	int port;
	bool udp;
	const char *name, *talk;
};

// Something offered without a password, or not: a folder of NFS or FTP.
struct door_share {
	const char *kind, *name;
	int anybody; // 1, 0, -1
	struct door_share *next;
};

struct door {
	const struct port *port;
	struct address address;
	const char *name, *product, *version, *banner, *title, *detail; // NULL: not known
	bool tls;                                      // speaks TLS at once
	int starttls, login_page, clear_login, anybody, early_login; // 1, 0, -1: see data/fact/lan_service.sql
	enum tls_start start;                          // how TLS begins there, when tls or starttls
	bool basic, digest;                            // its page asks for a password in one of these ways
	const char *realm, *path;                      // and where
	struct door_share *share;
	struct door *next;
};

// What a talk learned about the device, to be told when all talks are over (lan_trait, lan_hint, lan_fact).
struct door_told {
	enum { TOLD_TRAIT, TOLD_HINT, TOLD_FACT } what;
	const char *kind, *value;
	enum lan_fact fact;
	int weight;
	struct door_told *next;
};

// What a printer says of itself (IPP).
struct door_printer {
	const char *model, *firmware;
	int pin;
};

// A device that is asked, by one thread at a time.
struct asked {
	struct lan_device *device;
	struct lan_run *run;
	struct arena *a; // of its thread
	struct door *door, **door_end;
	struct door_told *told, **told_end;
	struct door_printer *printer;
	bool gave_up; // it stopped answering on the way
	bool over;    // its time was over before all was asked
};

// The devices that may be asked: not itself, not what joined another, at least one address that may be touched; from the guest network the way out alone.
// Made by the first who asks, and kept in run->doors.
struct asked *asked_all(struct lan_run *run, size_t *ret_n);

// The ports of the list, and whether a port is on it as one that must not be connected to.
struct doors {
	struct port *port;
	size_t port_n;
	const int *never;
	size_t never_n;
	struct asked *asked;
	size_t asked_n;
};
bool port_never(const struct lan_run *run, int port);

// Whether the look is from the network for guests.
bool asked_guest(const struct lan_run *run);

// The addresses of a device that may be asked: at most four, IPv4 first; link-local IPv6 only when there is no other.
size_t asked_addresses(const struct asked *d, struct address ret[4]);

// Notes what was learned, inside a thread; asked_tell tells it all, after the threads. Two devices that turn out to be one by it are one from then on.
void asked_trait(struct asked *d, const char *kind, struct text value);
void asked_hint(struct asked *d, const char *kind, struct text value);
void asked_fact(struct asked *d, enum lan_fact fact, struct text value, int weight);
void asked_tell(struct asked *all, size_t n);

// Which device a row is about, after joins.
const char *asked_uid(const struct asked *d);

#endif
