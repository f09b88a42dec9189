-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a place that packages are fetched from.
-- kind: snapshot
CREATE TABLE repository (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  file TEXT NOT NULL, -- file that names it
  line INTEGER NOT NULL, -- line or stanza, from 1
  uri TEXT NOT NULL, -- address
  suite TEXT, -- suite or branch
  third_party INTEGER NOT NULL, -- 1 when it does not belong to the maker of the system
  signed INTEGER NOT NULL, -- 0 when its packages are taken without checking a signature
  enabled INTEGER NOT NULL, -- 1 when in use
  PRIMARY KEY (asset, source, file, line)
) STRICT;
