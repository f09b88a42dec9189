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
