-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a file or folder with a problem that only a walk of the disk finds (check --deep).
-- kind: snapshot
CREATE TABLE deep_file (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  path TEXT NOT NULL, -- path
  problem TEXT NOT NULL, -- world-writable, suid-unknown, no-owner, open-secret, open-home
  mode TEXT, -- permissions in octal
  owner TEXT, -- account that owns it
  PRIMARY KEY (asset, source, path, problem)
) STRICT;
