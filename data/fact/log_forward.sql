-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: a copy of the logs that goes to another machine.
-- kind: snapshot
CREATE TABLE log_forward (
  asset INTEGER NOT NULL, -- asset.id
  source TEXT NOT NULL, -- who reported the row: host, collect, …
  tool TEXT NOT NULL, -- rsyslog, syslog-ng, journal-upload, wazuh, filebeat, fluent-bit, vector…
  target TEXT NOT NULL, -- machine that gets them
  encrypted INTEGER, -- 1 when sent encrypted
  running INTEGER NOT NULL, -- 1 when the program runs or starts by itself
  central INTEGER NOT NULL, -- 1 when the receiver looks for bad signs by itself (Wazuh, OSSEC, Splunk, Elastic agent…)
  PRIMARY KEY (asset, source, tool, target)
) STRICT;
