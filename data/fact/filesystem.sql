-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a mounted or configured file system on a disk.
-- kind: snapshot
CREATE TABLE filesystem (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  target TEXT NOT NULL, -- where it is mounted
  device TEXT NOT NULL, -- device or remote name
  type TEXT NOT NULL, -- ext4, btrfs, ntfs, nfs…
  encrypted INTEGER, -- 1 when each byte below it is encrypted (LUKS, dm-crypt, BitLocker, fscrypt root); NULL when not known
  removable INTEGER NOT NULL, -- 1 for a stick or external disk
  network INTEGER NOT NULL, -- 1 when it lives on another machine
  read_only INTEGER NOT NULL, -- 1 when it cannot be written
  options TEXT, -- mount options
  size_mb INTEGER, -- size in MiB; NULL when not known
  PRIMARY KEY (asset, source, target)
) STRICT;
