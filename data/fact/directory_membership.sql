-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: the central list of accounts that this computer belongs to.
-- kind: snapshot
CREATE TABLE directory_membership (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  kind TEXT NOT NULL, -- sssd, winbind, nslcd, freeipa, windows-domain, azure-ad
  domain TEXT NOT NULL, -- name of the domain
  encrypted INTEGER, -- 1 when asked over an encrypted connection
  checks_server INTEGER, -- 1 when the server's certificate is checked
  cached_days INTEGER, -- days a login works without the directory
  PRIMARY KEY (asset, source, kind)
) STRICT;
