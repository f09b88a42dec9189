-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a program that waits for connections.
-- kind: snapshot
CREATE TABLE listener (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  proto TEXT NOT NULL, -- tcp or udp
  address TEXT NOT NULL, -- address it listens on
  port INTEGER NOT NULL, -- port number
  reach TEXT NOT NULL, -- self (this machine alone), lan (private address) or any (every address)
  process TEXT, -- name of the program; NULL when not seen
  program TEXT, -- path of the program; NULL when not seen
  unit TEXT, -- service or container that owns it
  account TEXT, -- account that it runs as
  container INTEGER, -- 1 when it runs in a container or its port is published for one
  PRIMARY KEY (asset, source, proto, address, port)
) STRICT;
