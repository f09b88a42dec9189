-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: settings of a program that shares files.
-- kind: snapshot
CREATE TABLE file_service (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  kind TEXT NOT NULL, -- smb, nfs, ftp…
  running INTEGER NOT NULL, -- 1 when it runs or starts by itself
  min_protocol TEXT, -- oldest allowed version: NT1 (SMBv1), SMB2, SMB3, nfs3, nfs4
  signing TEXT, -- required, offered or off
  encryption TEXT, -- required, offered or off
  anonymous INTEGER, -- 1 when guests may enter
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, kind)
) STRICT;
