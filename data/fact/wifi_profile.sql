-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a wireless network that this computer knows.
-- kind: snapshot
CREATE TABLE wifi_profile (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  name TEXT NOT NULL, -- name of the profile
  ssid TEXT NOT NULL, -- name of the network
  security TEXT NOT NULL, -- open, wep, wpa, wpa2-psk, wpa3-sae, enterprise, owe
  automatic INTEGER NOT NULL, -- 1 when the computer joins by itself
  last_used_at INTEGER, -- (moves) epoch seconds of the last use
  checks_server INTEGER, -- 1 when an enterprise profile checks the network's certificate
  weak TEXT, -- tkip, wps… NULL when nothing
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, name)
) STRICT;
