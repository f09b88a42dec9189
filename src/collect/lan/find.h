// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the parts of discovery share: the sockets on which answers come, and which addresses were asked.
#ifndef BOLWERK_LAN_FIND_H
#define BOLWERK_LAN_FIND_H

#include "lan.h"

#define FIND_SOCKETS 16
#define FIND_TYPES 128     // kinds of mDNS services that are asked for
#define FIND_LOCATIONS 256 // UPnP descriptions that are fetched
#define FIND_LATE 256
#define PROXY_MIN LAN_ADDRESSES_MAX // a hardware address that answers for more addresses answers for others

// A socket and what is done with a datagram on it. take: NULL for one that is handled by itself.
struct find_socket {
	int fd;
	void (*take)(struct lan_run *run, const struct address *from, struct text t);
	void (*ready)(struct lan_run *run, int fd);
};

struct find_location {
	struct lan_device *device;
	struct address address;
	int port;
	const char *path;
};

struct lan_find {
	struct find_socket socket[FIND_SOCKETS];
	size_t socket_n;
	int packet, ask4, ask6, ssdp, wsd; // -1: none
	uint32_t first, count;          // of the IPv4 sweep
	unsigned char *state;           // for each address: FIND_ASK, FIND_SEEN
	const char *type[FIND_TYPES];   // mDNS services that were asked for already
	size_t type_n;
	struct find_location location[FIND_LOCATIONS];
	size_t location_n;
	unsigned id;                    // of our questions
	bool mdns_more;                 // there are kinds that were not asked for yet
	size_t mdns_asked;              // how many of `type` were
	struct find_late {              // who answered for an address that another one had answered for
		struct lan_device *device;
		struct address address;
	} late[FIND_LATE];
	size_t late_n;
};

enum { FIND_ASK = 1, FIND_SEEN = 2 };

// ---- find.c: who speaks

// Adds a socket that find_wait listens on; closes it when there is no room.
void find_listen(struct lan_run *run, int fd, void (*take)(struct lan_run *, const struct address *, struct text), void (*ready)(struct lan_run *, int));

// Handles what comes in until a time (clock_ms); at least what is there already.
void find_wait(struct lan_run *run, int64_t until_ms);

// Whether the look is about an address: in the range, or of this link (IPv6); not one that must not be touched.
bool find_ours(const struct lan_run *run, const struct address *a);

// A hardware address with an address was seen. Gives its device; NULL when it is not ours or there are too many.
struct lan_device *find_seen(struct lan_run *run, const unsigned char *mac, const struct address *a, const char *way);

// The device that speaks from an address; made when there is none. NULL when it is not ours.
struct lan_device *find_speaker(struct lan_run *run, const struct address *from, const char *way);

// After the sweep: who answered for many addresses keeps one, and those who have the others get theirs. Gives the address of the last one who did; NULL: none.
const char *find_proxies(struct lan_run *run);

// ---- sweep.c: ARP, neighbour discovery and DHCP, frame by frame

// Opens the packet socket; false without the right to it.
bool sweep_open(struct lan_run *run);

// Asks every address that is still silent once, at a pace of 32 a millisecond; what comes in meanwhile is handled.
void sweep_round(struct lan_run *run);

// Asks everybody on the link for their IPv6 addresses.
void sweep_ask6(struct lan_run *run);

// Has the system ask for the hardware address of those that spoke from an IPv6 address alone: most are known under another one. False when there are none.
bool sweep_who_is(struct lan_run *run);

// Without raw sockets: has the system ask, by an empty datagram to each address, and looks whom it found.
void sweep_by_system(struct lan_run *run);

// ---- ask.c: the questions to everybody, and to each by name

// Opens the sockets and asks by mDNS, SSDP and WS-Discovery; ask_again asks once more, for what got lost.
void ask_all(struct lan_run *run);
void ask_again(struct lan_run *run);

// Asks mDNS for the kinds of services that were told since.
void ask_more(struct lan_run *run);

// Asks each device that was found for its names: NetBIOS, LLMNR and mDNS backwards, the name server of the gateway.
void ask_names(struct lan_run *run);

// ---- hear.c: what the answers say. Each takes one datagram and who sent it; what makes no sense is passed over. hear_names: LLMNR and DNS.
void hear_mdns(struct lan_run *run, const struct address *from, struct text t);
void hear_names(struct lan_run *run, const struct address *from, struct text t);
void hear_ssdp(struct lan_run *run, const struct address *from, struct text t);
void hear_netbios(struct lan_run *run, const struct address *from, struct text t);
void hear_wsd(struct lan_run *run, const struct address *from, struct text t);
void hear_dhcp(struct lan_run *run, struct text t);

// ---- describe.c

// Fetches the UPnP descriptions that were told of, each from the device that told of it alone, one connection for each device, until a time.
void describe_all(struct lan_run *run, int64_t until_ms);

#endif
