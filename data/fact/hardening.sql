-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a setting of the system that makes a break-in harder; the wanted value is in ref_hardening.
-- kind: snapshot
CREATE TABLE hardening (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  item TEXT NOT NULL, -- name as in ref_hardening: sysctl:kernel.dmesg_restrict, mount:/tmp:nosuid, login.defs:UMASK…
  value TEXT, -- value found; NULL when not set
  PRIMARY KEY (asset, source, item)
) STRICT;
