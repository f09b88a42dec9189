// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which addresses are one device, and which device of an earlier look it is. Works on what was gathered alone: nothing is asked of anybody.
//
// What a trait is worth:
//   own     mac                           one network card. A made-up one too, as long as its device keeps it
//   strong  serial upnp smb snmp          a number that was given to one device: joins two hardware addresses, unless more than MANY of a look have it
//           (then it is a default that its maker forgot to change)
//   fair    mdns netbios dhcp-client ssh-key certificate name   a name, or a key that a maker may have put in each of its boxes: recognises a device of
//           an earlier look whose hardware address is made up or unknown, when nobody else has it
//   weak    address                       recognises only where no hardware address was seen
#ifndef BOLWERK_LAN_IDENTITY_H
#define BOLWERK_LAN_IDENTITY_H

#include "lan.h"

enum identity_worth { IDENTITY_NOTHING, IDENTITY_WEAK, IDENTITY_FAIR, IDENTITY_STRONG, IDENTITY_OWN };

// What a kind of trait is worth.
enum identity_worth identity_worth(const char *kind);

// Whether a value (small letters, trimmed) is a placeholder and says nothing: "to be filled by o.e.m.", one letter repeated, localhost…
bool identity_placeholder(const char *kind, const char *value);

// Whether two devices may be one: not two known ones, not this computer and another, not two with different serials.
bool identity_may_join(const struct lan_device *x, const struct lan_device *y);

// Joins what is one device, recognises those of earlier looks, and gives each its uid. May be called again when more was learned: a uid that changes
// then is noted by lan_give_up.
void identity_settle(struct lan_run *run);

#endif
