-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- People who log in, and what opens doors. This is a file of its own: pages and controls can never open it.

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  mail TEXT UNIQUE,
  role TEXT NOT NULL, -- owner, staff, supplier, auditor
  lang TEXT NOT NULL,
  password TEXT, -- argon2id, as libsodium writes it
  second_step BLOB, -- TOTP secret
  made_at INTEGER NOT NULL,
  until_at INTEGER
) STRICT;

CREATE TABLE session (
  token_hash BLOB PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(id),
  made_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) STRICT;
