-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what file sharing of Windows kind a device speaks.
-- kind: snapshot
-- about: network
CREATE TABLE lan_smb (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid
  address TEXT NOT NULL, -- address
  smb1 INTEGER NOT NULL, -- 1 when it accepts SMB version 1
  newest TEXT, -- newest version it accepts: 1, 2.0.2, 2.1, 3.0, 3.0.2, 3.1.1
  signing TEXT, -- required, offered or off
  guest INTEGER, -- 1 when it lets in who has no password
  computer TEXT, -- its name
  workgroup TEXT, -- its workgroup or domain
  os TEXT, -- system it says it is
  PRIMARY KEY (asset, uid, address, source)
) STRICT;
