-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what stops unknown sticks.
-- kind: snapshot
CREATE TABLE usb_control (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- usbguard, udev, module-block, windows-policy
  active INTEGER NOT NULL, -- 1 when in force
  default_action TEXT, -- block, reject or allow: what happens to a device that no rule names
  rules INTEGER, -- how many devices are allowed by name
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, tool)
) STRICT;
