-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What signing needs beside table round: the statement in each language as it was shown, and a code for who signs on paper.

-- One row: a statement of a round in a language. The body is kept, for an upgrade may bring other words and the hash is of these.
CREATE TABLE round_text (
  round INTEGER NOT NULL REFERENCES round(id),
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (round, lang)
) STRICT, WITHOUT ROWID;

ALTER TABLE signature ADD COLUMN code TEXT; -- stands on this person's sheet of paper, and tells whose sheet came back
ALTER TABLE signature ADD COLUMN lang TEXT; -- language of the statement that was signed
CREATE UNIQUE INDEX signature_code ON signature(round, code);

CREATE INDEX entry_list ON entry(register); -- a page of a list, newest first
CREATE INDEX entry_changed ON entry(register, changed_at); -- when a list was last changed
