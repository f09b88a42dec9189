-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What people do in the browser: who works here, what was handed to whom, what was said of a change, and the log of all of it.

ALTER TABLE firm ADD COLUMN lang TEXT; -- language of letters and of the crisis card
ALTER TABLE firm ADD COLUMN mail TEXT; -- where messages for the owner go
ALTER TABLE firm ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- One row: somebody who works for the firm, or helps it (a supplier, an auditor). Who may log in is known by the secret file alone.
CREATE TABLE member (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  mail TEXT, -- NULL: has none
  phone TEXT,
  lang TEXT NOT NULL DEFAULT 'nl',
  kind TEXT NOT NULL DEFAULT 'staff', -- owner, staff, supplier, auditor
  job TEXT, -- what they do, in the firm's own words
  started_on TEXT, -- YYYY-MM-DD
  left_on TEXT, -- YYYY-MM-DD; NULL: works here
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- The ways in which an account's name is made of a person's: view account_member looks each up.
CREATE INDEX member_local ON member(lower(substr(mail, 1, instr(mail, '@') - 1)));
CREATE INDEX member_name ON member(lower(name));
CREATE INDEX member_dots ON member(lower(replace(name, ' ', '.')));
CREATE INDEX member_joined ON member(lower(replace(name, ' ', '')));
CREATE INDEX member_initial ON member(lower(substr(name, 1, 1) || replace(substr(name, instr(name, ' ') + 1), ' ', '')));

-- One row: an account on a computer that belongs to somebody.
CREATE TABLE member_account (
  account TEXT PRIMARY KEY, -- name of the account
  member INTEGER NOT NULL REFERENCES member(id)
) STRICT;

-- One row: a file that somebody brought as proof. Never served as anything but a download or a picture.
CREATE TABLE upload (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL, -- as it was called
  type TEXT NOT NULL, -- image/jpeg, image/png, application/pdf, text/plain
  bytes INTEGER NOT NULL,
  hash TEXT NOT NULL, -- BLAKE2b-256 of the content, hexadecimal
  body BLOB NOT NULL,
  part TEXT, -- of which proof: photo:shredder, contract:cloud…
  note TEXT,
  dated_on TEXT NOT NULL, -- the evidence's own date
  added_at INTEGER NOT NULL,
  person TEXT NOT NULL
) STRICT;
CREATE INDEX upload_part ON upload(part, dated_on);

-- One row: somebody who does not agree with a measurement, and why. The measurement stands; both are shown.
CREATE TABLE contest (
  control TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- One row: a measure that was handed to somebody. Done is what they say; closed is what the next measurement says.
CREATE TABLE handover (
  id INTEGER PRIMARY KEY,
  control TEXT NOT NULL,
  member INTEGER NOT NULL REFERENCES member(id),
  person TEXT NOT NULL, -- who asked
  note TEXT, -- what was added to the request
  at INTEGER NOT NULL,
  due_on TEXT, -- YYYY-MM-DD
  said_at INTEGER, -- done, they said
  said_note TEXT,
  back_at INTEGER, -- taken back by the firm
  UNIQUE (control, member)
) STRICT;

-- One row: a question that somebody else than the owner answers.
CREATE TABLE question_for (
  control TEXT PRIMARY KEY,
  member INTEGER NOT NULL REFERENCES member(id),
  at INTEGER NOT NULL
) STRICT;

-- One row: what somebody said of a difference between two reports.
CREATE TABLE change_review (
  change INTEGER PRIMARY KEY REFERENCES change(id),
  verdict TEXT NOT NULL, -- expected, questioned
  person TEXT NOT NULL,
  note TEXT,
  at INTEGER NOT NULL
) STRICT;

-- Which changes still wait for somebody: kept up with change_review, so that lists need not look for each.
ALTER TABLE change ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX change_waits ON change(asset) WHERE reviewed = 0;
CREATE TRIGGER change_reviewed AFTER INSERT ON change_review BEGIN UPDATE change SET reviewed = 1 WHERE id = new.change; END;
-- What is open on one computer.
CREATE INDEX evidence_asset ON evidence(asset, ok);

-- One row: a setting of the program: mail_server, mail_user, public_name…
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- One row: how many changes that concern the secret file too were done here (src/web/both.h).
CREATE TABLE both_files (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL
) STRICT;
INSERT INTO both_files VALUES (1, 0);

-- One row: something that somebody did. It can only be added to, and each row holds the hash of the one before.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  member INTEGER, -- NULL: nobody who is known
  person TEXT NOT NULL, -- their name at that time
  action TEXT NOT NULL, -- the action's file name
  thing TEXT NOT NULL, -- what it was done to
  address TEXT NOT NULL, -- from where
  hash TEXT NOT NULL -- BLAKE2b-256 of the row before's hash and this row, hexadecimal
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the log can only be added to'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the log can only be added to'); END;
