-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: the rule for new passwords and for wrong guesses; one row a computer.
-- kind: snapshot
CREATE TABLE password_policy (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  min_length INTEGER, -- shortest allowed password, characters
  min_classes INTEGER, -- kinds of characters asked (letters, capitals, digits, signs)
  dictionary INTEGER, -- 1 when common words are refused
  history INTEGER, -- how many old passwords are refused
  max_days INTEGER, -- days until a change is forced; NULL when never
  for_root INTEGER, -- 1 when the rule holds for administrators too
  lockout_after INTEGER, -- wrong guesses before the account or address is stopped; NULL when never
  lockout_seconds INTEGER, -- how long it is stopped; 0 until an administrator frees it
  hash TEXT, -- way of scrambling for new passwords
  enforced INTEGER NOT NULL, -- 1 when a module really checks the length at a change
  file TEXT, -- where the rule stands
  PRIMARY KEY (asset, source)
) STRICT;
