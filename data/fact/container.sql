-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a container of this computer.
-- kind: snapshot
CREATE TABLE container (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  runtime TEXT NOT NULL, -- docker, podman, lxc, nspawn, kubernetes
  name TEXT NOT NULL, -- name
  image TEXT, -- image
  running INTEGER NOT NULL, -- 1 when it runs
  privileged INTEGER NOT NULL, -- 1 when it has all powers over the machine
  ports TEXT, -- published ports as ADDRESS:PORT, separated by a space
  image_at INTEGER, -- epoch seconds at which the image was made
  restart TEXT, -- restart policy
  PRIMARY KEY (asset, source, runtime, name)
) STRICT;
