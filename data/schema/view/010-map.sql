-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- The map of the networks: what stands on it and the lines between. Lines that a person drew come first; then what devices tell of their own ports;
-- what is left hangs on the way out of its network.

-- Which device an uid is now, merges followed.
CREATE TEMP VIEW map_uid AS
SELECT v.uid, coalesce(m.uid, v.uid) AS now_uid FROM network_device v LEFT JOIN network_device m ON m.id = v.merged
 WHERE coalesce(m.forgotten_at, v.forgotten_at) IS NULL;

-- The way out of each network: the device that hands packets on, else the network itself as a point.
CREATE TEMP VIEW map_hub AS
SELECT a.id AS network, coalesce((SELECT d.uid FROM device_now d WHERE d.network = a.id AND d.gateway = 1 ORDER BY d.id LIMIT 1), 'net:' || a.id) AS uid
  FROM asset a WHERE a.kind = 'network' AND EXISTS (SELECT 1 FROM network_device v WHERE v.network = a.id);

-- One row: something on the map. id: of the device; NULL for a network and the internet.
CREATE TEMP VIEW map_node AS
SELECT d.uid, d.id, d.network, d.kind, d.name, d.address, d.present
  FROM device_now d
UNION ALL
SELECT 'net:' || a.id, NULL, a.id, 'network', a.name, NULL, 1 FROM asset a JOIN map_hub h ON h.network = a.id WHERE h.uid = 'net:' || a.id
UNION ALL
SELECT 'internet', NULL, NULL, 'internet', NULL, NULL, 1 WHERE EXISTS (SELECT 1 FROM map_hub);

-- What switches tell: of all ports that see a device the one that sees fewest is the one it is plugged into.
CREATE TEMP VIEW map_told AS
SELECT a, b, how, port FROM (
  SELECT x.now_uid AS a, y.now_uid AS b, l.how, l.port,
         row_number() OVER (PARTITION BY y.now_uid ORDER BY l.how = 'lldp' DESC, (SELECT count(*) FROM main.lan_link o WHERE o.uid = l.uid AND o.port = l.port), l.uid, l.port) AS number
    FROM main.lan_link l JOIN map_uid x ON x.uid = l.uid JOIN map_uid y ON y.uid = l.other WHERE x.now_uid <> y.now_uid AND l.how IN ('lldp', 'table'))
 WHERE number = 1;

-- One row: a line. how: cable, wifi, vpn, internet (a person), lldp, table (a switch), net (it is somewhere on that network).
CREATE TEMP VIEW map_edge AS
SELECT a, b, how, NULL AS port FROM map_line WHERE how <> 'gone'
UNION ALL
SELECT t.a, t.b, t.how, t.port FROM map_told t
 WHERE NOT EXISTS (SELECT 1 FROM map_line m WHERE (m.a, m.b) IN ((t.a, t.b), (t.b, t.a)))
UNION ALL
SELECT h.uid, d.uid, 'net', NULL FROM device_now d JOIN map_hub h ON h.network = d.network
 WHERE d.uid <> h.uid AND NOT EXISTS (SELECT 1 FROM map_told t WHERE t.b = d.uid OR (t.a = d.uid AND t.b = h.uid))
   AND NOT EXISTS (SELECT 1 FROM map_line m WHERE m.b = d.uid OR m.a = d.uid)
UNION ALL
SELECT 'internet', h.uid, 'internet', NULL FROM map_hub h
 WHERE NOT EXISTS (SELECT 1 FROM map_line m WHERE m.b = h.uid AND m.a = 'internet' OR m.a = h.uid AND m.b = 'internet')
   AND (h.uid LIKE 'net:%' OR NOT EXISTS (SELECT 1 FROM map_line m WHERE m.how = 'internet'));
