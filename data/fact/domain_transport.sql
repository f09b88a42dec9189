-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: how mail to a domain is kept safe on the way: MTA-STS and TLS reports.
-- kind: snapshot
-- about: domain
CREATE TABLE domain_transport (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  sts TEXT, -- MTA-STS: mode of the policy: enforce, testing or none; NULL: none, or not readable
  sts_record TEXT, -- the record that announces it; NULL: none
  sts_error TEXT, -- what is wrong: syntax, many, no-policy, certificate, redirect, policy, no-mode, no-mx; NULL: nothing
  sts_max_age INTEGER, -- seconds that a sender may remember it
  sts_mx TEXT, -- mail servers that it allows, separated by a space
  sts_missing TEXT, -- mail servers of the domain that it does not allow, separated by a space
  tls_rpt TEXT, -- where reports about failed TLS go (RFC 8460), separated by a comma; NULL: nowhere
  tls_rpt_error TEXT, -- what is wrong: syntax, many; NULL: nothing
  PRIMARY KEY (asset, source)
) STRICT;
