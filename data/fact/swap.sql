-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a place where memory is written to disk.
-- kind: snapshot
CREATE TABLE swap (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  device TEXT NOT NULL, -- device or file
  encrypted INTEGER, -- 1 when encrypted; NULL when not known
  kind TEXT NOT NULL, -- partition, file, zram, none
  PRIMARY KEY (asset, source, device)
) STRICT;
