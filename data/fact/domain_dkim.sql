-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a DKIM key of a domain: a selector that was found.
-- kind: snapshot
-- about: domain
CREATE TABLE domain_dkim (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  selector TEXT NOT NULL, -- its name
  service TEXT, -- the service that uses this name
  target TEXT, -- name at another party that holds the key (CNAME)
  key_type TEXT, -- rsa or ed25519
  bits INTEGER, -- length of the key in bits
  testing INTEGER NOT NULL, -- 1 when it says that it is a trial (t=y)
  revoked INTEGER NOT NULL, -- 1 when its key is empty: taken back
  error TEXT, -- what is wrong: syntax, key, many; NULL: nothing
  PRIMARY KEY (asset, selector, source)
) STRICT;
