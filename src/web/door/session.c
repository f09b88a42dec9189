// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Sessions of browsers, and the secret that each form carries; see door.h.
#include "door.h"

#include <sodium.h>
#include <string.h>

#define KEY(h) ((struct text){(const char *)(h), 32})

bool door_who(struct db *secret, struct arena *a, struct text token, int64_t now, struct who *ret, bool *ret_touch)
{
	if (token.n < 40 || token.n > 64)
		return false;
	unsigned char hash[32];
	door_hash_of(token.p, token.n, hash);
	struct rows r = db_rows(secret,
		"SELECT s.member, s.role, s.subject, s.csrf, s.needs_step, s.used_at, coalesce(s.lang, p.lang), s.link IS NOT NULL"
		"  FROM session s LEFT JOIN person p ON p.id = s.member"
		" WHERE s.token_hash = ?1 AND s.until_at > ?2 AND s.used_at > ?2 - ?3 AND (p.until_at IS NULL OR p.until_at > ?2)"
		"   AND (s.link IS NOT NULL OR p.id IS NOT NULL)",
		"bii", KEY(hash), now, (int64_t)DOOR_IDLE);
	if (!rows_next(&r, NULL))
		return false;
	struct text csrf = rows_blob(&r, 3);
	struct who who = {.member = rows_int(&r, 0), .role = (unsigned)rows_int(&r, 1), .subject = rows_int(&r, 2), .needs_step = rows_int(&r, 4) != 0,
		.link = rows_int(&r, 7) != 0};
	who.lang = rows_null(&r, 6) ? NULL : arena_strdup(a, rows_text(&r, 6));
	bool good = csrf.n == sizeof who.csrf;
	if (good)
		memcpy(who.csrf, csrf.p, csrf.n);
	memcpy(who.session, hash, sizeof hash);
	bool touch = rows_int(&r, 5) + DOOR_TOUCH <= now;
	rows_end(&r);
	if (!good)
		return false;
	*ret = who;
	*ret_touch = touch;
	return true;
}

bool door_touch(struct db *secret, const unsigned char session[32], int64_t now, struct err *e)
{
	return db_do(secret, e, "UPDATE session SET used_at=?2 WHERE token_hash=?1 AND used_at<?2", "bi", KEY(session), now);
}

// What a browser says of itself is shown later: bytes that are not clean text are taken out, and it is cut at 200.
static const char *shown(struct arena *a, const char *s)
{
	size_t n = s ? strnlen(s, 200) : 0;
	char *copy = arena_strndup(a, n ? s : "", n);
	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < 32 || (unsigned char)*p > 126)
			*p = '?';
	return copy;
}

static int64_t life(const struct session *s, int64_t now)
{
	int64_t until = now + (s->needs_step ? DOOR_STEP_LIFE : s->link ? DOOR_LINK_LIFE : DOOR_LIFE);
	return s->until_at && s->until_at < until ? s->until_at : until;
}

const char *door_session_make(struct db *secret, struct arena *a, const struct session *s, int64_t now, struct err *e)
{
	const char *token = door_token(a);
	unsigned char hash[32], csrf[32];
	door_hash_of(token, strlen(token), hash);
	randombytes_buf(csrf, sizeof csrf);
	struct text link = s->link ? KEY(s->link) : (struct text){0};
	bool good = db_do(secret, e, "DELETE FROM session WHERE until_at<=?1 OR used_at<=?1-?2", "ii", now, (int64_t)DOOR_IDLE) &&
		// Of links to devices (member 0) each counts by its subject, so that one device does not end the session of another.
		db_do(secret, e,
			"DELETE FROM session WHERE token_hash IN (SELECT token_hash FROM session WHERE member=?1 AND (member<>0 OR subject=?2)"
			" ORDER BY made_at DESC LIMIT -1 OFFSET ?3)",
			"iii", s->member, s->subject, (int64_t)DOOR_SESSIONS - 1) &&
		db_do(secret, e, "INSERT INTO session VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?9,?10,?11,?12)", "biiisbibiiss", KEY(hash), s->member, (int64_t)s->role,
			s->subject, s->lang, KEY(csrf), (int64_t)s->needs_step, link, now, life(s, now), shown(a, s->address), shown(a, s->browser));
	return good ? token : NULL;
}

const char *door_session_step(struct db *secret, struct arena *a, const struct who *who, int64_t now, struct err *e)
{
	struct rows r = db_rows(secret, "SELECT address, browser, lang FROM session WHERE token_hash=?1", "b", KEY(who->session));
	if (!rows_next(&r, e)) {
		err_set(e, "this session is over");
		return NULL;
	}
	struct session s = {.member = who->member, .role = who->role, .subject = who->subject, .lang = rows_null(&r, 2) ? NULL : arena_strdup(a, rows_text(&r, 2)),
		.address = arena_strdup(a, rows_text(&r, 0)), .browser = arena_strdup(a, rows_text(&r, 1))};
	rows_end(&r);
	return door_session_end(secret, who->session, e) ? door_session_make(secret, a, &s, now, e) : NULL;
}

bool door_session_end(struct db *secret, const unsigned char session[32], struct err *e)
{
	return db_do(secret, e, "DELETE FROM session WHERE token_hash=?1", "b", KEY(session));
}

bool door_session_end_id(struct db *secret, int64_t member, const char *id, struct err *e)
{
	return strlen(id) == 16 &&
		db_do(secret, e, "DELETE FROM session WHERE member=?1 AND member<>0 AND lower(hex(substr(token_hash,1,8)))=?2", "is", member, id);
}

bool door_sessions_end_of(struct db *secret, int64_t member, const unsigned char *except, struct err *e)
{
	struct text key = except ? KEY(except) : (struct text){"", 0};
	return db_do(secret, e, "DELETE FROM session WHERE member=?1 AND token_hash<>?2", "ib", member, key);
}

const char *door_csrf_make(const struct who *who, struct arena *a)
{
	unsigned char text[64];
	randombytes_buf(text, 32);
	for (int i = 0; i < 32; i++)
		text[32 + i] = text[i] ^ who->csrf[i];
	return door_base(a, text, sizeof text);
}

bool door_csrf_is(const struct who *who, struct text csrf)
{
	unsigned char text[64];
	size_t n = 0;
	if (csrf.n != 86 || sodium_base642bin(text, sizeof text, csrf.p, csrf.n, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || n != 64)
		return false;
	for (int i = 0; i < 32; i++)
		text[32 + i] ^= text[i];
	return sodium_memcmp(text + 32, who->csrf, 32) == 0;
}
