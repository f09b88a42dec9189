-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What insurers ask (data/ref/insurer_question.csv), answered from what is known. A bare yes is never given: what people only told is 'told'.

-- One row: a measure that answers a question and applies to this firm. state: proven (measured or proven), told, partly, gap (accepted ones too), unknown.
CREATE TEMP VIEW insurer_measure AS
SELECT q.question, q.position, c.id AS control, c.position AS number, f.why,
       CASE WHEN f.verdict = 'ok' AND f.source IN ('measured', 'proven') THEN 'proven'
            WHEN f.verdict = 'ok' THEN 'told'
            WHEN f.verdict = 'partly' THEN 'partly'
            WHEN f.verdict IN ('gap', 'accepted') THEN CASE WHEN f.measured + f.proven + f.told > 0 THEN 'partly' ELSE 'gap' END
            ELSE 'unknown' END AS state
  FROM ref_insurer_question q, json_each('["' || replace(q.controls, ' ', '","') || '"]') j
  JOIN cat.control c ON c.id = j.value LEFT JOIN finding f ON f.control = c.id
 WHERE q.controls IS NOT NULL AND f.verdict IS NOT 'not_applicable';

-- One row: why the answer to a question is no plain yes.
CREATE TEMP VIEW insurer_exception AS
SELECT question, position, control, number, state, why FROM insurer_measure WHERE state <> 'proven';

-- One row: a number that is asked; NULL: not known. Incidents are known where somebody keeps the list or looked through it.
CREATE TEMP VIEW insurer_number AS
SELECT 'turnover' AS number, nullif((SELECT turnover FROM firm), 0) AS value
UNION ALL
SELECT 'incidents', CASE WHEN EXISTS (SELECT 1 FROM entry WHERE register = 'incidents' AND gone_at IS NULL) OR EXISTS (SELECT 1 FROM register_review WHERE register = 'incidents')
  THEN (SELECT count(*) FROM entry WHERE register = 'incidents' AND gone_at IS NULL
           AND coalesce(body ->> 'day', date(made_at, 'unixepoch')) >= date(now(), 'unixepoch', '-5 years')) END;

-- One row: a question. answer: yes (each of its measures is in order, and measured or proven), told (in order, but of some we only say so), partly, no,
-- unknown, out (none of it applies to this firm), number (then value). measures: how many apply; exceptions: rows of insurer_exception.
CREATE TEMP VIEW insurer_answer AS
SELECT q.question, q.position, CASE
         WHEN q.number IS NOT NULL THEN CASE WHEN n.value IS NULL THEN 'unknown' ELSE 'number' END
         WHEN count(m.control) = 0 THEN 'out'
         WHEN sum(m.state = 'gap') > 0 AND sum(m.state IN ('proven', 'told', 'partly')) = 0 THEN 'no'
         WHEN sum(m.state IN ('gap', 'partly')) > 0 THEN 'partly'
         WHEN sum(m.state = 'unknown') > 0 THEN 'unknown'
         WHEN sum(m.state = 'told') > 0 THEN 'told'
         ELSE 'yes' END AS answer,
       n.value, count(m.control) AS measures, coalesce(sum(m.state <> 'proven'), 0) AS exceptions
  FROM ref_insurer_question q LEFT JOIN insurer_measure m ON m.question = q.question LEFT JOIN insurer_number n ON n.number = q.number
 GROUP BY q.question, q.position, q.number, n.value;
