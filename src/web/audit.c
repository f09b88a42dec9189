// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The log of what people did: a chain in which each row holds the hash of the one before, so that a row that was changed, taken out or put
// in between shows; see writer.h. The database refuses to change rows; the chain tells when somebody did so behind its back.
#include "writer.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

static const char *chained(struct arena *a, const char *before, int64_t id, int64_t at, int64_t member, const char *person, const char *action,
	const char *thing, const char *address)
{
	const char *row = arena_printf(a, "%s\n%lld\n%lld\n%lld\n%s\n%s\n%s\n%s", before, (long long)id, (long long)at, (long long)member, person, action, thing,
		address);
	unsigned char hash[32];
	char *hex = arena_alloc(a, 65);
	crypto_generichash(hash, sizeof hash, (const unsigned char *)row, strlen(row), NULL, 0);
	return sodium_bin2hex(hex, 65, hash, sizeof hash);
}

// The action's name without its folder: "/register/{name}/add" is what people and programs know it by.
bool audit_add(struct db *d, const struct job *j, struct err *e)
{
	struct rows r = db_rows(d, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1", "");
	int64_t id = 1;
	const char *before = "";
	if (rows_next(&r, e)) {
		id = rows_int(&r, 0) + 1;
		before = arena_strdup(j->a, rows_text(&r, 1));
	}
	rows_end(&r);
	const char *person = j->who.name && *j->who.name ? j->who.name : "?", *thing = j->thing ? j->thing : "";
	const char *hash = chained(j->a, before, id, j->now, j->who.member, person, j->action->path, thing, j->address);
	return db_do(d, e, "INSERT INTO audit VALUES(?1,?2,nullif(?3,0),?4,?5,?6,?7,?8)", "iiisssss", id, j->now, j->who.member, person,
		j->action->path, thing, j->address, hash);
}

static int64_t first_broken(struct db *d)
{
	struct arena *a = arena_new();
	struct rows r = db_rows(d, "SELECT id, at, coalesce(member,0), person, action, thing, address, hash FROM audit ORDER BY id", "");
	const char *before = "";
	int64_t broken = 0, wanted = 1;
	struct arena_mark mark = arena_mark(a);
	char kept[65] = "";
	while (!broken && rows_next(&r, NULL)) {
		arena_rewind(a, mark);
		const char *hash = chained(a, before, rows_int(&r, 0), rows_int(&r, 1), rows_int(&r, 2), arena_strdup(a, rows_text(&r, 3)),
			arena_strdup(a, rows_text(&r, 4)), arena_strdup(a, rows_text(&r, 5)), arena_strdup(a, rows_text(&r, 6)));
		if (rows_int(&r, 0) != wanted++ || strcmp(hash, rows_text(&r, 7)) != 0)
			broken = rows_int(&r, 0);
		memcpy(kept, hash, sizeof kept);
		before = kept;
	}
	rows_end(&r);
	arena_free(a);
	return broken;
}

int64_t audit_broken_lately(struct db *d, int64_t now)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static int64_t at, broken;
	pthread_mutex_lock(&lock);
	if (now - at >= 60 || now < at) {
		broken = first_broken(d);
		at = now;
	}
	int64_t ret = broken;
	pthread_mutex_unlock(&lock);
	return ret;
}
