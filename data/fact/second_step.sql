-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a way to log in, and whether it asks a second step.
-- kind: snapshot
CREATE TABLE second_step (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  service TEXT NOT NULL, -- sshd, login, desktop, sudo, vpn…
  remote INTEGER NOT NULL, -- 1 when it can be reached over the network
  second_step TEXT NOT NULL, -- required, optional or none
  method TEXT, -- module or means: google-authenticator, u2f, oath, yubico, duo, publickey+password…
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, service)
) STRICT;
