-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: an account that this computer knows.
-- kind: snapshot
CREATE TABLE account (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- login name
  uid TEXT NOT NULL, -- number (Linux) or SID (Windows)
  display_name TEXT, -- full name or description
  home TEXT, -- home folder
  shell TEXT, -- login program
  can_login INTEGER NOT NULL, -- 1 when a person could log in with it: valid shell and not disabled
  system INTEGER NOT NULL, -- 1 for accounts made by the system or a program
  created_on TEXT, -- date of creation when known, YYYY-MM-DD
  last_login_at INTEGER, -- (moves) epoch seconds of the last login; NULL when never or not known
  last_login_from TEXT, -- (moves) host or terminal of the last login
  never_used INTEGER, -- 1 when the login record exists and shows no login at all
  directory INTEGER NOT NULL, -- 1 when it comes from a directory (sssd, winbind, domain)
  PRIMARY KEY (asset, source, name)
) STRICT;
