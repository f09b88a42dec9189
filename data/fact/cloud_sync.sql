-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a program that copies files to a cloud, or encrypts them there.
-- kind: snapshot
CREATE TABLE cloud_sync (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- nextcloud, dropbox, onedrive, rclone, megasync, insync, cryptomator, gocryptfs, cryfs, encfs…
  account TEXT NOT NULL, -- account that uses it; * for all
  kind TEXT NOT NULL, -- sync or encryption
  folder TEXT, -- folder that is copied
  target TEXT, -- server or service
  encrypted INTEGER, -- 1 when files are encrypted before they leave; NULL when not known
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, tool, account)
) STRICT;
