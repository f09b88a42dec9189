-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: an address of the firm that was looked at from outside.
-- kind: snapshot
-- about: domain
CREATE TABLE outside (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  address TEXT NOT NULL, -- the address
  vantage TEXT, -- address from which it was looked at
  asked INTEGER NOT NULL, -- ports that were tried
  open INTEGER NOT NULL, -- of those, that answered
  closed INTEGER NOT NULL, -- of those, that refused
  silent INTEGER NOT NULL, -- (moves) of those, that said nothing
  PRIMARY KEY (asset, address, source)
) STRICT;
