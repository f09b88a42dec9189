-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a port of the firm that answers to the whole world.
-- kind: snapshot
-- about: domain
CREATE TABLE outside_port (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  address TEXT NOT NULL, -- the address
  port INTEGER NOT NULL, -- port number
  name TEXT NOT NULL, -- what usually waits there
  risk TEXT, -- why it matters (ref/outside_port.csv): remote, share, database, clear, admin, mail, web, vpn, other
  banner TEXT, -- first words that it says
  tls INTEGER, -- 1 when it speaks TLS at once; NULL: not tried
  PRIMARY KEY (asset, address, port, source)
) STRICT;
