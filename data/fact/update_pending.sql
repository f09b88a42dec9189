-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: an update that waits to be installed.
-- kind: snapshot
CREATE TABLE update_pending (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  manager TEXT NOT NULL, -- dpkg, rpm, flatpak, snap, windows
  name TEXT NOT NULL, -- package
  installed TEXT NOT NULL, -- version now
  candidate TEXT NOT NULL, -- version that waits
  security INTEGER NOT NULL, -- 1 when the maker calls it a security update
  third_party INTEGER, -- 1 when it comes from another maker than that of the system
  since_on TEXT, -- date on which it existed for certain (a dated list that held it), YYYY-MM-DD
  first_seen_at INTEGER, -- (kept) epoch seconds of the first report that showed it waiting
  PRIMARY KEY (asset, source, manager, name)
) STRICT;
