-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a program against viruses.
-- kind: snapshot
CREATE TABLE antivirus (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  product TEXT NOT NULL, -- clamav, defender, sophos, eset…
  running INTEGER NOT NULL, -- 1 when its service runs or starts by itself
  realtime INTEGER, -- 1 when it looks at each file as it is opened
  data_at INTEGER, -- (moves) epoch seconds of its newest virus data
  updates_itself INTEGER, -- 1 when it fetches its data by itself
  last_scan_at INTEGER, -- (moves) epoch seconds of the last scan
  scans_removable INTEGER, -- 1 when it looks at sticks as they are put in
  test_seen_at INTEGER, -- (moves) epoch seconds at which it last caught the EICAR test file
  version TEXT, -- version
  PRIMARY KEY (asset, source, product)
) STRICT;
