-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: something of the firm that was tried from a place that should not reach it (the guest network).
-- kind: snapshot
-- about: network
CREATE TABLE lan_reach (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  network TEXT NOT NULL, -- network that was tried
  vantage TEXT NOT NULL, -- from where: guest
  address TEXT NOT NULL, -- address
  port INTEGER NOT NULL, -- port number
  reached INTEGER NOT NULL, -- 1 when it answered
  what TEXT, -- what it is there
  PRIMARY KEY (asset, network, vantage, address, port, source)
) STRICT;
