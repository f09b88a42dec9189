-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: an encrypted tunnel of the firm.
-- kind: snapshot
CREATE TABLE vpn (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- interface or connection
  kind TEXT NOT NULL, -- wireguard, openvpn, ipsec, pptp, l2tp, tailscale, zerotier…
  role TEXT, -- client, server or peer
  running INTEGER NOT NULL, -- 1 when up, or starts by itself
  weak TEXT, -- what is out of date in it: pptp, bf-cbc, no-auth, tls1.0… NULL when nothing
  networks TEXT, -- networks that go through it; 0.0.0.0/0 for all
  second_step INTEGER, -- 1 when a second step is asked
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, name)
) STRICT;
