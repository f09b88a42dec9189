-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a domain of the firm, as the outside sees it.
-- kind: snapshot
-- about: domain
CREATE TABLE domain (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  name TEXT NOT NULL, -- its name
  exist INTEGER NOT NULL, -- 1 when the name system knows it
  mail INTEGER NOT NULL, -- 1 when it receives mail
  null_mx INTEGER NOT NULL, -- 1 when it says that it receives no mail (RFC 7505)
  web INTEGER NOT NULL, -- 1 when it or www has an address
  parked INTEGER NOT NULL, -- 1 when it receives no mail: then nobody may send in its name either
  addresses TEXT, -- addresses of the name itself, separated by a space
  mail_hosts TEXT, -- servers that receive its mail, separated by a space
  nameservers TEXT, -- its name servers, separated by a space
  dnssec TEXT, -- secure, insecure (not signed) or bogus (signed and wrong); NULL: could not be told
  reason TEXT, -- what is wrong with the signature, as the resolver says it
  algorithm TEXT, -- algorithms of its keys (RFC 8624 numbers and names), separated by a comma
  signature_ends_at INTEGER, -- (moves) epoch seconds at which the first of its signatures ends
  caa TEXT, -- who may make certificates for it (RFC 8659), separated by a comma; NULL: anybody
  caa_at TEXT, -- the name that says so
  ends_at INTEGER, -- epoch seconds at which its registration ends; NULL: the registry was not asked
  mail_provider TEXT, -- name in ref/provider.csv; NULL: own or not known
  web_provider TEXT, -- name in ref/provider.csv; NULL: own or not known
  dns_provider TEXT, -- name in ref/provider.csv; NULL: own or not known
  PRIMARY KEY (asset, source)
) STRICT;
