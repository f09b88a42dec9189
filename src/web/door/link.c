// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Personal links and invitations; see door.h. They live in mails and in photos of QR codes, so each opens as little as it can.
#include "door.h"

#include <string.h>

#define KEY(h) ((struct text){(const char *)(h), 32})

const char *door_link_make(struct db *secret, struct arena *a, const struct link *l, int64_t now, struct err *e)
{
	const char *token = door_token(a);
	unsigned char hash[32];
	door_hash_of(token, strlen(token), hash);
	// What is long over is of no use to anybody: a year is kept, so that "when was this opened" can still be answered.
	bool good = db_do(secret, e, "DELETE FROM link WHERE until_at<?1-366*86400", "i", now) &&
		db_do(secret, e, "INSERT INTO link(token_hash,member,role,subject,lang,made_at,until_at) VALUES(?1,?2,?3,?4,?5,?6,?7)", "biiisii", KEY(hash), l->member,
			(int64_t)l->role, l->subject, l->lang, now, l->until_at);
	return good ? token : NULL;
}

bool door_link_find(struct db *secret, struct arena *a, struct text token, int64_t now, struct link *ret)
{
	if (token.n != 43)
		return false;
	struct link l = {0};
	door_hash_of(token.p, token.n, l.hash);
	struct rows r = db_rows(secret,
		"SELECT l.member, l.role, l.subject, coalesce(l.lang, p.lang), l.until_at FROM link l LEFT JOIN person p ON p.id = l.member"
		" WHERE l.token_hash = ?1 AND l.until_at > ?2 AND l.gone_at IS NULL AND (p.until_at IS NULL OR p.until_at > ?2)",
		"bi", KEY(l.hash), now);
	if (!rows_next(&r, NULL))
		return false;
	l.member = rows_int(&r, 0);
	l.role = (unsigned)rows_int(&r, 1);
	l.subject = rows_int(&r, 2);
	l.lang = rows_null(&r, 3) ? NULL : arena_strdup(a, rows_text(&r, 3));
	l.until_at = rows_int(&r, 4);
	rows_end(&r);
	*ret = l;
	return true;
}

bool door_gone(struct db *firm, int64_t member, int64_t now)
{
	return db_int(firm, "SELECT left_on <= date(?2, 'unixepoch') FROM member WHERE id=?1", 0, "ii", member, now) == 1;
}

const char *door_link_open(struct db *secret, struct arena *a, struct text token, const char *address, const char *browser, int64_t now, struct err *e)
{
	struct link l;
	if (!door_link_find(secret, a, token, now, &l) || !l.role) {
		err_set(e, "this link is over or was taken back");
		return NULL;
	}
	struct session s = {.member = l.member, .role = l.role, .subject = l.subject, .lang = l.lang, .link = l.hash, .until_at = l.until_at, .address = address,
		.browser = browser};
	if (!db_do(secret, e, "UPDATE link SET used_at=?2 WHERE token_hash=?1", "bi", KEY(l.hash), now))
		return NULL;
	return door_session_make(secret, a, &s, now, e);
}

// Takes a link back, with the sessions that it opened.
static bool link_end(struct db *secret, const unsigned char hash[32], int64_t now, struct err *e)
{
	return db_do(secret, e, "UPDATE link SET gone_at=?2 WHERE token_hash=?1 AND gone_at IS NULL", "bi", KEY(hash), now) &&
		db_do(secret, e, "DELETE FROM session WHERE link=?1", "b", KEY(hash));
}

bool door_links_end(struct db *secret, unsigned role, int64_t subject, int64_t member, int64_t now, struct err *e)
{
	return db_do(secret, e,
		       "DELETE FROM session WHERE link IN (SELECT token_hash FROM link WHERE role=?1 AND subject=?2 AND (member=?3 OR ?3=0))", "iii", (int64_t)role,
		       subject, member) &&
		db_do(secret, e, "UPDATE link SET gone_at=?4 WHERE role=?1 AND subject=?2 AND (member=?3 OR ?3=0) AND gone_at IS NULL", "iiii", (int64_t)role, subject,
			member, now);
}

const char *door_links(struct db *secret, struct arena *a, unsigned role, int64_t now)
{
	const char *t = db_text(secret, a,
		"SELECT json_group_array(json_object('member', member, 'subject', subject, 'made_at', made_at, 'until_at', until_at, 'used_at', used_at))"
		" FROM (SELECT * FROM link WHERE role=?1 AND gone_at IS NULL AND until_at>?2 ORDER BY made_at DESC)",
		"ii", (int64_t)role, now);
	return t ? t : "[]";
}

const char *door_invite_make(struct db *secret, struct arena *a, int64_t member, int64_t now, struct err *e)
{
	struct person p;
	if (!door_person(secret, a, member, now, &p) || !p.open) {
		err_set(e, "there is no such account");
		return NULL;
	}
	struct link l = {.member = member, .subject = member, .until_at = now + DOOR_INVITE_LIFE};
	return door_links_end(secret, 0, member, member, now, e) ? door_link_make(secret, a, &l, now, e) : NULL;
}

bool door_invite_use(struct db *secret, struct arena *a, struct text token, const char *hash, int64_t now, int64_t *ret_member, struct err *e)
{
	struct link l;
	if (!door_link_find(secret, a, token, now, &l) || l.role)
		return err_set(e, "this invitation is over or was used");
	if (!db_do(secret, e, "UPDATE link SET used_at=?2 WHERE token_hash=?1", "bi", KEY(l.hash), now) || !link_end(secret, l.hash, now, e) ||
		!door_person_password(secret, l.member, hash, NULL, e))
		return false;
	*ret_member = l.member;
	return true;
}
