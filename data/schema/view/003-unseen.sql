-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What could not be seen, a row for each reason, with the measures that wait for it. Where it is about one thing, that thing is named.
CREATE TEMP VIEW unseen AS
SELECT CASE WHEN count(DISTINCT e.subject) = 1 AND min(e.subject) IS NOT min(a.name) THEN say('{1}: {2}', min(e.subject), e.seen) ELSE e.seen END AS reason,
       replace(group_concat(DISTINCT e.control), ',', ', ') AS list,
       min(e.control) AS control,
       count(*) AS n,
       min(c.position) AS position
  FROM evidence e JOIN finding f USING (control) JOIN cat.control c ON c.id = e.control LEFT JOIN asset a ON a.id = e.asset
 WHERE e.ok IS NULL AND e.seen IS NOT NULL AND f.verdict IN ('unknown', 'partly') AND c.sees IN ('both', 'gap')
 GROUP BY e.seen;
