-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: where a stranger can report a weakness: security.txt (RFC 9116).
-- kind: snapshot
-- about: domain
CREATE TABLE domain_contact (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  host TEXT NOT NULL, -- the web address that was asked
  found INTEGER NOT NULL, -- 1 when it is there
  url TEXT, -- where it stands after all steps
  encrypted INTEGER, -- 1 when it comes with encryption (it must)
  contact TEXT, -- addresses to write to, separated by a space
  expires_at INTEGER, -- epoch seconds until which it holds
  canonical TEXT, -- where it says that it stands, separated by a space
  policy TEXT, -- where the rules for strangers stand
  error TEXT, -- what is wrong: no-contact, no-expires, many-expires, expired, syntax, canonical, type, elsewhere; NULL: nothing
  PRIMARY KEY (asset, host, source)
) STRICT;
