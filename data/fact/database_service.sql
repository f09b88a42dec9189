-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a database server.
-- kind: snapshot
CREATE TABLE database_service (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  program TEXT NOT NULL, -- postgresql, mariadb, mongodb, redis…
  running INTEGER NOT NULL, -- 1 when it runs or starts by itself
  reach TEXT, -- self, lan or any
  no_password INTEGER, -- 1 when it can be entered over the network without one
  encrypted INTEGER, -- 1 when connections from elsewhere must be encrypted
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, program)
) STRICT;
