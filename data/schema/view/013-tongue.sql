-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- The languages that Bolwerk speaks, each by its own name, in the order in which they are offered.
CREATE TEMP VIEW tongue AS SELECT column1 AS code, column2 AS name, column3 AS position
  FROM (VALUES ('nl', 'Nederlands', 1), ('fr', 'Français', 2), ('de', 'Deutsch', 3), ('en', 'English', 4));
