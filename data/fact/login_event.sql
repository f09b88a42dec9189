-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a login or attempt that the records show.
-- kind: event
CREATE TABLE login_event (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  at INTEGER NOT NULL, -- epoch seconds
  account TEXT NOT NULL, -- account
  origin TEXT NOT NULL, -- machine or terminal it came from
  kind TEXT NOT NULL, -- login, failed or boot
  PRIMARY KEY (asset, source, at, account, origin, kind)
) STRICT;
