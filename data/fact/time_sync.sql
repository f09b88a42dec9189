-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what keeps the clock right.
-- kind: snapshot
CREATE TABLE time_sync (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- systemd-timesyncd, chrony, ntpsec, ntpd, openntpd, vm-host, windows-time
  enabled INTEGER NOT NULL, -- 1 when it runs or starts by itself
  servers TEXT, -- servers, separated by a space
  last_sync_at INTEGER, -- (moves) epoch seconds of the last good answer
  PRIMARY KEY (asset, source, tool)
) STRICT;
