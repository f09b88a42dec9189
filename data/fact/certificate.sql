-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a certificate that a program here shows to others.
-- kind: snapshot
CREATE TABLE certificate (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  file TEXT NOT NULL, -- file
  subject TEXT NOT NULL, -- name in it
  issuer TEXT NOT NULL, -- who signed it
  not_before_at INTEGER, -- epoch seconds
  not_after_at INTEGER NOT NULL, -- epoch seconds at which it ends
  self_signed INTEGER NOT NULL, -- 1 when nobody else vouches for it
  key_bits INTEGER, -- length of the key in bits
  signature TEXT, -- way of signing: sha256, sha1, md5…
  used_by TEXT NOT NULL, -- nginx, apache2, postfix, dovecot, cups…
  names TEXT, -- names and addresses it is for, separated by a space
  PRIMARY KEY (asset, source, file)
) STRICT;
