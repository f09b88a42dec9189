-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: an opening in the packet filter.
-- kind: snapshot
CREATE TABLE firewall_rule (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- as in firewall
  id TEXT NOT NULL, -- number or place of the rule
  direction TEXT NOT NULL, -- in or out
  action TEXT NOT NULL, -- accept or drop
  proto TEXT, -- tcp, udp or NULL for all
  port TEXT, -- port, range or list; NULL for all
  from_address TEXT, -- addresses it is limited to; NULL or 0.0.0.0/0 for everybody
  comment TEXT, -- note that stands with the rule
  PRIMARY KEY (asset, source, tool, id)
) STRICT;
