-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- People who log in, and what opens doors. This is a file of its own: pages and controls can never open it. Times are seconds since 1970;
-- a hash is BLAKE2b-256, so that whoever reads this file has no key in hand. What a role is: enum role of src/web/web.h.

-- One row: somebody who may log in. Their name stands in table member of the firm's file.
CREATE TABLE person (
  id INTEGER PRIMARY KEY, -- the same as in table member
  mail TEXT NOT NULL UNIQUE, -- lower case
  role INTEGER NOT NULL,
  lang TEXT NOT NULL,
  password TEXT, -- argon2id, as libsodium writes it; NULL: none chosen yet
  made_at INTEGER NOT NULL,
  until_at INTEGER, -- from then on the account is closed; NULL: no end
  totp BLOB, -- secret of the second step; NULL: none
  totp_next BLOB, -- one that was shown and is not confirmed by a code yet
  totp_used INTEGER NOT NULL DEFAULT 0 -- last step of 30 seconds whose code was used
) STRICT;

-- One row: a browser that is logged in.
CREATE TABLE session (
  token_hash BLOB PRIMARY KEY,
  member INTEGER NOT NULL, -- 0: nobody of the firm (a link to a device)
  role INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  lang TEXT, -- chosen in this session; NULL: the person's
  csrf BLOB NOT NULL,
  needs_step INTEGER NOT NULL, -- 1: the password was right, the second step is still to come
  link BLOB, -- hash of the link that opened it; NULL: a password did
  made_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  browser TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_member ON session(member, made_at);

-- One row: a personal link, sent by mail or shown as a QR.
CREATE TABLE link (
  token_hash BLOB PRIMARY KEY,
  member INTEGER NOT NULL,
  role INTEGER NOT NULL, -- 0: it opens nothing, but lets this person choose a password, once
  subject INTEGER NOT NULL,
  lang TEXT,
  made_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  used_at INTEGER, -- last
  gone_at INTEGER -- taken back
) STRICT, WITHOUT ROWID;
CREATE INDEX link_subject ON link(role, subject, member);

-- One row: a key for programs that ask pages as JSON.
CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE,
  member INTEGER NOT NULL REFERENCES person(id),
  name TEXT NOT NULL,
  reads_only INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

-- One row: a recovery code, for who lost the telephone.
CREATE TABLE recovery (
  code_hash BLOB PRIMARY KEY, -- of the member and the code
  member INTEGER NOT NULL REFERENCES person(id),
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_member ON recovery(member);

-- One row: a passkey.
CREATE TABLE passkey (
  id INTEGER PRIMARY KEY,
  credential BLOB NOT NULL UNIQUE,
  member INTEGER NOT NULL REFERENCES person(id),
  name TEXT NOT NULL,
  key BLOB NOT NULL, -- COSE_Key, as it came
  count INTEGER NOT NULL, -- times that it signed, as it says itself; 0: it does not count
  made_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

-- One row: a question to a passkey that was not answered yet.
CREATE TABLE challenge (
  hash BLOB PRIMARY KEY,
  member INTEGER, -- who makes a passkey; NULL: somebody who logs in with one
  until_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: how often something was tried in vain. The key is a hash of what is counted: an account at an address, an address…
CREATE TABLE failure (
  key BLOB PRIMARY KEY,
  count INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL -- forgotten from then on
) STRICT, WITHOUT ROWID;
CREATE INDEX failure_until ON failure(until_at);

-- One row: an address or a browser from which an account was opened before. The key is a hash of both.
CREATE TABLE known (
  key BLOB PRIMARY KEY,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: a key of this server and its certificate: ca, server.
CREATE TABLE key (
  name TEXT PRIMARY KEY,
  key TEXT NOT NULL, -- PEM
  cert TEXT NOT NULL, -- PEM
  made_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  names TEXT NOT NULL -- addresses and names that the certificate is for, one a line, sorted
) STRICT;
