-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What people keep up behind the measures: lists, documents, signatures, duties, drills. What each part asks stands in the catalogue
-- (cat.register, cat.instrument); which parts stand today is the view proof_now.

-- One row: a line of a list (register). Its fields are those of cat.register_field; register_NAME is the view that has them as columns.
CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  register TEXT NOT NULL, -- cat.register.id
  body TEXT NOT NULL, -- JSON object, a member for each field that was filled in
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  gone_at INTEGER -- taken off the list; kept for who asks later
) STRICT;
CREATE INDEX entry_register ON entry(register, gone_at);

-- One row: somebody looked through a list, and it is right as it is.
CREATE TABLE register_review (
  id INTEGER PRIMARY KEY,
  register TEXT NOT NULL,
  at INTEGER NOT NULL,
  person TEXT NOT NULL
) STRICT;
CREATE INDEX register_review_at ON register_review(register, at);

-- One row: a version of a document of the firm.
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL, -- document:ict-rules; any other name for a document of the firm's own
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  body TEXT NOT NULL, -- markdown
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  approved_at INTEGER, -- NULL: a draft
  approved_by TEXT,
  review_on TEXT, -- YYYY-MM-DD; after that day it no longer proves anything
  edit INTEGER NOT NULL DEFAULT 1, -- counts the changes of a draft
  UNIQUE (part, version)
) STRICT;

-- One row: a question to sign something, asked to some or all. The newest round of a part counts.
CREATE TABLE round (
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL, -- signoff:ict-rules; any other name for a round of the firm's own
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  body TEXT NOT NULL, -- the statement that is signed, as it was shown
  document INTEGER REFERENCES document(id), -- the version that was read
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  closed_at INTEGER -- nobody is asked any more
) STRICT;
CREATE INDEX round_part ON round(part, id);

-- One row: somebody who was asked to sign, and whether it was done.
CREATE TABLE signature (
  round INTEGER NOT NULL REFERENCES round(id),
  member INTEGER NOT NULL REFERENCES member(id),
  asked_at INTEGER NOT NULL,
  signed_at INTEGER,
  how TEXT, -- link, code, screen
  hash TEXT, -- BLAKE2b-256 of the statement and the document as they were shown, hexadecimal
  PRIMARY KEY (round, member)
) STRICT, WITHOUT ROWID;

-- One row: a task that comes back.
CREATE TABLE duty (
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL, -- task:read-alerts; any other name for a duty of the firm's own
  title TEXT NOT NULL,
  member INTEGER REFERENCES member(id), -- who does it; NULL: nobody yet
  every_months INTEGER NOT NULL DEFAULT 0,
  every_days INTEGER NOT NULL DEFAULT 0,
  next_on TEXT NOT NULL, -- YYYY-MM-DD
  note TEXT,
  made_at INTEGER NOT NULL,
  ended_at INTEGER, -- no longer a duty
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX duty_next ON duty(next_on);

-- One row: a duty that was done.
CREATE TABLE duty_done (
  id INTEGER PRIMARY KEY,
  duty INTEGER NOT NULL REFERENCES duty(id),
  at INTEGER NOT NULL, -- when it was told
  dated_on TEXT NOT NULL, -- when it was done, YYYY-MM-DD
  person TEXT NOT NULL,
  note TEXT,
  upload INTEGER REFERENCES upload(id)
) STRICT;
CREATE INDEX duty_done_on ON duty_done(duty, dated_on);

-- One row: somebody who is answerable for something.
CREATE TABLE appointment (
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL, -- appointment:security-lead
  member INTEGER REFERENCES member(id), -- NULL: somebody from outside, whose name follows
  name TEXT,
  phone TEXT,
  mail TEXT,
  deputy INTEGER NOT NULL DEFAULT 0, -- 1: stands in on holidays
  since_on TEXT NOT NULL, -- YYYY-MM-DD
  confirmed_at INTEGER, -- said yes; NULL: not yet
  ended_on TEXT -- YYYY-MM-DD
) STRICT;

-- One row: a drill that was held.
CREATE TABLE drill (
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL, -- drill:tabletop
  dated_on TEXT NOT NULL, -- YYYY-MM-DD
  result TEXT NOT NULL, -- good, partly, bad; bad proves nothing
  minutes INTEGER, -- how long until the goal of the drill was reached
  people INTEGER, -- how many took part
  good INTEGER, -- how many of them did what was hoped for
  note TEXT,
  person TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX drill_part ON drill(part, dated_on);

-- One row: a quiz that somebody did. Passed: at most one answer wrong. Seen by its maker and, added up, by the owner.
CREATE TABLE quiz_result (
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL, -- quiz:safe-work
  member INTEGER NOT NULL REFERENCES member(id),
  at INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  good INTEGER NOT NULL,
  answers TEXT NOT NULL, -- JSON: the number of the answer to each question
  passed INTEGER NOT NULL
) STRICT;
CREATE INDEX quiz_result_member ON quiz_result(part, member, at);

-- One row: a statement that a supplier signed.
CREATE TABLE attestation (
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL, -- attestation:vpn
  giver TEXT NOT NULL, -- who gave it: person and firm
  dated_on TEXT NOT NULL, -- YYYY-MM-DD
  until_on TEXT, -- YYYY-MM-DD
  note TEXT,
  upload INTEGER REFERENCES upload(id),
  person TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- One row: the list of things to do for somebody who comes or goes.
CREATE TABLE checklist_run (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, -- joiner, leaver
  member INTEGER NOT NULL REFERENCES member(id),
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  closed_at INTEGER -- everything was done or put aside
) STRICT;

-- One row: an item of such a list that was done, or does not matter here.
CREATE TABLE checklist_done (
  run INTEGER NOT NULL REFERENCES checklist_run(id),
  item TEXT NOT NULL, -- cat.instrument_item.name
  done INTEGER NOT NULL, -- 1 done, 0 does not matter here
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (run, item)
) STRICT, WITHOUT ROWID;

-- One row: a phone, tablet or Mac that reports nothing by itself; its user answers for it.
CREATE TABLE device (
  id INTEGER PRIMARY KEY,
  member INTEGER NOT NULL REFERENCES member(id),
  kind TEXT NOT NULL, -- android, ios, mac
  name TEXT NOT NULL,
  own INTEGER NOT NULL DEFAULT 0, -- 1: belongs to the person, not to the firm
  made_at INTEGER NOT NULL,
  gone_at INTEGER
) STRICT;

-- One row: what the user of a device answered; the newest of each question counts.
CREATE TABLE device_answer (
  id INTEGER PRIMARY KEY,
  device INTEGER NOT NULL REFERENCES device(id),
  question TEXT NOT NULL, -- selfcheck:lock
  answer TEXT NOT NULL, -- yes, no, dont-know
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX device_answer_newest ON device_answer(device, question, at);
