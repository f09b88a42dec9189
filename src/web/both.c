// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A transaction over two files; see both.h. Changes of the firm's file are collected by SQLite's session extension.
#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include "both.h"

#include <string.h>

static int on_conflict(void *arg, int kind, sqlite3_changeset_iter *it)
{
	(void)arg;
	(void)it;
	// A trigger may have done already what the changeset does.
	return kind == SQLITE_CHANGESET_DATA ? SQLITE_CHANGESET_REPLACE : SQLITE_CHANGESET_OMIT;
}

static bool apply(struct db *firm, struct text changes, struct err *e)
{
	union {
		const char *in;
		void *out;
	} p = {changes.p};
	if (!db_begin(firm, e))
		return false;
	if (sqlite3changeset_apply(firm->handle, (int)changes.n, p.out, NULL, on_conflict, NULL) == SQLITE_OK)
		return db_commit(firm, e);
	db_err(firm, e);
	db_rollback(firm);
	return false;
}

bool both_recover(struct db *firm, struct db *secret, struct err *e)
{
	struct arena *a = arena_new();
	int64_t done = db_int(firm, "SELECT number FROM both_files", 0, "");
	struct rows r = db_rows(secret, "SELECT changes FROM redo WHERE number=?1", "i", done + 1);
	struct text changes = {NULL, 0};
	if (rows_next(&r, e)) {
		struct text blob = rows_blob(&r, 0);
		char *copy = arena_raw(a, blob.n + 1);
		memcpy(copy, blob.p, blob.n);
		changes = (struct text){copy, blob.n};
	}
	rows_end(&r);
	bool good = !e->text[0] && (!changes.p || apply(firm, changes, e));
	arena_free(a);
	return good;
}

static void session_end(struct both *b)
{
	sqlite3session_delete(b->session);
	b->session = NULL;
}

bool both_begin(struct both *b, struct err *e)
{
	if (b->behind && !both_recover(b->firm, b->secret, e))
		return false;
	b->behind = false;
	if (!db_begin(b->firm, e))
		return false;
	if (!db_begin(b->secret, e)) {
		db_rollback(b->firm);
		return false;
	}
	b->changes = sqlite3_total_changes64(b->secret->handle);
	sqlite3_session *s = NULL;
	if (sqlite3session_create(b->firm->handle, "main", &s) != SQLITE_OK || sqlite3session_attach(s, NULL) != SQLITE_OK) {
		sqlite3session_delete(s);
		db_rollback(b->secret);
		db_rollback(b->firm);
		return err_set(e, "the changes could not be followed");
	}
	b->session = s;
	return true;
}

// Writes into the secret file what is to be done in the firm's, having made sure that there is room for it.
static bool decide(struct both *b, struct err *e)
{
	int n = 0;
	void *changes = NULL;
	if (!db_do(b->firm, e, "UPDATE both_files SET number=number+1", ""))
		return false;
	int64_t number = db_int(b->firm, "SELECT number FROM both_files", 0, "");
	int rc = sqlite3_db_cacheflush(b->firm->handle);
	if (rc != SQLITE_OK && rc != SQLITE_BUSY)
		return db_err(b->firm, e);
	if (sqlite3session_changeset(b->session, &n, &changes) != SQLITE_OK)
		return err_set(e, "the changes could not be collected");
	bool good = db_do(b->secret, e, "INSERT OR REPLACE INTO redo VALUES(1,?1,?2)", "ib", number, (struct text){changes, (size_t)n});
	sqlite3_free(changes);
	return good;
}

bool both_commit(struct both *b, struct err *e)
{
	bool two = sqlite3_total_changes64(b->secret->handle) != b->changes;
	if (two && !decide(b, e)) {
		session_end(b);
		db_rollback(b->secret);
		db_rollback(b->firm);
		return false;
	}
	session_end(b);
	if (!db_commit(b->secret, e)) {
		db_rollback(b->firm);
		return false;
	}
	if (db_commit(b->firm, e))
		return true;
	if (!two)
		return false;
	// It was decided: the firm's file must follow, now or before the next write.
	struct err again = {0};
	b->behind = !both_recover(b->firm, b->secret, &again);
	return !b->behind;
}
