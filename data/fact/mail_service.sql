-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a program that sends or takes mail.
-- kind: snapshot
CREATE TABLE mail_service (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  program TEXT NOT NULL, -- postfix, exim, dovecot…
  running INTEGER NOT NULL, -- 1 when it runs or starts by itself
  reach TEXT, -- self, lan or any
  takes_tls TEXT, -- required, offered or off: for mail that comes in
  sends_tls TEXT, -- required, offered or off: for mail that goes out
  clear_login INTEGER, -- 1 when a password may travel without encryption
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, program)
) STRICT;
