-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a log that this computer keeps.
-- kind: snapshot
CREATE TABLE log_source (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- journal, auth, syslog, audit, firewall, web:NAME, login, windows-security…
  path TEXT NOT NULL, -- file or folder
  oldest_at INTEGER, -- (moves) epoch seconds of the oldest event
  newest_at INTEGER, -- (moves) epoch seconds of the newest event
  persistent INTEGER NOT NULL, -- 1 when it survives a restart
  keep_days INTEGER, -- days it is kept, as set; NULL when not limited by time
  max_mb INTEGER, -- size at which old events are thrown away; NULL when not limited by size
  rotates TEXT, -- daily, weekly, monthly, size or NULL
  security INTEGER NOT NULL, -- 1 when logins and changes of rights are in it
  PRIMARY KEY (asset, source, name)
) STRICT;
