// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The devices on the firm's networks; see device.h.
#include "device.h"

#include <stdio.h>
#include <string.h>

// A row counts at the time of the report of its own source: an import of last year does not make a device "seen today".
bool device_take(struct db *d, int64_t network, struct err *e)
{
	return db_do(d, e,
		       "INSERT INTO network_device(uid, network, first_seen_at, last_seen_at) SELECT l.uid, l.asset, min(r.at), max(r.at) FROM main.lan_device l"
		       " JOIN report r ON r.asset=l.asset AND r.source=l.source WHERE l.asset=?1 GROUP BY l.uid"
		       " ON CONFLICT(uid) DO UPDATE SET network=excluded.network, last_seen_at=max(last_seen_at, excluded.last_seen_at),"
		       " forgotten_at=CASE WHEN excluded.last_seen_at > forgotten_at THEN NULL ELSE forgotten_at END",
		       "i", network) &&
		db_do(d, e,
			"INSERT INTO network_device_trait(device, kind, value, first_seen_at, last_seen_at)"
			" SELECT coalesce(v.merged, v.id), t.value ->> 0, t.value ->> 1, min(r.at), max(r.at) FROM main.lan_device l"
			" JOIN report r ON r.asset=l.asset AND r.source=l.source JOIN network_device v ON v.uid=l.uid, json_each(l.traits) t"
			" WHERE l.asset=?1 AND json_valid(l.traits) AND t.value ->> 0 IS NOT NULL AND t.value ->> 1 IS NOT NULL GROUP BY 1, 2, 3"
			" ON CONFLICT DO UPDATE SET last_seen_at=max(last_seen_at, excluded.last_seen_at)",
			"i", network) &&
		db_do(d, e,
			"UPDATE network_device SET computer=(SELECT t.asset FROM network_device_trait x JOIN trait t ON t.kind='mac' AND t.value=x.value JOIN asset a ON a.id=t.asset"
			" WHERE x.device=network_device.id AND x.kind='mac' AND a.kind='computer' AND a.image=0 ORDER BY t.last_seen_at DESC LIMIT 1) WHERE network=?1",
			"i", network);
}

bool device_merge(struct db *d, int64_t from, int64_t into, const char *person, int64_t at, struct err *e)
{
	into = db_int(d, "SELECT coalesce(merged, id) FROM network_device WHERE id=?1", 0, "i", into);
	if (!into || into == from || !db_int(d, "SELECT count(*) FROM network_device WHERE id=?1", 0, "i", from))
		return err_set(e, "these are not two devices");
	return db_do(d, e, "UPDATE network_device SET merged=?2 WHERE id=?1 OR merged=?1", "ii", from, into) &&
		db_do(d, e,
			"INSERT INTO network_device_trait SELECT ?2, kind, value, first_seen_at, last_seen_at FROM network_device_trait WHERE device=?1"
			" ON CONFLICT DO UPDATE SET first_seen_at=min(first_seen_at, excluded.first_seen_at), last_seen_at=max(last_seen_at, excluded.last_seen_at)",
			"ii", from, into) &&
		db_do(d, e, "DELETE FROM network_device_trait WHERE device=?1", "i", from) &&
		db_do(d, e,
			"UPDATE network_device SET name=coalesce(network_device.name, f.name), kind=coalesce(network_device.kind, f.kind), whose=coalesce(network_device.whose, f.whose),"
			" note=coalesce(network_device.note, f.note), first_seen_at=min(network_device.first_seen_at, f.first_seen_at),"
			" last_seen_at=max(network_device.last_seen_at, f.last_seen_at), told_at=?3, told_by=?4, version=network_device.version+1"
			" FROM (SELECT * FROM network_device WHERE id=?1) f WHERE network_device.id=?2",
			"iiis", from, into, at, person);
}

// A name that no look gives: looks name by what they see, this one by who was split off and when.
static const char *new_uid(struct db *d, int64_t device, int64_t at)
{
	return arena_printf(d->a, "s%llx-%llx-%llx", (long long)device, (long long)at,
		(long long)db_int(d, "SELECT count(*) FROM network_device", 0, ""));
}

bool device_split(struct db *d, int64_t device, struct text traits, const char *person, int64_t at, int64_t *ret, struct err *e)
{
	int64_t asked = db_int(d, "SELECT count(*) FROM json_each(?1)", 0, "t", traits);
	int64_t own = db_int(d, "SELECT count(*) FROM network_device_trait WHERE device=?1", 0, "i", device);
	int64_t both = db_int(d,
		"SELECT count(*) FROM json_each(?2) j JOIN network_device_trait x ON x.device=?1 AND x.kind=j.value ->> 0 AND x.value=j.value ->> 1", 0, "it", device,
		traits);
	if (asked < 1 || both != asked || asked >= own)
		return err_set(e, "some of what it is known by must go with the one, and some must stay with the other");
	if (!db_do(d, e,
		    "INSERT INTO network_device(uid, network, first_seen_at, last_seen_at, told_at, told_by) SELECT ?2, network, first_seen_at, last_seen_at, ?3, ?4"
		    " FROM network_device WHERE id=?1",
		    "isis", device, new_uid(d, device, at), at, person))
		return false;
	int64_t made = sqlite3_last_insert_rowid(d->handle);
	bool good = db_do(d, e,
		"UPDATE network_device_trait SET device=?2 WHERE device=?1 AND EXISTS (SELECT 1 FROM json_each(?3) j WHERE kind=j.value ->> 0 AND network_device_trait.value=j.value ->> 1)",
		"iit", device, made, traits);
	if (good)
		*ret = made;
	return good && db_do(d, e, "UPDATE network_device SET told_at=?2, told_by=?3, version=version+1 WHERE id=?1", "iis", device, at, person);
}
