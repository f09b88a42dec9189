-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a device on the network, however many addresses it has.
-- kind: snapshot
-- about: network
CREATE TABLE lan_device (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- name of the device that stays the same from look to look
  name TEXT, -- name that it gives itself, or that somebody gave it
  kind TEXT NOT NULL, -- what it is, as in ref/device_kind.csv; unknown when it cannot be told
  sure INTEGER NOT NULL, -- how sure the kind is, 0 to 100
  maker TEXT, -- who made it
  model TEXT, -- model, as it says itself
  mac TEXT, -- hardware address, lower case with colons; NULL when not seen
  random_mac INTEGER NOT NULL, -- 1 when the hardware address is made up (phones do that)
  addresses TEXT NOT NULL, -- addresses, separated by a space
  os TEXT, -- system: windows, linux, ios…; as far as seen
  os_version TEXT, -- its version
  firmware TEXT, -- version of its own software
  serial TEXT, -- serial number that it tells everybody
  itself INTEGER NOT NULL, -- 1 when it is the computer that looks
  gateway INTEGER NOT NULL, -- 1 when it is the way out of the network
  ways TEXT NOT NULL, -- (moves) how it was found: arp nd mdns ssdp netbios llmnr wsd dhcp snmp tcp import, separated by a space
  traits TEXT NOT NULL, -- (moves) by what it is known again: JSON, [[kind, value], …]
  PRIMARY KEY (asset, uid, source)
) STRICT;
