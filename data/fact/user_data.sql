-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: how much of its work an account keeps on this disk (check --deep).
-- kind: snapshot
CREATE TABLE user_data (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  account TEXT NOT NULL, -- account
  local_mb INTEGER NOT NULL, -- MiB of documents in folders that nothing copies elsewhere
  synced_mb INTEGER NOT NULL, -- MiB in folders that a cloud or network tool copies
  newest_at INTEGER, -- (moves) epoch seconds of the newest document
  PRIMARY KEY (asset, source, account)
) STRICT;
