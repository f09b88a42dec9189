-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: an account that may do everything here, and by which way.
-- kind: snapshot
CREATE TABLE admin (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  account TEXT NOT NULL, -- login name
  via TEXT NOT NULL, -- uid0, group:NAME, sudoers, doas, polkit, windows-administrators
  no_password INTEGER, -- 1 when it becomes administrator without typing a password
  file TEXT, -- file that gives the right
  person INTEGER NOT NULL, -- 1 when a person logs in with this account
  daily INTEGER, -- 1 when this account was used to log in as an ordinary desktop or shell user in the last 30 days; NULL when not known
  PRIMARY KEY (asset, source, account, via)
) STRICT;
