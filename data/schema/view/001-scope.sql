-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- The computers, networks and domains that a control is about: key scope of a control names one of these.

-- Every computer that reported.
CREATE TEMP VIEW scope_computers AS SELECT DISTINCT asset FROM host;
CREATE TEMP VIEW scope_servers AS SELECT DISTINCT asset FROM host WHERE role = 'server';
CREATE TEMP VIEW scope_laptops AS SELECT DISTINCT asset FROM host WHERE role = 'laptop';
CREATE TEMP VIEW scope_workstations AS SELECT DISTINCT asset FROM host WHERE role IN ('laptop', 'desktop');
-- Computers with a Wi-Fi card.
CREATE TEMP VIEW scope_wireless AS SELECT DISTINCT asset FROM network_interface WHERE kind = 'wifi';
-- Networks and domains of the firm, but those for which all consent was taken back.
CREATE TEMP VIEW scope_networks AS SELECT a.id AS asset FROM asset a WHERE a.kind = 'network'
   AND (EXISTS (SELECT 1 FROM consent c WHERE c.asset = a.id AND c.ended_at IS NULL) OR NOT EXISTS (SELECT 1 FROM consent c WHERE c.asset = a.id));
CREATE TEMP VIEW scope_domains AS SELECT a.id AS asset FROM asset a WHERE a.kind = 'domain'
   AND (EXISTS (SELECT 1 FROM consent c WHERE c.asset = a.id AND c.ended_at IS NULL) OR NOT EXISTS (SELECT 1 FROM consent c WHERE c.asset = a.id));
