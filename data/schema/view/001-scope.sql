-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- The computers that a control is about: key scope of a control names one of these.

-- Every computer that reported.
CREATE TEMP VIEW scope_computers AS SELECT DISTINCT asset FROM host;
CREATE TEMP VIEW scope_servers AS SELECT DISTINCT asset FROM host WHERE role = 'server';
CREATE TEMP VIEW scope_laptops AS SELECT DISTINCT asset FROM host WHERE role = 'laptop';
CREATE TEMP VIEW scope_workstations AS SELECT DISTINCT asset FROM host WHERE role IN ('laptop', 'desktop');
-- Computers with a Wi-Fi card.
CREATE TEMP VIEW scope_wireless AS SELECT DISTINCT asset FROM network_interface WHERE kind = 'wifi';
