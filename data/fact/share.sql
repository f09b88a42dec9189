-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a folder that this computer offers to others.
-- kind: snapshot
CREATE TABLE share (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  kind TEXT NOT NULL, -- smb, nfs, ftp, webdav, rsync, tftp
  name TEXT NOT NULL, -- name of the share
  path TEXT NOT NULL, -- folder
  anybody INTEGER NOT NULL, -- 1 when nobody has to log in
  everybody INTEGER NOT NULL, -- 1 when each account may enter
  who TEXT, -- accounts, groups or addresses that may enter
  writable INTEGER NOT NULL, -- 1 when visitors may change files
  encrypted INTEGER, -- 1 when only encrypted visits are allowed
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, kind, name)
) STRICT;
