-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: something that the computer starts by itself.
-- kind: snapshot
CREATE TABLE scheduled_task (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  file TEXT NOT NULL, -- file or unit
  line INTEGER NOT NULL, -- line number from 1; 0 for a unit
  account TEXT, -- account it runs as
  schedule TEXT NOT NULL, -- when
  command TEXT NOT NULL, -- what, cut at 500 characters
  last_run_at INTEGER, -- (moves) epoch seconds
  PRIMARY KEY (asset, source, file, line)
) STRICT;
