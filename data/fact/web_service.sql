-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a web server or site that this computer runs.
-- kind: snapshot
CREATE TABLE web_service (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  program TEXT NOT NULL, -- nginx, apache2, caddy, lighttpd
  name TEXT NOT NULL, -- site or file
  running INTEGER NOT NULL, -- 1 when it runs or starts by itself
  clear INTEGER NOT NULL, -- 1 when it answers without encryption and does not send visitors on to the encrypted site
  old_tls INTEGER, -- 1 when TLS 1.0 or 1.1 is allowed
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, program, name)
) STRICT;
