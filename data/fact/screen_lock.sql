-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: whether the screen locks itself.
-- kind: snapshot
CREATE TABLE screen_lock (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  desktop TEXT NOT NULL, -- gnome, kde, xfce, cinnamon, mate, console, windows
  account TEXT NOT NULL, -- account that it holds for; * for all
  enabled INTEGER NOT NULL, -- 1 when the screen locks
  idle_seconds INTEGER, -- seconds of rest before the screen goes out; 0 never
  delay_seconds INTEGER, -- seconds between that and the lock
  locked INTEGER NOT NULL, -- 1 when users cannot change it
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, desktop, account)
) STRICT;
