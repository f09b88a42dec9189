-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what this computer is; one row a computer.
-- kind: snapshot
CREATE TABLE host (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT, -- host name as the computer itself gives it
  domain TEXT, -- DNS domain of the computer, when it knows one
  os_id TEXT NOT NULL, -- system family: debian, ubuntu, fedora, rhel, windows… (os-release ID)
  os_version TEXT, -- version as the maker counts it: 12, 22.04, 10.0.22631
  os_codename TEXT, -- code name: bookworm, jammy
  os_name TEXT, -- name for people: Debian GNU/Linux 12 (bookworm)
  kernel TEXT, -- running kernel release; NULL for an image
  arch TEXT, -- processor family: amd64, arm64
  role TEXT NOT NULL, -- laptop, desktop or server: from the chassis, a battery, a desktop session
  chassis TEXT, -- SMBIOS chassis kind as a word, when known
  vendor TEXT, -- maker of the machine (SMBIOS)
  model TEXT, -- product name (SMBIOS)
  virtual TEXT, -- kind of virtual machine or container, when it is one
  boot_at INTEGER, -- (moves) epoch seconds of the last start
  timezone TEXT, -- time zone name
  desktop TEXT, -- installed desktop that starts by itself: gnome, kde, xfce…; NULL when none
  PRIMARY KEY (asset, source)
) STRICT;
