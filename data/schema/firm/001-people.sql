-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What people told and proved, and the computers that we know. Migrations only add to this; fact tables are made from data/fact.

-- One row at most: the firm. NULL means: not told yet, and then everything applies.
CREATE TABLE firm (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT,
  nace TEXT, -- NACE-BEL code
  people INTEGER, -- persons who work there
  has_premises INTEGER, has_server INTEGER, has_wifi INTEGER, has_guest_wifi INTEGER, has_remote INTEGER, has_cloud INTEGER,
  has_website INTEGER, has_laptops INTEGER, has_mobiles INTEGER, has_paper INTEGER, has_suppliers INTEGER,
  personal_data INTEGER, pays_online INTEGER, rents_hosting INTEGER
) STRICT;

-- One row: a computer or device that we know.
CREATE TABLE asset (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL, -- what the screens call it
  image INTEGER NOT NULL DEFAULT 0, -- 1: a tree of files (--root), not a running computer
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT;

-- One row: something by which a computer is known again. kind: enrolment, serial, machine-id, mac, name, image.
CREATE TABLE trait (
  asset INTEGER NOT NULL REFERENCES asset(id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (asset, kind, value)
) STRICT;
CREATE INDEX trait_value ON trait(kind, value);

-- One row: the last report of a computer from one source, packed (LZ4 block), so that fact tables can be filled again.
CREATE TABLE report (
  asset INTEGER NOT NULL REFERENCES asset(id),
  source TEXT NOT NULL,
  at INTEGER NOT NULL, -- when the computer was looked at
  received_at INTEGER NOT NULL,
  tool TEXT NOT NULL,
  privilege TEXT NOT NULL, -- root or user
  image INTEGER NOT NULL,
  bytes INTEGER NOT NULL, -- size when unpacked
  body BLOB NOT NULL,
  PRIMARY KEY (asset, source)
) STRICT;

-- One row: what a probe said of itself, for each table that it fills.
CREATE TABLE probe_state (
  asset INTEGER NOT NULL REFERENCES asset(id),
  source TEXT NOT NULL,
  probe TEXT NOT NULL,
  tab TEXT NOT NULL, -- fact table
  state TEXT NOT NULL, -- ok, partly, failed
  why TEXT NOT NULL, -- reasons: JSON, [[code, what], …]
  at INTEGER NOT NULL,
  PRIMARY KEY (asset, source, probe, tab)
) STRICT;

-- One row: a difference between two reports. before NULL: it is new; after NULL: it is gone. Key, before and after are JSON.
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  asset INTEGER NOT NULL REFERENCES asset(id),
  source TEXT NOT NULL,
  tab TEXT NOT NULL,
  key TEXT NOT NULL,
  before TEXT,
  after TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX change_at ON change(asset, at);

-- One row: two computers that may be one, or one that may be two: a question for a person, never a merge by itself.
CREATE TABLE asset_question (
  id INTEGER PRIMARY KEY,
  asset INTEGER NOT NULL REFERENCES asset(id),
  other INTEGER NOT NULL REFERENCES asset(id),
  kind TEXT NOT NULL, -- the trait that both have
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (asset, other, kind, value)
) STRICT;

-- One row: the verdict on a control as it stands. Shares are thousandths of the control; they add up to 1000 unless it does not apply.
CREATE TABLE finding (
  control TEXT PRIMARY KEY,
  verdict TEXT NOT NULL, -- ok, partly, gap, unknown, not_applicable, accepted
  source TEXT, -- measured, proven, told; NULL when nothing is known
  why TEXT, -- for the reader, as say() keeps it
  measured INTEGER NOT NULL, proven INTEGER NOT NULL, told INTEGER NOT NULL,
  gap INTEGER NOT NULL, accepted INTEGER NOT NULL, unknown INTEGER NOT NULL,
  contradiction TEXT, -- what was told, where the measurement says otherwise
  looked INTEGER NOT NULL, -- 1 when a machine looked, whatever came of it
  since_at INTEGER NOT NULL, -- since when the verdict is this one
  judged_at INTEGER NOT NULL
) STRICT;

-- One row: one thing that was looked at for a control.
CREATE TABLE evidence (
  control TEXT NOT NULL,
  number INTEGER NOT NULL,
  asset INTEGER, -- NULL: the firm
  subject TEXT NOT NULL,
  ok INTEGER, -- 1, 0 or NULL: could not tell
  seen TEXT, -- as say() keeps it
  wanted TEXT,
  at INTEGER,
  PRIMARY KEY (control, number)
) STRICT, WITHOUT ROWID;

-- One row: a change of verdict.
CREATE TABLE finding_history (
  control TEXT NOT NULL,
  at INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  source TEXT,
  measured INTEGER NOT NULL, proven INTEGER NOT NULL, told INTEGER NOT NULL,
  gap INTEGER NOT NULL, accepted INTEGER NOT NULL, unknown INTEGER NOT NULL,
  PRIMARY KEY (control, at)
) STRICT, WITHOUT ROWID;

-- One row: the score at one judging, thousandths of what applies.
CREATE TABLE score_history (
  at INTEGER NOT NULL,
  topic INTEGER NOT NULL, -- 0: all
  measured INTEGER NOT NULL, proven INTEGER NOT NULL, told INTEGER NOT NULL,
  gap INTEGER NOT NULL, accepted INTEGER NOT NULL, unknown INTEGER NOT NULL,
  applies INTEGER NOT NULL, -- controls
  PRIMARY KEY (at, topic)
) STRICT, WITHOUT ROWID;

-- One row: somebody's answer to a control's question.
CREATE TABLE answer (
  control TEXT PRIMARY KEY,
  value TEXT NOT NULL, -- yes, partly, no, dont-know
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;

-- One row: a part of the proof of controls that is there: document:ict-rules, signoff:…
CREATE TABLE proof (
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL,
  person TEXT NOT NULL,
  note TEXT,
  dated_at INTEGER NOT NULL, -- the evidence's own date
  added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX proof_part ON proof(part, dated_at);

-- One row: a gap that the owner lives with, for a reason and a while.
CREATE TABLE acceptance (
  control TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
