-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what TLS a device speaks on one port.
-- kind: snapshot
-- about: network
CREATE TABLE lan_tls (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid
  address TEXT NOT NULL, -- address
  port INTEGER NOT NULL, -- port number
  versions TEXT NOT NULL, -- what it accepts, separated by a space: ssl3 tls1.0 tls1.1 tls1.2 tls1.3
  old INTEGER NOT NULL, -- 1 when it accepts something older than TLS 1.2
  weak TEXT, -- weak ciphers that it accepts, separated by a space; NULL when none
  subject TEXT, -- name in its certificate
  issuer TEXT, -- who signed it
  names TEXT, -- names and addresses it is for, separated by a space
  not_before_at INTEGER, -- epoch seconds
  not_after_at INTEGER, -- epoch seconds at which it ends
  self_signed INTEGER, -- 1 when nobody else vouches for it
  key_bits INTEGER, -- length of the key in bits
  signature TEXT, -- way of signing: sha256, sha1, md5…
  fingerprint TEXT, -- SHA-256 of the certificate, hexadecimal
  PRIMARY KEY (asset, uid, address, port, source)
) STRICT;
