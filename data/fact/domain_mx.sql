-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a server that receives the mail of a domain.
-- kind: snapshot
-- about: domain
CREATE TABLE domain_mx (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  host TEXT NOT NULL, -- its name
  preference INTEGER NOT NULL, -- the lowest is asked first
  exist INTEGER NOT NULL, -- 1 when the name has an address
  addresses TEXT, -- its addresses, separated by a space
  provider TEXT, -- whose it is, name in ref/provider.csv; NULL: own or not known
  answered INTEGER, -- 1 when it answered on port 25; NULL: not tried
  starttls INTEGER, -- 1 when it begins TLS, 0 when it says that it does not; NULL: it did not say
  secure INTEGER, -- 1 when its name is signed (DNSSEC) and right; NULL: could not be told
  tlsa INTEGER, -- DANE records (TLSA) of usage 2 or 3 that it has, where its name is signed
  tlsa_fits INTEGER, -- 1 when one of them fits its certificate; NULL: none, or no certificate was seen
  versions TEXT, -- what it accepts, separated by a space: ssl2 ssl3 tls1.0 tls1.1 tls1.2 tls1.3
  old INTEGER, -- 1 when it accepts something older than TLS 1.2
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
  fault TEXT, -- expired, not-yet, self-signed, incomplete, unknown-issuer, wrong-name, weak-signature, short-key; NULL: none
  chain INTEGER, -- certificates that it sends
  PRIMARY KEY (asset, host, source)
) STRICT;
