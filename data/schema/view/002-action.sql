-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What to do first, until the plan reckons in euro: open controls, by how much harm they keep away for each minute and euro.
-- A minute of the owner counts 75 cents (45 euro an hour, facts of the risk model); basic measures come before advanced ones of equal worth.
CREATE TEMP VIEW action AS
SELECT f.control, f.gap,
       (SELECT coalesce(sum(strength), 0) FROM cat.control_reduces r WHERE r.control = f.control) AS strength,
       c.minutes, c.once_eur, c.yearly_eur, c.who, c.level,
       (1 + (SELECT coalesce(sum(strength * strength), 0) FROM cat.control_reduces r WHERE r.control = f.control))
         * (CASE c.level WHEN 'basic' THEN 2.0 ELSE 1.0 END) * f.gap / 1000.0
         / (30 + c.minutes * 0.75 + c.once_eur * 0.5 + c.yearly_eur) AS worth
  FROM finding f JOIN cat.control c ON c.id = f.control
 WHERE f.verdict IN ('gap', 'partly') AND f.gap > 0;
