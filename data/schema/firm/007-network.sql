-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What lies between the computers: what the owner agreed to have looked at, the looks, the devices as people know them, the map, the letters.

ALTER TABLE asset ADD COLUMN kind TEXT NOT NULL DEFAULT 'computer'; -- computer, network or domain
CREATE INDEX asset_kind ON asset(kind, name, id);

-- One row: something that may be looked at because somebody who may agree did so.
CREATE TABLE consent (
  id INTEGER PRIMARY KEY,
  asset INTEGER NOT NULL REFERENCES asset(id), -- the network or domain
  kind TEXT NOT NULL, -- network, domain
  target TEXT NOT NULL, -- 192.168.1.0/24; firma.example
  depth TEXT NOT NULL, -- devices, services, logins; for a domain: public (what everybody can ask), lookalikes (and names that look like it)
  never TEXT, -- addresses that are never touched, separated by a space
  from_hour INTEGER, -- looks begin only from this hour…
  to_hour INTEGER, -- …to this one; NULL: any time
  person TEXT NOT NULL, -- who agreed
  statement TEXT NOT NULL, -- the sentences that were agreed to, as they were shown
  at INTEGER NOT NULL,
  until_on TEXT NOT NULL, -- YYYY-MM-DD: nothing is looked at after that day
  ended_at INTEGER, -- taken back
  ended_by TEXT
) STRICT;
CREATE INDEX consent_asset ON consent(asset, ended_at);

-- One row: a look that waits, runs or was taken. Of an import: what somebody brought.
CREATE TABLE look (
  id INTEGER PRIMARY KEY,
  consent INTEGER REFERENCES consent(id), -- NULL: a file that was brought
  asset INTEGER REFERENCES asset(id),
  name TEXT, -- of a file
  body BLOB, -- the file, until it was read
  asked_at INTEGER NOT NULL,
  person TEXT NOT NULL, -- who asked; the name of the program when it was due
  started_at INTEGER,
  ended_at INTEGER,
  result TEXT, -- done, failed
  why TEXT -- what came of it, for the reader, as say() keeps it
) STRICT;
CREATE INDEX look_waits ON look(started_at, asked_at);
CREATE INDEX look_asset ON look(asset, ended_at);

-- One row: a device as the firm knows it. What was last seen of it stands in the fact table lan_device under the same uid.
CREATE TABLE network_device (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE, -- lan_device.uid
  network INTEGER NOT NULL REFERENCES asset(id), -- where it was last seen
  computer INTEGER REFERENCES asset(id), -- the computer that it is, when that one reports
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  name TEXT, -- as a person told it
  kind TEXT, -- as a person told it: ref/device_kind.csv
  whose TEXT, -- firm, private, guest, supplier, other; NULL: nobody told
  note TEXT,
  told_at INTEGER, -- when somebody last told something
  told_by TEXT,
  merged INTEGER REFERENCES network_device(id), -- it is this other device, somebody told
  forgotten_at INTEGER, -- taken off the list; comes back when it is seen again
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX network_device_network ON network_device(network);
CREATE INDEX network_device_merged ON network_device(merged);
CREATE INDEX network_device_computer ON network_device(computer);

-- One row: something by which a device is known again. kind: mac, serial, certificate, mdns… as the look found it.
CREATE TABLE network_device_trait (
  device INTEGER NOT NULL REFERENCES network_device(id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (device, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX network_device_trait_value ON network_device_trait(kind, value);

-- One row: where something stands on the map. uid: a device; a network stands as net:ID, the internet as internet.
CREATE TABLE map_place (
  uid TEXT PRIMARY KEY,
  x INTEGER NOT NULL, -- of its middle, in units of the drawing (72 to an inch)
  y INTEGER NOT NULL, -- downwards
  by_hand INTEGER NOT NULL DEFAULT 0 -- 1: somebody put it there; it stays
) STRICT, WITHOUT ROWID;

-- One row: a line of the map that somebody drew or took away. What looks saw stands in lan_link.
CREATE TABLE map_line (
  a TEXT NOT NULL, -- uid
  b TEXT NOT NULL, -- uid; a < b
  how TEXT NOT NULL, -- cable, wifi, vpn, internet; gone: there is no such line
  note TEXT,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

-- One row: a letter to somebody who must mend what the firm cannot mend itself.
CREATE TABLE letter (
  id INTEGER PRIMARY KEY,
  asset INTEGER NOT NULL REFERENCES asset(id),
  who TEXT NOT NULL, -- mail, web, dns, supplier, maker: as the checks say it
  provider TEXT, -- its name
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL, -- as it was sent
  codes TEXT NOT NULL, -- JSON: [[code, name], …] that it asks to mend
  made_at INTEGER NOT NULL,
  person TEXT NOT NULL,
  due_on TEXT NOT NULL, -- YYYY-MM-DD
  sent_at INTEGER, -- by mail from here, or somebody said so
  reminded_at INTEGER,
  closed_at INTEGER, -- measured again, and all of it in order
  given_up_at INTEGER -- the firm no longer asks
) STRICT;
CREATE INDEX letter_open ON letter(asset, closed_at);
