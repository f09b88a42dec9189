-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- One row: something that the firm pays for and could stop paying. what names it, why tells it, both as say() keeps them.
-- Two programs that do the same work slow a computer down and are paid twice; an account or licence of nobody is paid for nobody.
CREATE TEMP VIEW stop_paying AS
SELECT 'antivirus' AS kind, say('{1}: {2}', a.name, group_concat(v.product, ', ')) AS what,
       say('More than one antivirus program runs on this computer. One is enough: they hinder each other.') AS why
  FROM antivirus v JOIN asset a ON a.id = v.asset WHERE v.running AND v.product NOT IN ('clamav', 'rkhunter', 'chkrootkit') GROUP BY v.asset HAVING count(DISTINCT v.product) > 1
UNION ALL
SELECT 'remote', say('{1}: {2}', a.name, group_concat(t.name, ', ')), say('More than one program lets others look in here. Keep one, and stop the contract of the others.')
  FROM remote_tool t JOIN asset a ON a.id = t.asset WHERE t.running AND t.name IN ('anydesk', 'teamviewer', 'rustdesk', 'splashtop', 'screenconnect', 'logmein') GROUP BY t.asset HAVING count(DISTINCT t.name) > 1
UNION ALL
SELECT 'licence', l.program, say('You pay for {1} places, and {2} people work here.', l.seats, f.people)
  FROM register_licences l, firm f WHERE l.ended_on IS NULL AND l.seats > f.people + max(1, f.people / 5)
UNION ALL
SELECT 'device', m.model, say('{1} does not work here any more. Look whether the subscription of this device still runs.', m.user)
  FROM register_mobiles m WHERE m.gone_on IS NULL AND m.owner = 'firm' AND EXISTS (SELECT 1 FROM member p WHERE p.name = m.user AND p.left_on IS NOT NULL);
