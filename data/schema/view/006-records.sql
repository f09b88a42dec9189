-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- Where people keep each part of proof, and which parts this firm is asked for.

-- Each part that the catalogue asks of this firm: some measure that applies (or is not judged yet) has it as proof.
CREATE TEMP VIEW part_asked AS
SELECT DISTINCT p.part FROM cat.control_proof p LEFT JOIN finding f ON f.control = p.control
 WHERE f.verdict IS NULL OR f.verdict <> 'not_applicable';

-- The page where each part is done.
CREATE TEMP VIEW part_place AS
SELECT part, kind, name, CASE
         WHEN part = 'register:staff-list' THEN '/people'
         WHEN part = 'register:ict-rules-signed' THEN '/signoff/ict-rules'
         WHEN kind = 'register' THEN '/register/' || name
         WHEN kind IN ('photo', 'contract', 'attestation') OR i.upload THEN '/evidence/' || kind || '/' || name
         WHEN kind = 'document' THEN '/document/' || name
         WHEN kind = 'signoff' THEN '/signoff/' || name
         WHEN kind = 'task' THEN coalesce((SELECT '/duty/' || min(d.id) FROM duty d WHERE d.part = i.part AND d.ended_at IS NULL), '/duties')
         WHEN kind = 'appointment' THEN '/appointments'
         WHEN kind = 'drill' THEN '/drill/' || name
         WHEN kind = 'quiz' THEN '/quiz/' || name
         ELSE '/people' END AS link
  FROM cat.instrument i;

-- What waits for somebody, in each language: signatures, duties within two weeks or late, a yes, texts to approve or look at again, proof that ends
-- within two weeks or ended this year. member NULL: the owner.
CREATE TEMP VIEW due_soon AS
SELECT g.member, t.lang, say('Read and sign: {1}', t.title) AS what, '/sign/' || g.round || '/' || g.member AS link, date(g.asked_at, 'unixepoch') AS on_day
  FROM signature g JOIN round r ON r.id = g.round JOIN round_text t ON t.round = r.id
 WHERE g.signed_at IS NULL AND r.closed_at IS NULL AND r.id = (SELECT max(id) FROM round n WHERE n.part = r.part)
UNION ALL
SELECT d.member, l.code, coalesce((SELECT text FROM cat.instrument_text t WHERE t.part = d.part AND t.lang = l.code AND t.field = 'title'), d.title),
       '/duty/' || d.id, d.next_on
  FROM duty d, tongue l WHERE d.ended_at IS NULL AND d.next_on <= date(now(), 'unixepoch', '+14 days')
UNION ALL
SELECT a.member, t.lang, say('Say yes: {1}', t.text), '/appointments', a.since_on
  FROM appointment a JOIN cat.instrument_text t ON t.part = a.part AND t.field = 'title' WHERE a.confirmed_at IS NULL AND a.ended_on IS NULL
UNION ALL
SELECT NULL, l.code, say('Read and approve: {1}', d.title), '/document/' || substr(d.part, 10), date(d.made_at, 'unixepoch')
  FROM document d, tongue l WHERE d.approved_at IS NULL
UNION ALL
SELECT NULL, l.code, say('Look at it again: {1}', d.title), '/document/' || substr(d.part, 10), d.review_on
  FROM document d, tongue l
 WHERE d.review_on <= date(now(), 'unixepoch', '+14 days') AND d.version = (SELECT max(version) FROM document n WHERE n.part = d.part)
UNION ALL
SELECT NULL, t.lang, say('Do it again: {1}', t.text), w.link, date(s.until_at, 'unixepoch')
  FROM proof_state s JOIN part_place w ON w.part = s.part JOIN cat.instrument_text t ON t.part = s.part AND t.field = 'title'
 WHERE s.until_at BETWEEN now() - 365 * 86400 AND now() + 14 * 86400 AND s.kind NOT IN ('document', 'task') AND s.part IN (SELECT part FROM part_asked);

-- The lines of lists, and whether each is over: taken off, or its end (a date that came, a time) was filled in.
CREATE TEMP VIEW entry_line AS
SELECT e.id, e.register, e.body, e.gone_at IS NOT NULL
         OR coalesce(iif(json_extract(e.body, '$.' || r.over) LIKE '____-__-__', json_extract(e.body, '$.' || r.over) <= date(now(), 'unixepoch'),
                         json_extract(e.body, '$.' || r.over) IS NOT NULL), 0) AS ended
  FROM entry e JOIN cat.register r ON r.id = e.register;
