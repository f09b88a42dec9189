-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a member of a group.
-- kind: snapshot
CREATE TABLE account_group (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  group_name TEXT NOT NULL, -- group
  member TEXT NOT NULL, -- account or group that is in it
  main INTEGER NOT NULL, -- 1 when it is the member's first group
  PRIMARY KEY (asset, source, group_name, member)
) STRICT;
