// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Messages of DHCP (RFC 2131, 2132) that pass by. Nothing is allocated; the texts lie in the bytes read.
#ifndef BOLWERK_READ_DHCP_H
#define BOLWERK_READ_DHCP_H

#include "../../base/text.h"

enum { DHCP_DISCOVER = 1, DHCP_OFFER = 2, DHCP_REQUEST = 3, DHCP_ACK = 5, DHCP_INFORM = 8 };

struct dhcp_message {
	bool from_server;
	int type;                             // option 53; 0: BOOTP
	unsigned char mac[6];                 // of the client
	unsigned char client[4], yours[4];    // address that it has; that it is given
	unsigned char requested[4], server[4]; // options 50 and 54; 0 when not there
	struct text hostname, vendor, params, client_id; // options 12, 60, 55, 61; empty when not there
};

// Reads what stands in the UDP datagram; false when it is no DHCP of Ethernet or Wi-Fi.
bool dhcp_read(struct text t, struct dhcp_message *ret);

// The list of wanted options as numbers with commas, as it tells systems apart: "1,3,6,15". ret has cap bytes.
const char *dhcp_params(struct text params, char *ret, size_t cap);

#endif
