-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: settings of the SSH server, one row a Match block; block 0 holds for all.
-- kind: snapshot
CREATE TABLE sshd (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  block INTEGER NOT NULL, -- 0 for the global part, then Match blocks in order
  criteria TEXT, -- condition of the Match block
  enabled INTEGER, -- 1 when the service starts by itself or runs
  port TEXT, -- ports, separated by a space
  listen TEXT, -- addresses it listens on, separated by a space; NULL means all
  root_login TEXT, -- yes, no, prohibit-password, forced-commands-only
  password INTEGER, -- 1 when a password is enough to log in
  keyboard_interactive INTEGER, -- 1 when allowed
  public_key INTEGER, -- 1 when allowed
  empty_passwords INTEGER, -- 1 when allowed
  methods TEXT, -- AuthenticationMethods, when set
  max_tries INTEGER, -- guesses for each connection
  idle_seconds INTEGER, -- seconds after which a silent connection is closed; 0 never
  session_idle_seconds INTEGER, -- seconds after which an idle channel or shell is closed (ChannelTimeout, TMOUT); 0 never
  allow TEXT, -- accounts, groups or hosts it is limited to; NULL when everybody
  forwarding INTEGER, -- 1 when tunnels are allowed
  weak TEXT, -- old ciphers, key exchanges or MACs that were switched on by hand, separated by a space
  version TEXT, -- version of the server
  PRIMARY KEY (asset, source, block)
) STRICT;
