-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a service and whether it starts by itself.
-- kind: snapshot
CREATE TABLE service (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- unit or service
  enabled INTEGER NOT NULL, -- 1 when it starts by itself
  running INTEGER, -- 1 when it runs now; NULL for an image
  program TEXT, -- what it starts
  PRIMARY KEY (asset, source, name)
) STRICT;
