-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- Messages that wait to be sent, and what was told to whom.

ALTER TABLE firm ADD COLUMN hours_without INTEGER; -- how many hours the firm can go on working without its computers

-- One row: a message. It waits while next_at is there; neither next_at nor sent_at: given up.
CREATE TABLE mail (
  id INTEGER PRIMARY KEY,
  to_address TEXT NOT NULL,
  lang TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL, -- emptied when sent or given up: it may hold a personal link
  kind TEXT NOT NULL, -- remind (made of what is due), or the name of a file in data/mail
  once_key TEXT NOT NULL UNIQUE, -- a message with this key is never made twice
  message_id TEXT NOT NULL, -- the part before the @; the same at every try, so that a double can be known
  made_at INTEGER NOT NULL,
  next_at INTEGER, -- not tried before
  tries INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER, -- when the server took it
  error TEXT -- what went wrong at the last try, in the words of the program
) STRICT;
CREATE INDEX mail_next ON mail(next_at) WHERE next_at IS NOT NULL;

-- One row: one thing that somebody was told. It is told once.
CREATE TABLE mail_item (
  once_key TEXT NOT NULL,
  to_address TEXT NOT NULL,
  kind TEXT NOT NULL, -- file in data/mail
  mail INTEGER NOT NULL REFERENCES mail(id),
  at INTEGER NOT NULL,
  PRIMARY KEY (once_key, to_address)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_item_kind ON mail_item(kind, at);
