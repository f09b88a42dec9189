-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a rule that gives administrator rights or a part of them.
-- kind: snapshot
CREATE TABLE admin_rule (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  file TEXT NOT NULL, -- file of the rule
  line INTEGER NOT NULL, -- line number, from 1
  subject TEXT NOT NULL, -- account, or %group
  kind TEXT NOT NULL, -- user or group
  everything INTEGER NOT NULL, -- 1 when the rule allows every command
  no_password INTEGER NOT NULL, -- 1 when no password is asked
  PRIMARY KEY (asset, source, file, line)
) STRICT;
