-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: the state of updating as a whole; one row a package manager.
-- kind: snapshot
CREATE TABLE update_state (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  manager TEXT NOT NULL, -- dpkg, rpm, flatpak, snap, windows
  lists_at INTEGER, -- (moves) epoch seconds at which the lists of updates were last fetched
  upgraded_at INTEGER, -- (moves) epoch seconds at which packages were last changed
  reboot_needed INTEGER, -- 1 when an update waits for a restart
  reboot_why TEXT, -- packages that ask for it, or: kernel VERSION
  reboot_since_at INTEGER, -- epoch seconds since when it waits
  end_of_support_on TEXT, -- date after which the maker of the system mends nothing more, when the system itself says so
  PRIMARY KEY (asset, source, manager)
) STRICT;
