-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a printer that was asked what it can (IPP).
-- kind: snapshot
-- about: network
CREATE TABLE lan_printer (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  uid TEXT NOT NULL, -- lan_device.uid
  model TEXT, -- model, as it says itself
  firmware TEXT, -- version of its own software
  pin INTEGER, -- 1 when a page can wait until somebody types a PIN at the printer, 0 when not; NULL: it does not say
  PRIMARY KEY (asset, uid, source)
) STRICT;
