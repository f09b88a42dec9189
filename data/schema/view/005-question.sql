-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- Questions: only what no machine could see, what applies to this firm, and what nobody answered (or the answer is past its date).
CREATE TEMP VIEW open_question AS
SELECT f.control, c.position, c.topic, c.level, c.minutes, f.verdict, q.member
  FROM finding f JOIN cat.control c ON c.id = f.control
       LEFT JOIN answer a ON a.control = f.control LEFT JOIN question_for q ON q.control = f.control
 WHERE f.verdict NOT IN ('not_applicable', 'accepted')
   AND (f.source IS NULL OR f.source = 'told')
   AND (a.control IS NULL OR a.until_at < now());
