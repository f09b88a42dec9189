-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: what looks for burglars.
-- kind: snapshot
CREATE TABLE intrusion_detection (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- suricata, snort, zeek, aide, tripwire, samhain, fail2ban, crowdsec, sshguard, auditd, ossec, wazuh, falco, rkhunter…
  kind TEXT NOT NULL, -- network, files, logins, kernel or all
  running INTEGER NOT NULL, -- 1 when it runs or starts by itself
  data_at INTEGER, -- (moves) epoch seconds of its newest rules or baseline
  blocks INTEGER, -- 1 when it also stops what it sees
  last_run_at INTEGER, -- (moves) epoch seconds of the last run
  PRIMARY KEY (asset, source, tool)
) STRICT;
