-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What is good or bad on the networks.
CREATE TEMP VIEW lan_check AS SELECT 0 AS asset, '' AS uid, '' AS code, 1 AS ok, '' AS subject, '' AS seen, '' AS wanted, '' AS who WHERE 0;
