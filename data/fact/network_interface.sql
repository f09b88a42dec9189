-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a network card or virtual link.
-- kind: snapshot
CREATE TABLE network_interface (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- interface name
  mac TEXT, -- hardware address, lower case with colons
  kind TEXT NOT NULL, -- ethernet, wifi, bridge, tunnel, container or loopback
  up INTEGER, -- 1 when the link is up, 0 when down
  addresses TEXT, -- addresses with prefix length, separated by a space
  PRIMARY KEY (asset, source, name)
) STRICT;
