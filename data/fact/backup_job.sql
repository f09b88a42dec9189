-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: something that makes copies.
-- kind: snapshot
CREATE TABLE backup_job (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- restic, borg, duplicity, rsnapshot, timeshift, deja-dup, rsync, tar, backupninja, proxmox, windows-backup, veeam…
  name TEXT NOT NULL, -- name or place of the job
  target TEXT, -- where the copies go; never with a password in it
  target_kind TEXT, -- local (same disk), disk (other disk), removable, network or cloud; NULL when not known
  encrypted INTEGER, -- 1 when the copies are encrypted; NULL when not known
  newest_at INTEGER, -- (moves) epoch seconds of the newest copy that was seen; NULL when none or not known
  count INTEGER, -- (moves) copies kept
  scheduled INTEGER NOT NULL, -- 1 when something starts it by itself
  schedule TEXT, -- timer or cron line
  every_hours INTEGER, -- hours between two runs, as scheduled
  last_result TEXT, -- (moves) ok, failed, or NULL when not known
  restored_at INTEGER, -- (moves) epoch seconds of the last restore that proved its copy
  attached INTEGER, -- 1 when the target is reachable and writable now; 0 when it is away
  file TEXT, -- what shows the job
  PRIMARY KEY (asset, source, tool, name)
) STRICT;
