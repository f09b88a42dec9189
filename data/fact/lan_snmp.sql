-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a device that tells about itself by SNMP.
-- kind: snapshot
-- about: network
CREATE TABLE lan_snmp (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid
  address TEXT NOT NULL, -- address
  community TEXT NOT NULL, -- word that it accepted: public, private or one that the owner gave (then: own)
  version TEXT NOT NULL, -- 1 or 2c
  description TEXT, -- sysDescr
  name TEXT, -- sysName
  location TEXT, -- sysLocation
  up_since_at INTEGER, -- (moves) epoch seconds of its last start
  PRIMARY KEY (asset, uid, address, community, source)
) STRICT;
