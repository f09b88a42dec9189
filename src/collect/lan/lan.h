// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the probes of a look at a network share. A look runs these probes in this order (lan.c):
//
//   discover   finds addresses and what devices tell about themselves; at its end identity.c says which addresses are one device and which device of an
//              earlier look it is: from then on each device has its uid
//   doors tls smb snmp upnp reach   (depth services and more) ask each device
//   login      (depth logins)
//   device     says name, maker and kind from all that was told, and writes the rows lan and lan_device
//
// A probe finds this in probe_run.with. Only discover makes devices. A later probe tells what it learns with lan_trait, lan_hint, lan_fact and lan_way. Traits
// that it adds may show that two devices are one, or that a device is one of an earlier look: the probe `device` looks at them all together (one default
// serial on ten cameras joins nothing), and lan_report then puts the rows that were written before under the uid that stays (of two rows that then have the
// same key the first counts). So:
//   - go through the devices with: for (size_t i = 0; i < run->device_n; i++) if (!run->device[i]->same) …
//   - write rows under lan_device_of(device)->uid.
// Never send anything to an address for which lan_never is true. Nothing here is safe for threads: gather in threads, tell afterwards.
#ifndef BOLWERK_LAN_H
#define BOLWERK_LAN_H

#include "../../base/address.h"
#include "../../probe/probe.h"
#include "../collect.h"

#define LAN_DEVICES_MAX 16384  // devices of one look
#define LAN_ADDRESSES_MAX 32   // addresses that one device keeps
#define LAN_HINTS_MAX 256      // hints that one device keeps
#define LAN_TRAITS_MAX 64      // traits that one device keeps
#define LAN_VALUE_MAX 256      // bytes of one value; longer ones are cut

// Something that a device told, or that was seen of it.
struct lan_said {
	const char *kind, *value;
	struct lan_said *next;
};

// What is said of a device by the source that weighs most.
enum lan_fact { LAN_NAME, LAN_MAKER, LAN_MODEL, LAN_SERIAL, LAN_FIRMWARE, LAN_OS, LAN_OS_VERSION, LAN_FACTS };

struct lan_device {
	const char *uid;           // "d" and 16 hexadecimal digits; set at the end of discover
	struct lan_device *same;   // the device that this one turned out to be; NULL: itself
	struct address address[LAN_ADDRESSES_MAX]; // IPv4 first as they were seen
	size_t address_n;
	size_t answers_for;        // addresses it answered for; more than LAN_ADDRESSES_MAX: it answers for others (proxy ARP), and keeps one address
	unsigned char mac[6];
	bool has_mac, random_mac;
	const char *card_maker;    // see lan_maker_of; "" when not known
	struct lan_said *trait, *hint; // as told, each once
	size_t trait_n, hint_n;
	const char *fact[LAN_FACTS]; // NULL: not known
	int fact_weight[LAN_FACTS];
	const char *ways;          // how it was found, separated by a space
	bool itself, gateway;
	bool speaks;               // it said something from its first address, which is thus its own
	bool fragile;              // it must not be asked more than is needed (printers, old boxes); a probe may set it
	const struct collect_known *known; // the device of an earlier look that it is; NULL: new
	const char *kind;          // set by lan_probe_device; NULL before
	int sure;
	size_t number;             // place in the list
};

// A block of hardware addresses whose maker was asked already.
#define LAN_BLOCKS 64
struct lan_block {
	int64_t prefix;
	const char *maker;
};

struct lan_run {
	const struct lan_ask *ask;
	struct arena *a;
	struct range range;        // what was asked
	const char *network;           // as text, bits behind the prefix cleared
	const char *interface;         // network card
	unsigned card;                 // its number (scope of link-local IPv6)
	struct address own;        // own address there
	struct address own6;       // own link-local IPv6 address; family 0: none
	unsigned char own_mac[6];
	struct address gateway;    // family 0: none known
	struct range *never;       // what is never touched
	size_t never_n;
	struct lan_device **device;
	size_t device_n;
	const char *dhcp;              // addresses of who hands out addresses, separated by a space
	int64_t asked, silent, left_out; // addresses
	int64_t began_ms;              // clock_ms at the start
	bool raw;                      // raw sockets may be used
	bool settled;                  // identity has spoken: each device has its uid
	bool learned;                  // a device got a trait since then
	struct lan_said *given_up;     // uids that were given up after that: kind the old one, value the one that stays
	struct db *catalogue;          // see lan_catalogue
	struct lan_block block[LAN_BLOCKS];
	struct lan_index *index;       // of devices by address and hardware address
	struct lan_find *find;         // what discover alone uses
	struct doors *doors;           // what doors found, and the probes after it go on from (door.h)
};

// Whether an address must not be touched; ask before every packet to it.
bool lan_never(const struct lan_run *run, const struct address *a);

// The device that this one is, joins followed.
struct lan_device *lan_device_of(struct lan_device *d);

// The device with an address or hardware address; NULL when there is none. Joins are followed.
struct lan_device *lan_by_address(struct lan_run *run, const struct address *a);
struct lan_device *lan_by_mac(struct lan_run *run, const unsigned char *mac);

// Makes a device and puts it in the list; NULL when there are too many. For discover and tests alone.
struct lan_device *lan_device_new(struct lan_run *run);

// Gives a device an address, or its hardware address (a shared one is not kept). False when another device has that address already, or there is no room.
bool lan_address_add(struct lan_run *run, struct lan_device *d, const struct address *a);
void lan_address_move(struct lan_run *run, struct lan_device *from, struct lan_device *to, const struct address *a);
void lan_mac_set(struct lan_run *run, struct lan_device *d, const unsigned char *mac);

// Something by which a device is known again. Kinds: mac, address, name, serial, ssh-key, certificate, upnp, mdns, netbios, dhcp-client, smb, snmp. Values are
// kept lower case and trimmed; placeholders ("to be filled by o.e.m.", 00000000…) are dropped. What each is worth: identity.h.
void lan_trait(struct lan_run *run, struct lan_device *d, const char *kind, struct text value);

// Something that says what a device may be. Kinds, as in data/ref/device_hint.csv: oui, mdns-service, mdns-txt, ssdp-server, upnp-device-type, upnp-model,
// netbios-suffix, wsd-type, dhcp-vendor, dhcp-params, port (tcp/631, udp/161), banner, http-title, http-server, snmp-descr, snmp-oid, tls-subject, hostname,
// llmnr, ttl, ssh, smb. Values are kept lower case.
void lan_hint(struct lan_run *run, struct lan_device *d, const char *kind, struct text value);

// Says what a device is called, its maker, model…; the highest weight stays, the first of equals. Weights: 100 a person, 80 asked of the device itself in
// a way made for it (SNMP, UPnP, TXT), 60 names it announces (mDNS, NetBIOS, DHCP), 40 banners and pages, 20 guesses (OUI, reverse names).
void lan_fact(struct lan_run *run, struct lan_device *d, enum lan_fact which, struct text value, int weight);

// Notes how a device was found: arp nd mdns ssdp netbios llmnr wsd dhcp snmp tcp import.
void lan_way(struct lan_run *run, struct lan_device *d, const char *way);

// Says that two devices are one (same SMB GUID, serial, UPnP UUID, …). The one that was known before stays, else the first. False, and nothing happens, when
// both are different devices of an earlier look (a person may have split them) or they contradict each other.
bool lan_same(struct lan_run *run, struct lan_device *x, struct lan_device *y);

// Notes that a uid is given up for another one, after rows may have been written.
void lan_give_up(struct lan_run *run, const char *old, const char *new);

// The value of the first trait of a kind; NULL when it has none.
const char *lan_trait_of(const struct lan_device *d, const char *kind);

// The catalogue (ref_* tables): the one of the ask, or opened at the first call. NULL when that fails.
struct db *lan_catalogue(struct lan_run *run);

// Who made a network card with this hardware address; NULL when not known or made up. Asks the catalogue at the first call.
// lan_maker_of: of the card of a device; asked once.
const char *lan_maker(struct lan_run *run, const unsigned char *mac);
const char *lan_maker_of(struct lan_run *run, struct lan_device *d);

// Milliseconds since the look began.
int64_t lan_ms(const struct lan_run *run);

// The probes of a look.
extern const struct probe lan_probe_discover, lan_probe_device;
extern const struct probe lan_probe_doors, lan_probe_tls, lan_probe_smb, lan_probe_snmp, lan_probe_upnp, lan_probe_reach, lan_probe_login;

#endif
