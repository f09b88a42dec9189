-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a security.txt that a web site of this computer serves.
-- kind: snapshot
CREATE TABLE security_contact (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  file TEXT NOT NULL, -- file
  contact TEXT, -- first Contact line
  expires_at INTEGER, -- epoch seconds at which it ends
  policy TEXT, -- address of the policy
  PRIMARY KEY (asset, source, file)
) STRICT;
