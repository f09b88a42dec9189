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

-- What the firm said of itself, a row for each column of table firm that a question fills.
CREATE TEMP VIEW firm_value AS
SELECT 'nace' AS field, nace AS value FROM firm UNION ALL SELECT 'people', people FROM firm UNION ALL SELECT 'has_premises', has_premises FROM firm
UNION ALL SELECT 'has_server', has_server FROM firm UNION ALL SELECT 'has_wifi', has_wifi FROM firm UNION ALL SELECT 'has_guest_wifi', has_guest_wifi FROM firm
UNION ALL SELECT 'has_remote', has_remote FROM firm UNION ALL SELECT 'has_cloud', has_cloud FROM firm UNION ALL SELECT 'has_website', has_website FROM firm
UNION ALL SELECT 'has_laptops', has_laptops FROM firm UNION ALL SELECT 'has_mobiles', has_mobiles FROM firm UNION ALL SELECT 'has_paper', has_paper FROM firm
UNION ALL SELECT 'has_suppliers', has_suppliers FROM firm UNION ALL SELECT 'personal_data', personal_data FROM firm
UNION ALL SELECT 'pays_online', pays_online FROM firm UNION ALL SELECT 'rents_hosting', rents_hosting FROM firm
UNION ALL SELECT 'hours_without', hours_without FROM firm;
