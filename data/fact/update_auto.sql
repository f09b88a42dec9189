-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what installs updates by itself.
-- kind: snapshot
CREATE TABLE update_auto (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- unattended-upgrades, dnf-automatic, cron-apt, packagekit, snapd, windows-update, app-store…
  enabled INTEGER NOT NULL, -- 1 when switched on
  scope TEXT, -- all, security, download (fetches only) or none
  reboot INTEGER, -- 1 when it restarts by itself when needed
  last_run_at INTEGER, -- (moves) epoch seconds of its last run
  last_result TEXT, -- ok, failed or NULL when not known
  last_error TEXT, -- first words of the error it wrote
  interval_days INTEGER, -- how often it runs, days
  timer_enabled INTEGER, -- 1 when the timer or service that starts it is on
  PRIMARY KEY (asset, source, tool)
) STRICT;
