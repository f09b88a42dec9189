-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What looks found, of networks and domains together: name is the uid of a device, or the name that the thing has on the internet.
CREATE TEMP VIEW found_check AS
SELECT asset, uid AS name, code, ok, subject, seen, wanted, who FROM lan_check
UNION ALL
SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check;
