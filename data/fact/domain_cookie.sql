-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a cookie that a web address of a domain sets at the first visit.
-- kind: snapshot
-- about: domain
CREATE TABLE domain_cookie (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  host TEXT NOT NULL, -- the web address
  name TEXT NOT NULL, -- name of the cookie
  secure INTEGER NOT NULL, -- 1 when it travels with encryption alone
  http_only INTEGER NOT NULL, -- 1 when scripts cannot read it
  same_site TEXT, -- strict, lax or none; NULL: it does not say
  PRIMARY KEY (asset, host, name, source)
) STRICT;
