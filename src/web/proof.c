// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What actions on parts of proof share; see proof.h.
#include "proof.h"
#include "../base/clock.h"

#include <sodium.h>
#include <string.h>

#define HASH_BYTES 32
#define HEX_ROOM (HASH_BYTES * 2 + 1)
#define CODE_LENGTH 6
#define PAST_MAX (3653 * DAY)

void proof_judge(struct job *j, const char *part)
{
	int64_t n = db_int(j->d, "SELECT count(*) FROM cat.control_proof WHERE part=?1", 0, "s", part);
	if (!n)
		return;
	j->judge = true;
	j->only = n == 1 ? db_text(j->d, j->a, "SELECT control FROM cat.control_proof WHERE part=?1", "s", part) : NULL;
}

const char *proof_part(struct job *j, const char *kind, const char *name)
{
	const char *part = arena_printf(j->a, "%s:%s", kind, name);
	if (db_int(j->d, "SELECT count(*) FROM cat.instrument WHERE part=?1", 0, "s", part))
		return part;
	job_refuse(j, NULL, "There is no such page.");
	return NULL;
}

bool proof_date(struct job *j, const char *field)
{
	int64_t at;
	if (!clock_read_iso(text_of(job_text(j, field)), &at))
		return job_refuse(j, field, "Write a date as year-month-day: 2026-11-21.");
	if (at > j->now + DAY) // a firm east of us may be a day ahead
		return job_refuse(j, field, "This day is still to come.");
	if (at < j->now - PAST_MAX)
		return job_refuse(j, field, "That is too long ago to count.");
	return true;
}

const char *proof_place(struct job *j, const char *part)
{
	return db_text(j->d, j->a,
		"SELECT p.link FROM part_place p JOIN cat.instrument i ON i.part=p.part WHERE p.part=?1"
		" AND (i.kind IN ('photo','contract','attestation') OR i.upload)", "s", part);
}

// ---- files

static bool plain(struct text t)
{
	struct text line;
	while (text_line(&t, &line))
		if (!text_clean(line))
			return false;
	return true;
}

// What a file is by its first bytes: its name and what the browser calls it are words of a stranger.
static const char *type_of(struct text t)
{
	static const struct {
		const char *begin, *type;
		size_t n;
	} known[] = {{"\xff\xd8\xff", "image/jpeg", 3}, {"\x89PNG\r\n\x1a\n", "image/png", 8}, {"%PDF-", "application/pdf", 5}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (t.n > known[i].n && memcmp(t.p, known[i].begin, known[i].n) == 0)
			return known[i].type;
	return plain(t) ? "text/plain" : NULL;
}

// The last part of a path, clean; at most 120 bytes.
static const char *name_of(struct job *j, const char *given)
{
	const char *name = given ? given : "";
	for (const char *c = name; *c; c++)
		if ((*c == '/' || *c == '\\') && c[1])
			name = c + 1;
	struct text t = {name, strnlen(name, 120)};
	while (t.n && (t.p[t.n] & 0xc0) == 0x80) // not in the middle of a character
		t.n--;
	return t.n && text_clean(t) ? text_dup(j->a, t) : "?";
}

static const char *hash_hex(struct job *j, const unsigned char hash[HASH_BYTES])
{
	char *hex = arena_alloc(j->a, HEX_ROOM);
	return sodium_bin2hex(hex, HEX_ROOM, hash, HASH_BYTES);
}

bool proof_file(struct job *j, const char *field, const char *part, const char *dated_on, const char *note, int64_t *ret_id)
{
	struct err e = {0};
	unsigned char hash[HASH_BYTES];
	const struct value *v = job_value(j, field);
	const char *type = v ? type_of(v->text) : NULL;
	if (!type)
		return job_refuse(j, field, "We take photos (JPEG, PNG), PDF and plain text. This is something else.");
	crypto_generichash(hash, sizeof hash, (const unsigned char *)v->text.p, v->text.n, NULL, 0);
	if (!db_do(j->d, &e,
		    "INSERT INTO upload(name, type, bytes, hash, body, part, note, dated_on, added_at, person)"
		    " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
		    "ssisbsssis", name_of(j, v->file_name), type, (int64_t)v->text.n, hash_hex(j, hash), v->text, part, note, dated_on, j->now, j->who.name))
		return job_failed(j, &e);
	*ret_id = sqlite3_last_insert_rowid(j->d->handle);
	return true;
}

// ---- signatures

bool proof_sign(struct job *j, int64_t round, int64_t member, const char *lang, const char *how)
{
	struct err e = {0};
	crypto_generichash_state state;
	unsigned char hash[HASH_BYTES];
	if (!db_int(j->d, "SELECT count(*) FROM signature g JOIN round r ON r.id=g.round WHERE g.round=?1 AND g.member=?2 AND r.closed_at IS NULL", 0, "ii",
		    round, member))
		return job_refuse(j, NULL, "This is over: nobody is asked to sign it any more.");
	if (db_int(j->d, "SELECT signed_at IS NOT NULL FROM signature WHERE round=?1 AND member=?2", 0, "ii", round, member))
		return job_refuse(j, NULL, "This was signed before.");
	if (!db_int(j->d, "SELECT count(*) FROM round_text WHERE round=?1 AND lang=?2", 0, "is", round, lang))
		lang = db_text(j->d, j->a, "SELECT lang FROM round WHERE id=?1", "i", round);
	const char *body = db_text(j->d, j->a,
		"SELECT t.title || char(10) || t.body || char(10) || coalesce(d.body, '') FROM round r JOIN round_text t ON t.round=r.id"
		" LEFT JOIN document d ON d.id=r.document WHERE r.id=?1 AND t.lang=?2", "is", round, lang);
	if (!body)
		return job_refuse(j, NULL, "This is over: nobody is asked to sign it any more.");
	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	crypto_generichash_update(&state, (const unsigned char *)body, strlen(body));
	crypto_generichash_final(&state, hash, sizeof hash);
	if (!db_do(j->d, &e, "UPDATE signature SET signed_at=?3, how=?4, hash=?5, lang=?6 WHERE round=?1 AND member=?2", "iiisss", round, member, j->now, how,
		    hash_hex(j, hash), lang))
		return job_failed(j, &e);
	const char *part = db_text(j->d, j->a, "SELECT part FROM round WHERE id=?1", "i", round);
	proof_judge(j, part);
	if (strcmp(part, "signoff:ict-rules") == 0) // stands behind a list too
		j->only = NULL;
	j->thing = arena_printf(j->a, "%s %lld: %s", part, (long long)member, how);
	return true;
}

// Six letters and digits that cannot be taken for one another, so that they can be read aloud.
static const char *code_make(struct job *j)
{
	static const char letters[] = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
	char *code = arena_alloc(j->a, CODE_LENGTH + 1);
	for (int i = 0; i < CODE_LENGTH; i++)
		code[i] = letters[randombytes_uniform(sizeof letters - 1)];
	code[CODE_LENGTH] = 0;
	return code;
}

bool proof_ask(struct job *j, int64_t round)
{
	struct err e = {0};
	int64_t id;
	while ((id = db_int(j->d,
			"SELECT min(s.id) FROM staff_now s, round r LEFT JOIN cat.instrument i ON i.part=r.part"
			" WHERE r.id=?1 AND (i.who IS NOT 'owner' OR s.kind='owner') AND s.id NOT IN (SELECT member FROM signature WHERE round=?1)", 0, "i", round)) > 0)
		// Two equal codes in a round are refused by the index; then this one is tried again.
		if (!db_do(j->d, &e, "INSERT OR IGNORE INTO signature(round, member, asked_at, code) VALUES(?1,?2,?3,?4)", "iiis", round, id, j->now, code_make(j)))
			return job_failed(j, &e);
	return true;
}

int64_t proof_round(struct job *j, const char *name, const char **ret_part)
{
	const char *part = proof_part(j, "signoff", name);
	if (!part)
		return 0;
	int64_t round = db_int(j->d, "SELECT id FROM round WHERE part=?1 AND closed_at IS NULL ORDER BY id DESC LIMIT 1", 0, "s", part);
	if (!round)
		job_refuse(j, NULL, "This is over: nobody is asked to sign it any more.");
	*ret_part = part;
	return round;
}
