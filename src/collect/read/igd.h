// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Asks a router which holes it opened because a device asked for them (UPnP Internet Gateway Device, WANIPConnection: GetGenericPortMappingEntry).
#ifndef BOLWERK_READ_IGD_H
#define BOLWERK_READ_IGD_H

#include "../../base/buf.h"
#include "../../base/text.h"

struct igd_service {
	const char *type, *control; // urn:schemas-upnp-org:service:WANIPConnection:1 and the path to ask
};

struct igd_map {
	bool tcp, enabled;
	int outside_port, inside_port;
	const char *inside, *what;
	int64_t lasts_s;
};

// The question by which a router is found, sent to it alone.
#define IGD_SEARCH                                                                                                                          \
	"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\n"                                           \
	"ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n"

// Finds the service in a router's description. False when there is none.
bool igd_read_service(struct arena *a, struct text xml, struct igd_service *ret);

// Writes the body of the question for hole number n.
void igd_write(struct buf *b, const char *type, int n);

// Reads the answer. False when it is none (an error: there are no more).
bool igd_read_map(struct arena *a, struct text xml, struct igd_map *ret);

#endif
