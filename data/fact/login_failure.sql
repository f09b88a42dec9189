-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: wrong guesses in the last 30 days, added up.
-- kind: snapshot
CREATE TABLE login_failure (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  account TEXT NOT NULL, -- account; empty when not known
  origin TEXT NOT NULL, -- machine it came from; empty when local
  count INTEGER NOT NULL, -- (moves) how many
  last_at INTEGER, -- (moves) epoch seconds of the last
  PRIMARY KEY (asset, source, account, origin)
) STRICT;
