-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what keeps the settings of many machines the same.
-- kind: snapshot
CREATE TABLE config_management (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- puppet, salt, chef, cfengine, ansible-pull, landscape, rudder, fleet, intune, group-policy…
  enrolled INTEGER NOT NULL, -- 1 when this computer takes its settings from it
  server TEXT, -- where they come from
  last_run_at INTEGER, -- (moves) epoch seconds of the last good run
  running INTEGER NOT NULL, -- 1 when it runs or starts by itself
  PRIMARY KEY (asset, source, tool)
) STRICT;
