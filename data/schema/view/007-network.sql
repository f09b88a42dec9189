-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What the facts of a network come to, a view for each family: asset, uid (of the device), code, ok (1, 0, NULL could not tell), subject, seen, wanted,
-- who (owner, supplier or maker: who can mend it). A view reads only the tables that it needs: what those could not see makes its controls unknown.

-- Networks of the office that Bolwerk itself looked at. A list that somebody brought is no look: it says nothing of what it leaves out.
CREATE TEMP VIEW lan_look AS SELECT asset, network, depth FROM lan WHERE source = 'lan' AND vantage = 'office';

-- Devices of which a look asked every door to its end: of these alone "nothing wrong seen" means something. One that stopped answering is not among them.
CREATE TEMP VIEW lan_whole AS
SELECT d.asset, d.uid FROM lan_device d JOIN lan_look l ON l.asset = d.asset AND l.depth <> 'devices'
 WHERE d.source = 'lan' AND NOT EXISTS (
   SELECT 1 FROM probe_state p, json_each(p.why) w WHERE p.asset = d.asset AND p.source = 'lan' AND p.tab IN ('lan_service', 'lan_upnp_map')
      AND ' ' || d.addresses || ' ' LIKE '% ' || (w.value ->> 1) || ' %');

-- Doors that count: what a list says of a device falls away as soon as a look asked that device itself.
CREATE TEMP VIEW lan_door AS
SELECT * FROM lan_service s WHERE s.source <> 'import'
    OR NOT EXISTS (SELECT 1 FROM lan_device d JOIN lan_look l ON l.asset = d.asset AND l.depth <> 'devices' WHERE d.asset = s.asset AND d.uid = s.uid AND d.source = 'lan');

-- What a device is called: as it calls itself, else what it is and where. A list older than half a year names nobody any more.
CREATE TEMP VIEW lan_name AS
SELECT d.asset, d.uid, coalesce(d.name, say(coalesce(k.en, 'Unknown') || ' {1}', substr(d.addresses, 1, instr(d.addresses || ' ', ' ') - 1))) AS name,
       d.kind, d.sure, d.itself, d.gateway
  FROM lan_device d LEFT JOIN ref_device_kind k ON k.kind = d.kind
 WHERE d.source = (SELECT o.source FROM lan_device o WHERE o.asset = d.asset AND o.uid = d.uid ORDER BY o.source = 'lan' DESC, o.source LIMIT 1)
   AND (d.source <> 'import' OR EXISTS (SELECT 1 FROM report r WHERE r.asset = d.asset AND r.source = 'import' AND r.at > now() - 183 * 86400));

-- Doors that should not be there, or through which passwords go unhidden.
CREATE TEMP VIEW lan_check_door AS
SELECT s.asset, s.uid, CASE r.risk WHEN 'clear' THEN s.name WHEN 'old' THEN 'old-service' WHEN 'database' THEN 'database' WHEN 'remote' THEN 'remote' ELSE 'settings' END AS code,
       0 AS ok, n.name AS subject, say('{1} on port {2}', coalesce(s.product, s.name), s.port) AS seen,
       CASE r.risk WHEN 'clear' THEN say('no service that sends passwords unhidden') WHEN 'old' THEN say('no service that nobody should use any more')
                   WHEN 'database' THEN say('a database that only its own program can reach') WHEN 'remote' THEN say('no remote control without encryption')
                   ELSE say('settings that the network of the office cannot reach') END AS wanted, 'supplier' AS who
  FROM lan_door s JOIN ref_lan_door r ON r.name = s.name JOIN lan_name n ON n.asset = s.asset AND n.uid = s.uid
UNION ALL
SELECT s.asset, s.uid, 'ftp', 1 - s.clear_login, n.name,
       iif(s.clear_login, say('FTP on port {1} takes passwords unhidden', s.port), say('FTP on port {1} wants encryption first', s.port)),
       say('no service that sends passwords unhidden'), 'supplier'
  FROM lan_door s JOIN lan_name n ON n.asset = s.asset AND n.uid = s.uid WHERE s.name = 'ftp'
UNION ALL
SELECT s.asset, s.uid, 'rdp', s.early_login, n.name,
       CASE s.early_login WHEN 1 THEN say('remote desktop asks for the password first') WHEN 0 THEN say('remote desktop shows a screen to anybody') ELSE say('remote desktop answers') END,
       say('remote desktop that asks for the password first (NLA)'), 'supplier'
  FROM lan_door s JOIN lan_name n ON n.asset = s.asset AND n.uid = s.uid WHERE s.name = 'rdp'
UNION ALL
SELECT s.asset, s.uid, 'vnc', s.clear_login = 0 AND s.anybody IS NOT 1, n.name,
       iif(s.clear_login = 0, say('VNC on port {1} is encrypted', s.port), say('VNC on port {1} can be read on the way', s.port)),
       say('no remote control without encryption'), 'supplier'
  FROM lan_door s JOIN lan_name n ON n.asset = s.asset AND n.uid = s.uid WHERE s.name = 'vnc'
UNION ALL
SELECT s.asset, s.uid, 'page', 1 - s.clear_login, n.name,
       iif(s.clear_login, say('The page on port {1} asks for a password without encryption', s.port), say('The page on port {1} asks for a password with encryption', s.port)),
       say('a page that asks for passwords over https alone'), 'supplier'
  FROM lan_door s JOIN lan_name n ON n.asset = s.asset AND n.uid = s.uid WHERE s.name IN ('http', 'https') AND s.login_page = 1
UNION ALL
SELECT s.asset, s.uid, 'mail', 1 - s.clear_login, n.name, say('{1} on port {2}', s.name, s.port), say('mail that takes passwords after encryption alone'), 'supplier'
  FROM lan_door s JOIN lan_name n ON n.asset = s.asset AND n.uid = s.uid WHERE s.name IN ('smtp', 'pop3', 'imap') AND s.clear_login IS NOT NULL
UNION ALL
SELECT n.asset, n.uid, 'doors', 1, n.name, say('no unsafe door'), say('no unsafe door'), 'supplier'
  FROM lan_name n JOIN lan_whole l ON l.asset = n.asset AND l.uid = n.uid
 WHERE n.itself = 0 AND NOT EXISTS (SELECT 1 FROM lan_door s LEFT JOIN ref_lan_door r ON r.name = s.name
   WHERE s.asset = n.asset AND s.uid = n.uid AND (r.name IS NOT NULL OR (s.name = 'rdp' AND s.early_login IS NOT 1) OR s.clear_login = 1));

-- What lets in anybody without a password.
CREATE TEMP VIEW lan_check_open AS
SELECT s.asset, s.uid, 'open-' || s.name AS code, 1 - s.anybody AS ok, n.name AS subject,
       iif(s.anybody, say('{1} on port {2} lets in anybody', s.name, s.port), say('{1} on port {2} asks for a password', s.name, s.port)) AS seen,
       say('a password for everything') AS wanted, 'supplier' AS who
  FROM lan_door s JOIN lan_name n ON n.asset = s.asset AND n.uid = s.uid WHERE s.anybody IS NOT NULL AND s.name NOT IN ('ftp', 'rsync')
UNION ALL
SELECT h.asset, h.uid, 'open-folder', 1 - h.anybody, n.name,
       iif(h.anybody, say('The folder {1} opens for anybody', h.name), say('The folder {1} asks for a password', h.name)), say('a password for everything'), 'supplier'
  FROM lan_share h JOIN lan_name n ON n.asset = h.asset AND n.uid = h.uid WHERE h.anybody IS NOT NULL;

-- Encryption of devices. That a device signed its own certificate is no fault on a network of one's own.
CREATE TEMP VIEW lan_check_tls AS
SELECT t.asset, t.uid, 'tls-old' AS code, 1 - t.old AS ok, n.name AS subject, say('Port {1}: {2}', t.port, t.versions) AS seen, say('TLS 1.2 or newer alone') AS wanted,
       iif(n.kind IN ('server', 'computer'), 'supplier', 'maker') AS who
  FROM lan_tls t JOIN lan_name n ON n.asset = t.asset AND n.uid = t.uid
UNION ALL
SELECT t.asset, t.uid, 'tls-weak', 0, n.name, say('Port {1}: {2}', t.port, t.weak), say('no weak encryption'), iif(n.kind IN ('server', 'computer'), 'supplier', 'maker')
  FROM lan_tls t JOIN lan_name n ON n.asset = t.asset AND n.uid = t.uid WHERE t.weak IS NOT NULL
UNION ALL
SELECT t.asset, t.uid, 'certificate-ended', t.not_after_at > now(), n.name, say('Port {1}: the certificate ends on {2:date}', t.port, t.not_after_at), say('a certificate that has not ended'), 'supplier'
  FROM lan_tls t JOIN lan_name n ON n.asset = t.asset AND n.uid = t.uid WHERE t.not_after_at IS NOT NULL
UNION ALL
SELECT t.asset, t.uid, 'certificate-weak', 0, n.name, say('Port {1}: {2} bits, {3}', t.port, coalesce(t.key_bits, '?'), coalesce(t.signature, '?')), say('a key of at least 2048 bits, signed with SHA-256'), 'supplier'
  FROM lan_tls t JOIN lan_name n ON n.asset = t.asset AND n.uid = t.uid
 WHERE t.key_bits BETWEEN 1 AND 223 OR t.key_bits BETWEEN 522 AND 2047 OR (t.self_signed = 0 AND t.signature IN ('sha1', 'md5'));

-- File sharing of Windows kind.
CREATE TEMP VIEW lan_check_smb AS
SELECT m.asset, m.uid, 'smb1' AS code, 1 - m.smb1 AS ok, n.name AS subject,
       iif(m.smb1, say('speaks SMB version 1'), say('file sharing without SMB version 1')) AS seen, say('file sharing without SMB version 1') AS wanted,
       iif(m.newest = '1', 'maker', 'supplier') AS who
  FROM lan_smb m JOIN lan_name n ON n.asset = m.asset AND n.uid = m.uid
UNION ALL
SELECT m.asset, m.uid, 'signing', m.signing <> 'off', n.name,
       CASE m.signing WHEN 'required' THEN say('file sharing is always signed') WHEN 'offered' THEN say('file sharing can be signed') ELSE say('file sharing is never signed') END,
       say('file sharing that is signed'), 'supplier'
  FROM lan_smb m JOIN lan_name n ON n.asset = m.asset AND n.uid = m.uid WHERE m.signing IS NOT NULL;

-- Words of SNMP that everybody knows.
CREATE TEMP VIEW lan_check_snmp AS
SELECT m.asset, m.uid, 'snmp' AS code, m.community NOT IN ('public', 'private') AS ok, n.name AS subject,
       iif(m.community IN ('public', 'private'), say('tells everything about itself to whoever says “{1}”', m.community), say('answers to the word of the firm')) AS seen,
       say('SNMP off, or with a word that nobody can guess') AS wanted, 'supplier' AS who
  FROM lan_snmp m JOIN lan_name n ON n.asset = m.asset AND n.uid = m.uid;

-- Holes in the router that a device asked for.
CREATE TEMP VIEW lan_check_upnp AS
SELECT m.asset, m.uid, 'hole' AS code, 0 AS ok, n.name AS subject,
       say('Port {1} on the internet leads to {2}, port {3}', m.outside_port, m.inside, m.inside_port) AS seen, say('no hole that a device opened by itself (UPnP off)') AS wanted, 'supplier' AS who
  FROM lan_upnp_map m JOIN lan_name n ON n.asset = m.asset AND n.uid = m.uid
UNION ALL
SELECT n.asset, n.uid, 'hole', 1, n.name, say('no hole seen'), say('no hole that a device opened by itself (UPnP off)'), 'supplier'
  FROM lan_name n JOIN lan_whole l ON l.asset = n.asset AND l.uid = n.uid
 WHERE n.gateway = 1 AND NOT EXISTS (SELECT 1 FROM lan_upnp_map m WHERE m.asset = n.asset AND m.uid = n.uid);

-- Makers' passwords that still open.
CREATE TEMP VIEW lan_check_login AS
SELECT g.asset, g.uid, 'maker-password' AS code, 1 - g.accepted AS ok, n.name AS subject,
       iif(g.accepted, say('the maker''s password of “{1}” still opens it ({2})', g.account, g.proto), say('the maker''s password of “{1}” is refused ({2})', g.account, g.proto)) AS seen,
       say('a password of your own') AS wanted, 'owner' AS who
  FROM lan_login g JOIN lan_name n ON n.asset = g.asset AND n.uid = g.uid;

-- What a guest can reach of the office.
CREATE TEMP VIEW lan_check_guest AS
SELECT r.asset, NULL AS uid, 'guest' AS code, 1 - r.reached AS ok, r.address || ':' || r.port AS subject,
       iif(r.reached, say('answers on the network for guests'), say('does not answer on the network for guests')) AS seen, say('guests reach the internet alone') AS wanted, 'supplier' AS who
  FROM lan_reach r;

-- Settings of network equipment within reach of every desk.
CREATE TEMP VIEW lan_check_admin AS
SELECT n.asset, n.uid, 'settings' AS code, CASE WHEN o.list IS NOT NULL THEN 0 WHEN w.uid IS NOT NULL THEN 1 END AS ok, n.name AS subject,
       CASE WHEN o.list IS NOT NULL THEN say('reachable: {1}', o.list) WHEN w.uid IS NOT NULL THEN say('no settings within reach') ELSE say('it stopped answering') END AS seen,
       say('settings that the network of the office cannot reach') AS wanted, 'supplier' AS who
  FROM lan_name n JOIN lan_look l ON l.asset = n.asset AND l.depth <> 'devices'
  LEFT JOIN lan_whole w ON w.asset = n.asset AND w.uid = n.uid
  LEFT JOIN (SELECT asset, uid, group_concat(what, ', ') AS list FROM
         (SELECT s.asset, s.uid, s.name || ' ' || s.port AS what FROM lan_door s WHERE s.name IN ('ssh', 'telnet', 'winbox', 'cwmp') OR (s.name IN ('http', 'https') AND s.login_page = 1)
          UNION SELECT asset, uid, 'SNMP' FROM lan_snmp WHERE community <> 'own') GROUP BY asset, uid) o ON o.asset = n.asset AND o.uid = n.uid
 WHERE n.itself = 0 AND (n.gateway = 1 OR (n.kind IN ('router', 'firewall', 'switch', 'access-point') AND n.sure >= 60));

-- Devices and systems for which the maker mends nothing any more.
CREATE TEMP VIEW lan_end AS
SELECT d.asset, d.uid, e.name, e.end_on FROM lan_device d JOIN ref_device_end e ON e.what = 'model' AND lower(coalesce(d.maker, '') || ' ' || coalesce(d.model, '')) GLOB e.pattern
UNION
SELECT d.asset, d.uid, 'Windows ' || d.os_version, o.end_on FROM lan_device d JOIN ref_os o ON o.os_id = 'windows' AND o.version = d.os_version AND o.version LIKE '10.0.%' WHERE d.os = 'windows'
UNION
SELECT m.asset, m.uid, e.name, e.end_on FROM lan_smb m JOIN ref_device_end e ON e.what = 'smb' AND lower(m.os) GLOB e.pattern
UNION
SELECT s.asset, s.uid, e.name, e.end_on FROM lan_door s JOIN ref_device_end e ON (e.what = 'banner' AND lower(s.banner) GLOB e.pattern)
       OR (e.what = 'product' AND lower(s.product || ' ' || s.version) GLOB e.pattern)
UNION
SELECT m.asset, m.uid, e.name, e.end_on FROM lan_snmp m JOIN ref_device_end e ON e.what = 'descr' AND lower(m.description) GLOB e.pattern;

CREATE TEMP VIEW lan_check_old AS
SELECT x.asset, x.uid, 'ended' AS code, x.end_on > date(now(), 'unixepoch') AS ok, n.name AS subject, say('{1}: mended until {2:date}', x.name, x.end_on) AS seen,
       say('something that its maker still mends') AS wanted, 'owner' AS who
  FROM lan_end x JOIN lan_name n ON n.asset = x.asset AND n.uid = x.uid;

-- Whether a page can wait at the printer for a PIN.
CREATE TEMP VIEW lan_check_printer AS
SELECT p.asset, p.uid, 'pin' AS code, p.pin AS ok, n.name AS subject,
       CASE p.pin WHEN 1 THEN say('can print after a PIN') WHEN 0 THEN say('cannot print after a PIN') ELSE say('does not say whether it can print after a PIN') END AS seen,
       say('printing after a PIN') AS wanted, 'owner' AS who
  FROM lan_printer p JOIN lan_name n ON n.asset = p.asset AND n.uid = p.uid;

-- Batteries that the network shows. One that hangs on a cable alone is not seen, so that none is here means nothing.
CREATE TEMP VIEW lan_check_ups AS
SELECT n.asset, n.uid, 'ups' AS code, 1 AS ok, n.name AS subject, say('a battery for when the power fails') AS seen, say('a battery for when the power fails') AS wanted, 'owner' AS who
  FROM lan_name n WHERE n.kind = 'ups' OR EXISTS (SELECT 1 FROM lan_door s WHERE s.asset = n.asset AND s.uid = n.uid AND s.name = 'nut' AND s.detail IS NOT NULL);

-- All of them, to show.
CREATE TEMP VIEW lan_check AS
SELECT * FROM lan_check_door UNION ALL SELECT * FROM lan_check_open UNION ALL SELECT * FROM lan_check_tls UNION ALL SELECT * FROM lan_check_smb
UNION ALL SELECT * FROM lan_check_snmp UNION ALL SELECT * FROM lan_check_upnp UNION ALL SELECT * FROM lan_check_login UNION ALL SELECT * FROM lan_check_guest
UNION ALL SELECT * FROM lan_check_admin UNION ALL SELECT * FROM lan_check_old UNION ALL SELECT * FROM lan_check_printer UNION ALL SELECT * FROM lan_check_ups;

-- The networks (IPv4, as 192.168.1.7/24) that this firm's computers are in by cable or Wi-Fi, of the addresses that only exist inside (RFC 1918).
CREATE TEMP VIEW own_network AS SELECT DISTINCT value AS cidr
  FROM network_interface n, json_each('[' || replace(json_quote(n.addresses), ' ', '","') || ']')
 WHERE n.kind IN ('ethernet', 'wifi') AND n.up = 1 AND n.addresses IS NOT NULL AND instr(value, ':') = 0 AND instr(value, '/') > 0
   AND (value GLOB '10.*' OR value GLOB '192.168.*' OR value GLOB '172.1[6-9].*' OR value GLOB '172.2[0-9].*' OR value GLOB '172.3[01].*');
