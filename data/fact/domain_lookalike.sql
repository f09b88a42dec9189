-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a domain that looks like one of the firm and exists.
-- kind: snapshot
-- about: domain
CREATE TABLE domain_lookalike (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  name TEXT NOT NULL, -- its name
  how TEXT NOT NULL, -- what was changed: omit, swap, double, key, look, hyphen, tld, plural, add
  addresses TEXT, -- its addresses, separated by a space
  mail TEXT, -- servers that receive its mail, separated by a space; NULL: none
  mail_only INTEGER NOT NULL, -- 1 when it has mail and no web page: the sign of invoice fraud
  PRIMARY KEY (asset, name, source)
) STRICT;
