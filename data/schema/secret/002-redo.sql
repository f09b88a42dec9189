-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What was decided together with the last change of this file, and is to be done in the firm's file (src/web/both.h).

-- One row at most. number: the number that table both_files of the firm's file has when it is done; changes: a changeset of SQLite.
CREATE TABLE redo (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  changes BLOB NOT NULL
) STRICT;
