-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a door of a device that answers.
-- kind: snapshot
-- about: network
CREATE TABLE lan_service (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid
  address TEXT NOT NULL, -- address it answers on
  proto TEXT NOT NULL, -- tcp or udp
  port INTEGER NOT NULL, -- port number
  name TEXT NOT NULL, -- what speaks there: ssh, telnet, ftp, http, smb, rdp, vnc, mysql…; unknown when it cannot be told
  product TEXT, -- program, as it says itself
  version TEXT, -- its version, as it says itself
  banner TEXT, -- first words that it says
  tls INTEGER NOT NULL, -- 1 when it speaks TLS at once
  starttls INTEGER, -- 1 when it can begin TLS, 0 when it cannot; NULL: not asked or not of that kind
  title TEXT, -- title of its web page
  login_page INTEGER, -- 1 when the web page asks for a password
  clear_login INTEGER, -- 1 when a password would travel without encryption
  early_login INTEGER, -- 1 when remote desktop asks for the password before it shows a screen (NLA), 0 when it does not have to; NULL: no remote desktop
  anybody INTEGER, -- 1 when it lets anybody in without a password, 0 when it does not; NULL: not tried
  detail TEXT, -- what else was seen, for a person who mends it
  PRIMARY KEY (asset, uid, address, proto, port, source)
) STRICT;
