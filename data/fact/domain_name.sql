-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a name below a domain that leads to somewhere, and whether there is something.
-- kind: snapshot
-- about: domain
CREATE TABLE domain_name (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  name TEXT NOT NULL, -- the name
  kind TEXT NOT NULL, -- cname, mx or ns
  target TEXT NOT NULL, -- where it leads to
  exist INTEGER NOT NULL, -- 1 when that is there
  service TEXT, -- service that hands out such names to anybody (ref/takeover.csv)
  PRIMARY KEY (asset, name, kind, target, source)
) STRICT;
