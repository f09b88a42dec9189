// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Accounts: making, finding, changing, closing, and what pages may show of them; see door.h.
#include "door.h"

#include <string.h>

int64_t door_people_n(struct db *secret)
{
	return db_int(secret, "SELECT count(*) FROM person", 0, "");
}

static bool take(struct rows *r, struct arena *a, struct person *ret)
{
	if (!rows_next(r, NULL))
		return false;
	*ret = (struct person){.id = rows_int(r, 0), .role = (unsigned)rows_int(r, 1), .mail = arena_strdup(a, rows_text(r, 2)), .lang = arena_strdup(a, rows_text(r, 3)),
		.password = rows_null(r, 4) ? NULL : arena_strdup(a, rows_text(r, 4)), .step = rows_int(r, 5) != 0, .open = rows_int(r, 6) != 0};
	rows_end(r);
	return true;
}

bool door_person(struct db *secret, struct arena *a, int64_t id, int64_t now, struct person *ret)
{
	struct rows r = db_rows(secret,
		"SELECT id, role, mail, lang, password, totp IS NOT NULL, until_at IS NULL OR until_at > ?2 FROM person WHERE id=?1", "ii", id, now);
	return take(&r, a, ret);
}

bool door_person_find(struct db *secret, struct arena *a, const char *mail, int64_t now, struct person *ret)
{
	const char *low = door_mail(a, mail);
	struct rows r = db_rows(secret,
		"SELECT id, role, mail, lang, password, totp IS NOT NULL, until_at IS NULL OR until_at > ?2 FROM person WHERE mail=?1", "si", low ? low : "", now);
	return take(&r, a, ret);
}

static const char *free_mail(struct db *secret, struct arena *a, int64_t id, const char *mail, struct err *e)
{
	const char *low = door_mail(a, mail);
	if (!low)
		err_set(e, "\"%s\" is no mail address", mail);
	else if (db_int(secret, "SELECT 1 FROM person WHERE mail=?1 AND id<>?2", 0, "si", low, id)) {
		err_set(e, "another account has the mail address \"%s\"", low);
		return NULL;
	}
	return low;
}

bool door_person_make(struct db *secret, struct arena *a, int64_t id, const char *mail, unsigned role, const char *lang, const char *hash, int64_t now,
	int64_t until_at, struct err *e)
{
	const char *low = free_mail(secret, a, id, mail, e);
	if (!low)
		return false;
	if (role != ROLE_OWNER && role != ROLE_STAFF && role != ROLE_SUPPLIER && role != ROLE_AUDITOR)
		return err_set(e, "no account can have the role %u", role);
	if (id <= 0 || db_int(secret, "SELECT 1 FROM person WHERE id=?1", 0, "i", id))
		return err_set(e, "this person has an account already");
	return db_do(secret, e, "INSERT INTO person(id,mail,role,lang,password,made_at,until_at) VALUES(?1,?2,?3,?4,?5,?6,nullif(?7,0))", "isissii", id, low,
		(int64_t)role, lang, hash, now, until_at);
}

bool door_person_password(struct db *secret, int64_t id, const char *hash, const unsigned char *except, struct err *e)
{
	if (!hash || !*hash)
		return err_set(e, "the password could not be kept: there was not enough memory");
	if (!db_do(secret, e, "UPDATE person SET password=?2 WHERE id=?1", "is", id, hash))
		return false;
	if (sqlite3_changes(secret->handle) != 1)
		return err_set(e, "there is no such account");
	return door_sessions_end_of(secret, id, except, e) && db_do(secret, e, "DELETE FROM token WHERE member=?1", "i", id) &&
		db_do(secret, e, "DELETE FROM link WHERE member=?1 AND role=0", "i", id);
}

bool door_last_owner(struct db *secret, int64_t id, int64_t now)
{
	return db_int(secret, "SELECT role FROM person WHERE id=?1", 0, "i", id) == ROLE_OWNER &&
		!db_int(secret, "SELECT 1 FROM person WHERE role=?1 AND id<>?2 AND password IS NOT NULL AND (until_at IS NULL OR until_at>?3)", 0, "iii",
			(int64_t)ROLE_OWNER, id, now);
}

bool door_person_role(struct db *secret, int64_t id, unsigned role, int64_t now, struct err *e)
{
	if (role != ROLE_OWNER && role != ROLE_STAFF && role != ROLE_SUPPLIER && role != ROLE_AUDITOR)
		return err_set(e, "no account can have the role %u", role);
	if (role != ROLE_OWNER && door_last_owner(secret, id, now))
		return err_set(e, "this is the last owner: make another one first");
	return db_do(secret, e, "UPDATE person SET role=?2 WHERE id=?1", "ii", id, (int64_t)role) && door_sessions_end_of(secret, id, NULL, e);
}

bool door_person_mail(struct db *secret, struct arena *a, int64_t id, const char *mail, struct err *e)
{
	const char *low = free_mail(secret, a, id, mail, e);
	return low && db_do(secret, e, "UPDATE person SET mail=?2 WHERE id=?1", "is", id, low);
}

bool door_person_close(struct db *secret, int64_t id, int64_t now, struct err *e)
{
	if (door_last_owner(secret, id, now))
		return err_set(e, "this is the last owner: make another one first");
	return db_do(secret, e, "UPDATE person SET until_at=?2 WHERE id=?1 AND (until_at IS NULL OR until_at>?2)", "ii", id, now) &&
		door_sessions_end_of(secret, id, NULL, e) && db_do(secret, e, "DELETE FROM token WHERE member=?1", "i", id) &&
		db_do(secret, e, "UPDATE link SET gone_at=?2 WHERE member=?1 AND gone_at IS NULL", "ii", id, now);
}

bool door_person_until(struct db *secret, int64_t id, int64_t until_at, int64_t now, struct err *e)
{
	if (until_at && door_last_owner(secret, id, now))
		return err_set(e, "this is the last owner: make another one first");
	return db_do(secret, e, "UPDATE person SET until_at=nullif(?2,0) WHERE id=?1 AND (until_at IS NULL OR until_at>?3)", "iii", id, until_at, now);
}

bool door_person_open(struct db *secret, int64_t id, unsigned role, struct err *e)
{
	return db_do(secret, e, "UPDATE person SET until_at=NULL, role=?2, password=NULL WHERE id=?1", "ii", id, (int64_t)role) && totp_remove(secret, id, e) &&
		db_do(secret, e, "DELETE FROM passkey WHERE member=?1", "i", id);
}

bool door_lang(struct db *secret, const struct who *who, const char *lang, struct err *e)
{
	bool link = db_int(secret, "SELECT link IS NOT NULL FROM session WHERE token_hash=?1", 0, "b", ((struct text){(const char *)who->session, 32})) == 1;
	if (link)
		return db_do(secret, e, "UPDATE session SET lang=?2 WHERE token_hash=?1", "bs", ((struct text){(const char *)who->session, 32}), lang);
	return db_do(secret, e, "UPDATE person SET lang=?2 WHERE id=?1", "is", who->member, lang);
}

const char *door_account(struct db *secret, struct arena *a, const struct who *who, int64_t now)
{
	const char *t = db_text(secret, a,
		"SELECT json_object('mail', mail, 'step', totp IS NOT NULL, 'recovery', (SELECT count(*) FROM recovery WHERE member=p.id AND used_at IS NULL),"
		" 'sessions', (SELECT json_group_array(json_object('id', lower(hex(substr(token_hash,1,8))), 'address', address, 'browser', browser,"
		"    'made_at', made_at, 'used_at', used_at, 'me', token_hash=?2))"
		"    FROM (SELECT * FROM session WHERE member=p.id AND until_at>?3 AND used_at>?3-?4 ORDER BY used_at DESC)),"
		" 'tokens', (SELECT json_group_array(json_object('id', id, 'name', name, 'reads_only', reads_only, 'made_at', made_at, 'until_at', until_at,"
		"    'used_at', used_at)) FROM (SELECT * FROM token WHERE member=p.id AND until_at>?3 ORDER BY id)),"
		" 'passkeys', (SELECT json_group_array(json_object('id', id, 'name', name, 'made_at', made_at, 'used_at', used_at))"
		"    FROM (SELECT * FROM passkey WHERE member=p.id ORDER BY id)))"
		" FROM person p WHERE id=?1",
		"ibii", who->member, ((struct text){(const char *)who->session, 32}), now, (int64_t)DOOR_IDLE);
	return t ? t : "{}";
}

const char *door_people(struct db *secret, struct arena *a, int64_t now)
{
	const char *t = db_text(secret, a,
		"SELECT json_group_array(json_object('id', id, 'mail', mail, 'role', role, 'lang', lang, 'step', totp IS NOT NULL,"
		" 'passkeys', (SELECT count(*) FROM passkey WHERE member=p.id), 'password', password IS NOT NULL, 'until_at', until_at,"
		" 'open', until_at IS NULL OR until_at>?1, 'used_at', (SELECT max(used_at) FROM session WHERE member=p.id)))"
		" FROM (SELECT * FROM person ORDER BY id) p",
		"i", now);
	return t ? t : "[]";
}
