-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: how an account's password is kept; never the password or its hash.
-- kind: snapshot
CREATE TABLE account_password (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- login name
  state TEXT NOT NULL, -- set, empty, locked or none (no password can match)
  hash TEXT, -- way of scrambling: yescrypt, sha512, md5, des…
  changed_on TEXT, -- date of the last change, YYYY-MM-DD
  max_days INTEGER, -- days until a change is forced; NULL when never
  expires_on TEXT, -- date on which the account ends, YYYY-MM-DD
  PRIMARY KEY (asset, source, name)
) STRICT;
