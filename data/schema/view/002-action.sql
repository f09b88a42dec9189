-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: who can do what a measure asks: owner, supplier or both. What both could do is for the owner alone where there is no supplier.
CREATE TEMP VIEW doer AS
SELECT id AS control, CASE WHEN who = 'both' AND (SELECT has_suppliers FROM firm) = 0 THEN 'owner' ELSE who END AS who FROM cat.control;

-- What to do first: the open controls in the order of the plan.
CREATE TEMP VIEW action AS
SELECT p.control, p.position, p.month, p.saves, f.gap, c.minutes, c.once_eur, c.yearly_eur, w.who, c.level
  FROM plan p JOIN finding f ON f.control = p.control JOIN cat.control c ON c.id = p.control JOIN doer w ON w.control = p.control
 WHERE f.verdict IN ('gap', 'partly') AND f.gap > 0;
