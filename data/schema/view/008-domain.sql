-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What is good or bad about the domains.
CREATE TEMP VIEW domain_check AS SELECT 0 AS asset, '' AS name, '' AS code, 1 AS ok, '' AS subject, '' AS seen, '' AS wanted, '' AS who WHERE 0;
