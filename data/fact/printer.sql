-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a printer that this computer knows.
-- kind: snapshot
CREATE TABLE printer (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- queue
  uri TEXT NOT NULL, -- address, without password
  shared INTEGER NOT NULL, -- 1 when offered to others
  encrypted INTEGER, -- 1 when what is printed travels encrypted
  hold INTEGER, -- 1 when a job waits for a PIN or a release at the printer
  PRIMARY KEY (asset, source, name)
) STRICT;
