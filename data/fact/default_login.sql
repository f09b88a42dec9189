-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a login that everybody can look up.
-- kind: snapshot
CREATE TABLE default_login (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  program TEXT NOT NULL, -- what it opens: system, tomcat, grafana, cups, mariadb…
  account TEXT NOT NULL, -- account
  why TEXT NOT NULL, -- why it is a well-known one: default password in the settings, empty password, maker's account
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, program, account)
) STRICT;
