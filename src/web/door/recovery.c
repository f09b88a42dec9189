// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Recovery codes, for who lost the telephone; see door.h. 80 random bits need no slow hash.
#include "door.h"
#include "base32.h"

#include <sodium.h>
#include <string.h>

#define BYTES 10
#define LETTERS 16

// The hash of a code of this member; false when it cannot be a code. 0, 1 and 8 are taken for the letters that they look like.
static bool hash_code(int64_t member, const char *code, unsigned char ret[32])
{
	char text[LETTERS + 24];
	size_t n = 0;
	for (; *code; code++) {
		char c = *code >= 'a' && *code <= 'z' ? (char)(*code - 32) : *code;
		if (c == ' ' || c == '-')
			continue;
		c = c == '0' ? 'O' : c == '1' ? 'I' : c == '8' ? 'B' : c;
		if (n == LETTERS || !((c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7')))
			return false;
		text[n++] = c;
	}
	if (n != LETTERS)
		return false;
	memcpy(text + n, &member, sizeof member);
	door_hash_of(text, n + sizeof member, ret);
	return true;
}

bool recovery_make(struct db *secret, struct arena *a, int64_t member, const char *ret[RECOVERY_CODES], struct err *e)
{
	if (!db_do(secret, e, "DELETE FROM recovery WHERE member=?1", "i", member))
		return false;
	const char *made[RECOVERY_CODES];
	for (int i = 0; i < RECOVERY_CODES; i++) {
		unsigned char random[BYTES], hash[32];
		randombytes_buf(random, sizeof random);
		const char *t = base32_make(a, (struct text){(const char *)random, sizeof random});
		made[i] = arena_printf(a, "%.4s-%.4s-%.4s-%.4s", t, t + 4, t + 8, t + 12);
		hash_code(member, made[i], hash);
		if (!db_do(secret, e, "INSERT INTO recovery(code_hash,member) VALUES(?1,?2)", "bi", ((struct text){(char *)hash, 32}), member))
			return false;
	}
	memcpy(ret, made, sizeof made);
	return true;
}

bool recovery_use(struct db *secret, int64_t member, const char *code, int64_t now, struct err *e)
{
	unsigned char hash[32];
	return hash_code(member, code, hash) &&
		db_do(secret, e, "UPDATE recovery SET used_at=?3 WHERE code_hash=?1 AND member=?2 AND used_at IS NULL", "bii", ((struct text){(char *)hash, 32}),
			member, now) &&
		sqlite3_changes(secret->handle) == 1;
}
