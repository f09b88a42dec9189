-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a network that was looked at, from one place.
-- kind: snapshot
-- about: network
CREATE TABLE lan (
  asset INTEGER NOT NULL, -- asset.id of the network
  source TEXT NOT NULL, -- who reported the row: lan, outside, import…
  network TEXT NOT NULL, -- its addresses: 192.168.1.0/24
  vantage TEXT NOT NULL, -- from where: office (the firm's own network) or guest
  interface TEXT, -- network card that was used
  address TEXT, -- own address there
  gateway TEXT, -- address of the way out
  depth TEXT NOT NULL, -- how far the look went: devices, services or logins
  asked INTEGER NOT NULL, -- addresses that were asked
  silent INTEGER NOT NULL, -- (moves) addresses that did not answer
  left_out INTEGER NOT NULL, -- addresses that the owner does not want touched
  dhcp TEXT, -- addresses of who hands out addresses there, separated by a space
  milliseconds INTEGER NOT NULL, -- (moves) how long the look took
  PRIMARY KEY (asset, network, vantage, source)
) STRICT;
