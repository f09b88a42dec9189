// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Keys for programs that ask pages as JSON; see door.h. The text begins with our name, so that scanners for lost secrets can know it.
#include "door.h"

#include <string.h>

#define KEY(h) ((struct text){(const char *)(h), 32})

const char *door_token_make(struct db *secret, struct arena *a, int64_t member, const char *name, bool reads_only, int64_t until_at, int64_t now, struct err *e)
{
	const char *token = arena_printf(a, "bolwerk_%s", door_token(a));
	unsigned char hash[32];
	door_hash_of(token, strlen(token), hash);
	int64_t most = now + 366 * DAY;
	if (!db_do(secret, e, "DELETE FROM token WHERE member=?1 AND until_at<=?2", "ii", member, now))
		return NULL;
	if (db_int(secret, "SELECT count(*) FROM token WHERE member=?1", 0, "i", member) >= DOOR_TOKENS) {
		err_set(e, "this account has %d keys for programs already; end one first", DOOR_TOKENS);
		return NULL;
	}
	bool good = db_do(secret, e, "INSERT INTO token(token_hash,member,name,reads_only,made_at,until_at) VALUES(?1,?2,?3,?4,?5,?6)", "bisiii", KEY(hash), member,
		name, (int64_t)reads_only, now, until_at < most ? until_at : most);
	return good ? token : NULL;
}

bool door_token_who(struct db *secret, struct arena *a, struct text token, int64_t now, struct who *ret, bool *ret_touch)
{
	if (token.n != 51 || !text_starts(token, "bolwerk_"))
		return false;
	struct who who = {.token = true};
	door_hash_of(token.p, token.n, who.session);
	struct rows r = db_rows(secret,
		"SELECT t.member, p.role, t.reads_only, p.lang, t.used_at FROM token t JOIN person p ON p.id = t.member"
		" WHERE t.token_hash = ?1 AND t.until_at > ?2 AND (p.until_at IS NULL OR p.until_at > ?2)",
		"bi", KEY(who.session), now);
	if (!rows_next(&r, NULL))
		return false;
	who.member = rows_int(&r, 0);
	who.role = (unsigned)rows_int(&r, 1);
	who.reads_only = rows_int(&r, 2) != 0;
	who.lang = arena_strdup(a, rows_text(&r, 3));
	*ret_touch = rows_null(&r, 4) || rows_int(&r, 4) + DOOR_TOUCH <= now;
	rows_end(&r);
	*ret = who;
	return true;
}

bool door_token_touch(struct db *secret, const unsigned char hash[32], int64_t now, struct err *e)
{
	return db_do(secret, e, "UPDATE token SET used_at=?2 WHERE token_hash=?1", "bi", KEY(hash), now);
}

bool door_token_end(struct db *secret, int64_t member, int64_t id, struct err *e)
{
	return db_do(secret, e, "DELETE FROM token WHERE id=?2 AND member=?1", "ii", member, id);
}
