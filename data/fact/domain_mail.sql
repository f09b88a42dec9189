-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: who may send mail in the name of a domain: SPF and DMARC.
-- kind: snapshot
-- about: domain
CREATE TABLE domain_mail (
  asset INTEGER NOT NULL, -- asset.id of the domain
  source TEXT NOT NULL, -- who reported the row: outside, outside-ports, import…
  spf TEXT, -- the SPF record; NULL: none
  spf_records INTEGER, -- how many there are (one is right); NULL: no answer
  spf_all TEXT, -- what it says of all others: - ~ ? + (NULL: nothing)
  spf_lookups INTEGER, -- (moves) look-ups that it asks of a receiver (10 is the most, RFC 7208)
  spf_void INTEGER, -- (moves) look-ups that find nothing (2 is the most)
  spf_ptr INTEGER, -- 1 when it uses ptr, which RFC 7208 advises against
  spf_wide INTEGER, -- 1 when it lets in very many addresses (/0 to /7, or +all)
  spf_error TEXT, -- what is wrong: syntax, many, lookups, void, include, loop, long, temp; NULL: nothing
  spf_error_at TEXT, -- the term or name where
  dmarc TEXT, -- the DMARC record; NULL: none
  dmarc_at TEXT, -- the name where it stands: the domain's own, or that of the domain above it
  dmarc_records INTEGER, -- how many there are (one is right); NULL: no answer
  dmarc_policy TEXT, -- what should be done with false mail of this name: none, quarantine or reject
  dmarc_sub TEXT, -- the same for names below it
  dmarc_pct INTEGER, -- of how many percent of it
  dmarc_adkim TEXT, -- alignment of DKIM: r or s
  dmarc_aspf TEXT, -- alignment of SPF: r or s
  dmarc_rua TEXT, -- where reports go, separated by a comma
  dmarc_rua_refused TEXT, -- of those, the domains that did not agree to receive them
  dmarc_error TEXT, -- what is wrong: syntax, many, policy, rua; NULL: nothing
  PRIMARY KEY (asset, source)
) STRICT;
