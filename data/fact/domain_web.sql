-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a web address of a domain: the name itself, or www.
-- kind: snapshot
-- about: domain
CREATE TABLE domain_web (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  host TEXT NOT NULL, -- its name
  address TEXT, -- address that was asked
  http INTEGER, -- 1 when it answers without encryption (port 80), 0 when it does not
  https INTEGER, -- 1 when it answers with it (port 443), 0 when it does not
  to_https INTEGER, -- 1 when the page without encryption leads to one with it; NULL: there is none
  first_step TEXT, -- where the page without encryption leads to first
  final TEXT, -- where the page ends after all steps
  steps INTEGER, -- steps until there
  unsafe_step INTEGER, -- 1 when a later step goes without encryption again
  loop INTEGER, -- 1 when the steps never end
  status INTEGER, -- answer of the page with encryption: 200, 404…
  hsts INTEGER, -- seconds that a browser shall keep to encryption (Strict-Transport-Security); NULL: it does not say
  hsts_sub INTEGER, -- 1 when names below it too
  csp TEXT, -- Content-Security-Policy, its first 1,000 characters
  csp_unsafe INTEGER, -- 1 when that allows scripts from anywhere (unsafe-inline without a nonce or hash, or *)
  frame TEXT, -- who may show the page in another: X-Frame-Options or frame-ancestors; NULL: anybody
  nosniff INTEGER, -- 1 when X-Content-Type-Options is nosniff
  referrer TEXT, -- Referrer-Policy
  server TEXT, -- program that it says it is
  shows_version INTEGER, -- 1 when it tells its version too
  tlsa INTEGER, -- DANE records (TLSA) of usage 2 or 3 that it has, where its name is signed
  tlsa_fits INTEGER, -- 1 when one of them fits its certificate; NULL: none, or no certificate was seen
  PRIMARY KEY (asset, host, source)
) STRICT;
