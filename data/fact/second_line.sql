-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a second way to the internet.
-- kind: snapshot
CREATE TABLE second_line (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- connection name
  kind TEXT NOT NULL, -- mobile, ethernet, wifi
  automatic INTEGER NOT NULL, -- 1 when it takes over by itself
  PRIMARY KEY (asset, source, name)
) STRICT;
