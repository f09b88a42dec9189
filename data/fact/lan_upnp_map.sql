-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a hole that the router opens because a device asked for it (UPnP).
-- kind: snapshot
-- about: network
CREATE TABLE lan_upnp_map (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid of the router
  proto TEXT NOT NULL, -- tcp or udp
  outside_port INTEGER NOT NULL, -- port on the internet side
  inside TEXT NOT NULL, -- address it leads to
  inside_port INTEGER NOT NULL, -- port it leads to
  what TEXT, -- what the asker called it
  lasts_s INTEGER, -- (moves) seconds that it stays; 0: until it is taken away
  PRIMARY KEY (asset, uid, proto, outside_port, source)
) STRICT;
