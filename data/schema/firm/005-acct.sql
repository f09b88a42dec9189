-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- Accounts on computers that are nobody's.

-- One row: an account on a computer of which somebody said that it is nobody's and should go. It stays open until a look does not see it any more.
CREATE TABLE account_nobody (
  account TEXT PRIMARY KEY, -- name of the account
  person TEXT NOT NULL, -- who said so
  at INTEGER NOT NULL
) STRICT;
