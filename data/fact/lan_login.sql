-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a maker's password that was tried, once, on a device of the firm, because the owner agreed.
-- kind: snapshot
-- about: network
CREATE TABLE lan_login (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid
  address TEXT NOT NULL, -- address
  proto TEXT NOT NULL, -- http, ssh, telnet, ftp or snmp
  port INTEGER NOT NULL, -- port number
  account TEXT NOT NULL, -- account that was tried
  accepted INTEGER NOT NULL, -- 1 when it opened, 0 when it did not
  source_of TEXT NOT NULL, -- whose standard password it is: the maker or product
  PRIMARY KEY (asset, uid, address, proto, port, account, source)
) STRICT;
