-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What to do first: the open controls in the order of the plan.
CREATE TEMP VIEW action AS
SELECT p.control, p.position, p.month, p.saves, f.gap, c.minutes, c.once_eur, c.yearly_eur, c.who, c.level
  FROM plan p JOIN finding f ON f.control = p.control JOIN cat.control c ON c.id = p.control
 WHERE f.verdict IN ('gap', 'partly') AND f.gap > 0;
