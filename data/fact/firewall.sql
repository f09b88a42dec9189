-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a packet filter and what it does by default.
-- kind: snapshot
CREATE TABLE firewall (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- nftables, iptables, ufw, firewalld, windows-domain, windows-private, windows-public
  active INTEGER NOT NULL, -- 1 when its rules are in force (or will be at the next start, for an image)
  incoming TEXT, -- drop, accept or NULL: what happens to a connection that no rule names
  outgoing TEXT, -- drop, accept or NULL
  logging INTEGER, -- 1 when refused connections are written down
  at_boot INTEGER, -- 1 when it is loaded at every start
  PRIMARY KEY (asset, source, tool)
) STRICT;
