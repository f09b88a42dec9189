// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The first words of remote desktop (X.224 in TPKT, MS-RDPBCGR 2.2.1.1): which ways of logging in a computer takes.
#ifndef BOLWERK_COLLECT_RDP_H
#define BOLWERK_COLLECT_RDP_H

#include "wire.h"

enum rdp_way { RDP_CLASSIC = 0, RDP_TLS = 1, RDP_EARLY = 2 }; // early: the password before a screen (CredSSP, NLA)

struct rdp_answer {
	bool accepted;
	unsigned way;   // enum rdp_way, when accepted
	unsigned fault; // when refused: 1 it wants TLS, 2 TLS not possible, 5 it wants the password first
};

// Writes the request for the ways that are given (bits).
void rdp_write(struct buf *b, unsigned ways);

// Reads the answer. False when it is no remote desktop.
bool rdp_read(struct text t, struct rdp_answer *ret);

#endif
