-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a virus that the antivirus reported.
-- kind: event
CREATE TABLE virus_found (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  product TEXT NOT NULL, -- as in antivirus
  at INTEGER NOT NULL, -- epoch seconds
  file TEXT NOT NULL, -- path of the file
  name TEXT NOT NULL, -- name of the virus
  test INTEGER NOT NULL, -- 1 when it is the harmless EICAR test file
  PRIMARY KEY (asset, source, product, at, file)
) STRICT;
