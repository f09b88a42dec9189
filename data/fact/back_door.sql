-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what opens a way in that the firewall does not see.
-- kind: snapshot
CREATE TABLE back_door (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- docker-ports, docker-socket, cloudflared, ngrok, tailscale-funnel, frp, upnp, reverse-ssh, tor, hamachi…
  running INTEGER NOT NULL, -- 1 when it runs or starts by itself
  what TEXT, -- what it opens
  file TEXT, -- where it stands
  PRIMARY KEY (asset, source, tool)
) STRICT;
