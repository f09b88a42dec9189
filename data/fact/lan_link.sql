-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a line between two devices, as a device told it.
-- kind: snapshot
-- about: network
CREATE TABLE lan_link (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid of the device that told it
  port TEXT NOT NULL, -- its port, as it names it
  other TEXT NOT NULL, -- lan_device.uid at the other end, or the hardware address of one that is not known
  how TEXT NOT NULL, -- lldp, table (it sees that hardware address there) or route
  PRIMARY KEY (asset, uid, port, other, source)
) STRICT;
