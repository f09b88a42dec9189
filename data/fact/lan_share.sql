-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a folder that a device offers on the network.
-- kind: snapshot
-- about: network
CREATE TABLE lan_share (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid
  kind TEXT NOT NULL, -- smb, nfs, ftp or rsync
  name TEXT NOT NULL, -- name of the share
  anybody INTEGER, -- 1 when it opens without a password, 0 when it does not; NULL: not tried
  listed INTEGER, -- files and folders that were seen in it without a password
  PRIMARY KEY (asset, uid, kind, name, source)
) STRICT;
