-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a program installed by a package manager.
-- kind: snapshot
CREATE TABLE package (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  manager TEXT NOT NULL, -- dpkg, rpm, pacman, apk, flatpak, snap, windows
  name TEXT NOT NULL, -- package name
  arch TEXT NOT NULL, -- architecture; empty when none
  version TEXT NOT NULL, -- installed version
  source_name TEXT, -- source package, when other than the name
  third_party INTEGER, -- 1 when it does not come from the maker of the system; NULL when not known
  installed_at INTEGER, -- epoch seconds of the installation or last change
  title TEXT, -- name for people (flatpak, snap, Windows)
  PRIMARY KEY (asset, source, manager, name, arch)
) STRICT;
