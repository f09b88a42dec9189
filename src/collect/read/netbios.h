// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The node status of NetBIOS over UDP (RFC 1002, 4.2.17 and 4.2.18): which names a Windows-like computer has. Nothing is allocated.
#ifndef BOLWERK_READ_NETBIOS_H
#define BOLWERK_READ_NETBIOS_H

#include "../../base/text.h"

#define NETBIOS_NAMES_MAX 32
#define NETBIOS_ASK 50 // bytes of the question

struct netbios_name {
	char name[16]; // without spaces at its end
	int suffix;    // 0x00 computer or workgroup, 0x20 file server, 0x1b and 0x1c domain controllers, 0x1d and 0x1e browsers, 0x03 messages
	bool group;
};

struct netbios_status {
	unsigned id;
	struct netbios_name name[NETBIOS_NAMES_MAX];
	size_t n;
	unsigned char mac[6]; // all 0 where the program does not tell (Samba)
};

// The question for a node status; ret has NETBIOS_ASK bytes.
void netbios_ask(unsigned id, unsigned char *ret);

// Reads the answer; false when it is none.
bool netbios_read(struct text t, struct netbios_status *ret);

#endif
