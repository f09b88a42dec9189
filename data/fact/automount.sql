-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what opens a stick or disc by itself when it is put in.
-- kind: snapshot
CREATE TABLE automount (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  mechanism TEXT NOT NULL, -- gnome, mate, cinnamon, xfce, kde, udisks, autofs, usbmount, udev, windows-autorun
  mounts INTEGER NOT NULL, -- 1 when it opens media by itself
  runs INTEGER NOT NULL, -- 1 when it may start a program from it
  locked INTEGER NOT NULL, -- 1 when users cannot change this setting
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, mechanism)
) STRICT;
