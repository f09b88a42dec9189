-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a battery for when the power fails.
-- kind: snapshot
CREATE TABLE ups (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- name
  tool TEXT NOT NULL, -- nut, apcupsd, upower
  running INTEGER NOT NULL, -- 1 when its program runs or starts by itself
  shuts_down INTEGER, -- 1 when the computer switches itself off in time
  port TEXT, -- how it is connected
  PRIMARY KEY (asset, source, name)
) STRICT;
