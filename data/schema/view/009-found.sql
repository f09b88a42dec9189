-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What looks found, of networks and domains together: name is the uid of a device, or the name that the thing has on the internet.
CREATE TEMP VIEW found_check AS
SELECT asset, uid AS name, code, ok, subject, seen, wanted, who FROM lan_check
UNION ALL
SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check;

-- What was last seen of each device, merges followed: of several sources the newest.
CREATE TEMP VIEW device_seen AS
SELECT * FROM (
  SELECT CAST(coalesce(v.merged, v.id) AS INTEGER) AS device, l.*, r.at AS looked_at, row_number() OVER (PARTITION BY coalesce(v.merged, v.id) ORDER BY r.at DESC, l.source = 'lan' DESC, v.merged IS NULL DESC) AS number
    FROM network_device v JOIN asset n ON n.kind = 'network' JOIN main.lan_device l ON l.asset = n.id AND l.uid = v.uid JOIN report r ON r.asset = l.asset AND r.source = l.source)
 WHERE number = 1;

-- The devices on the firm's networks, one row each: what people told, else what was seen. name is NULL when nobody and nothing names it.
CREATE TEMP VIEW device_now AS
SELECT v.id, v.uid, v.network, v.computer, v.whose, v.told_at, v.told_by, v.note, v.version, v.first_seen_at, v.last_seen_at,
       coalesce(v.name, c.name, l.name) AS name, v.name AS told_name, coalesce(v.kind, l.kind, 'unknown') AS kind, v.kind AS told_kind, l.kind AS seen_kind, l.sure,
       l.maker, l.model, l.mac, l.random_mac, l.addresses, substr(l.addresses || ' ', 1, instr(l.addresses || ' ', ' ') - 1) AS address, l.os, l.os_version, l.firmware, l.serial,
       l.itself, l.gateway, l.ways,
       v.last_seen_at >= (SELECT max(r.at) FROM report r WHERE r.asset = v.network AND r.source = 'lan') AS present
  FROM network_device v LEFT JOIN device_seen l ON l.device = v.id LEFT JOIN asset c ON c.id = v.computer
 WHERE v.merged IS NULL AND v.forgotten_at IS NULL;

-- Devices of which nobody told what they are: a question card each. Computers that report themselves need none, nor does the way out.
CREATE TEMP VIEW device_question AS
SELECT * FROM device_now WHERE whose IS NULL AND computer IS NULL AND coalesce(itself, 0) = 0;

-- What a kind of device is called in a language.
CREATE TEMP VIEW device_kind_word AS
SELECT kind, position, 'en' AS lang, en AS word FROM ref_device_kind UNION ALL SELECT kind, position, 'nl', nl FROM ref_device_kind
UNION ALL SELECT kind, position, 'fr', fr FROM ref_device_kind UNION ALL SELECT kind, position, 'de', de FROM ref_device_kind;
