// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What this computer itself knows of its network: its cards, the way out, and who it has spoken with.
#ifndef BOLWERK_LAN_LINK_H
#define BOLWERK_LAN_LINK_H

#include "lan.h"

// Finds the card that has run->range, and fills interface, card, own, own6, own_mac, gateway. False when this computer has none.
bool link_find(struct lan_run *run, struct err *e);

// Own addresses of IPv6 on that card, at most max.
size_t link_own6(const struct lan_run *run, struct address *ret, size_t max);

// The neighbours that the system knows on that card.
void link_neighbours(struct lan_run *run, void (*take)(struct lan_run *run, const unsigned char *mac, const struct address *a, bool router));

#endif
