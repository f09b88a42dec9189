-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What the lists, signatures and duties of people come to: who works here, which accounts are whose, which parts of proof stand.

-- Who works here today and may be asked to sign: owners and staff.
CREATE TEMP VIEW staff_now AS
SELECT id, name, mail, phone, lang, kind FROM member
 WHERE kind IN ('owner', 'staff') AND (left_on IS NULL OR left_on > date(now(), 'unixepoch')) AND (started_on IS NULL OR started_on <= date(now(), 'unixepoch'));

-- The same, for each round that counts: the newest of its part, and whom it is about.
CREATE TEMP VIEW round_now AS
SELECT r.id AS round, r.part, r.title, r.document, r.made_at, r.closed_at, s.id AS member, s.name, g.asked_at, g.signed_at
  FROM round r LEFT JOIN cat.instrument i ON i.part = r.part
  JOIN staff_now s ON i.who IS NOT 'owner' OR s.kind = 'owner'
  LEFT JOIN signature g ON g.round = r.id AND g.member = s.id
 WHERE r.id = (SELECT max(id) FROM round n WHERE n.part = r.part);

-- Persons' accounts, and whose they are: as somebody said, else by mail address, display name or the usual ways to write a name.
CREATE TEMP VIEW account_member AS
SELECT a.asset, a.name AS account, a.display_name, a.last_login_at, a.directory, coalesce(
         (SELECT member FROM member_account x WHERE x.account = a.name),
         (SELECT min(m.id) FROM member m WHERE lower(substr(m.mail, 1, instr(m.mail, '@') - 1)) = lower(a.name)),
         (SELECT min(m.id) FROM member m WHERE lower(m.name) = lower(a.display_name)),
         (SELECT min(m.id) FROM member m WHERE lower(replace(m.name, ' ', '.')) = lower(a.name)),
         (SELECT min(m.id) FROM member m WHERE lower(replace(m.name, ' ', '')) = lower(a.name)),
         (SELECT min(m.id) FROM member m WHERE lower(substr(m.name, 1, 1) || replace(substr(m.name, instr(m.name, ' ') + 1), ' ', '')) = lower(a.name))) AS member
  FROM account a WHERE a.can_login = 1 AND a.system = 0;

-- Accounts that belong to nobody on the staff list. Nothing is said before there is a list.
CREATE TEMP VIEW account_without_member AS
SELECT asset, account, display_name, last_login_at, directory FROM account_member WHERE member IS NULL AND EXISTS (SELECT 1 FROM member WHERE kind = 'staff');

-- Accounts of people who have left, or who help no more.
CREATE TEMP VIEW member_left_with_account AS
SELECT m.id AS member, m.name, m.left_on, a.asset, a.account, a.last_login_at
  FROM account_member a JOIN member m ON m.id = a.member WHERE m.left_on <= date(now(), 'unixepoch');

-- The newest date at which each part of proof stood, and in a few words why. A part that is not here does not stand.
-- How long it stays good is the catalogue's word: cat.control_proof.months.
CREATE TEMP VIEW proof_now AS
SELECT part, dated_at, NULL AS what FROM proof
UNION ALL
SELECT 'register:' || register, at, say('{1} looked through the list on {2:date}', person, at) FROM register_review
UNION ALL
SELECT 'register:' || register, max(changed_at), say('The list was changed on {1:date}', max(changed_at)) FROM entry GROUP BY register
UNION ALL -- lists that fill themselves
SELECT 'register:ict-rules-signed', min(signed_at), say('{1} of {2} signed', count(signed_at), count(*)) FROM round_now
 WHERE part = 'signoff:ict-rules' GROUP BY part HAVING count(signed_at) = count(*)
UNION ALL
SELECT part, approved_at, say('Version {1}, approved by {2}', version, approved_by) FROM document d
 WHERE approved_at IS NOT NULL AND version = (SELECT max(version) FROM document n WHERE n.part = d.part AND n.approved_at IS NOT NULL)
   AND (review_on IS NULL OR review_on >= date(now(), 'unixepoch'))
UNION ALL
SELECT part, min(signed_at), say('{1} of {2} signed', count(signed_at), count(*)) FROM round_now
 WHERE part LIKE 'signoff:%' GROUP BY part HAVING count(signed_at) = count(*)
UNION ALL
SELECT d.part, unixepoch(x.dated_on), say('Done by {1} on {2:date}', x.person, x.dated_on)
  FROM duty d JOIN duty_done x ON x.id = (SELECT n.id FROM duty_done n WHERE n.duty = d.id ORDER BY n.dated_on DESC LIMIT 1)
UNION ALL
SELECT a.part, a.confirmed_at, coalesce(m.name, a.name) FROM appointment a LEFT JOIN member m ON m.id = a.member
 WHERE a.confirmed_at IS NOT NULL AND a.deputy = 0 AND (a.ended_on IS NULL OR a.ended_on > date(now(), 'unixepoch'))
   AND (a.member IS NULL OR m.left_on IS NULL OR m.left_on > date(now(), 'unixepoch'))
UNION ALL
SELECT part, unixepoch(dated_on), say('Held on {1:date}', dated_on) FROM drill WHERE result <> 'bad'
UNION ALL
SELECT q.part, min(q.at), say('{1} of {2} passed', count(q.at), count(*))
  FROM (SELECT p.part, (SELECT max(r.at) FROM quiz_result r WHERE r.part = p.part AND r.member = s.id AND r.passed) AS at
          FROM (SELECT DISTINCT part FROM quiz_result) p, staff_now s) q
 GROUP BY q.part HAVING count(q.at) = count(*)
UNION ALL
SELECT u.part, unixepoch(u.dated_on), u.name FROM upload u JOIN cat.instrument i ON i.part = u.part AND i.upload
UNION ALL
SELECT part, unixepoch(dated_on), say('Signed by {1}', giver) FROM attestation WHERE until_on IS NULL OR until_on >= date(now(), 'unixepoch');

-- Each part that the catalogue asks: the newest date, until when it is good by its shortest term, whether it stands today.
CREATE TEMP VIEW proof_state AS
SELECT i.part, i.kind, i.months, p.dated_at, p.dated_at + i.months * 2630016 AS until_at, p.dated_at + i.months * 2630016 > now() AS stands, p.what
  FROM cat.instrument i LEFT JOIN (SELECT part, max(dated_at) AS dated_at, what FROM proof_now WHERE dated_at <= now() + 86400 GROUP BY part) p USING (part)
 WHERE i.months IS NOT NULL;
