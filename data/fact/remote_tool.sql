-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a program that lets somebody in from elsewhere.
-- kind: snapshot
CREATE TABLE remote_tool (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- ssh, rdp, vnc, anydesk, teamviewer, rustdesk, cockpit, webmin, guacamole, telnet…
  running INTEGER NOT NULL, -- 1 when it runs or starts by itself
  reach TEXT, -- self, lan, any or cloud (through the maker's servers)
  idle_seconds INTEGER, -- seconds after which a silent session ends; 0 never; NULL when not known
  password INTEGER, -- 1 when a password alone is enough
  second_step INTEGER, -- 1 when a second step is asked; NULL when not known
  unattended INTEGER, -- 1 when nobody here has to agree
  limited_to TEXT, -- addresses it is limited to
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, name)
) STRICT;
