// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Writes a backup; see backup.h. What puts it back is restore.c.
#include "backup.h"
#include "../base/lz4.h"
#include "../base/version.h"
#include "backup_file.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct backup_part backup_parts[] = {{"own.db", "firm"}, {"secret.db", "secret"}, {"mail.key", NULL}, {NULL, NULL}};

const char *backup_place(struct arena *a, const char *firm_path, const struct backup_part *p)
{
	return p->schema && strcmp(p->schema, "firm") == 0 ? firm_path : place_beside(a, firm_path, p->name);
}

uint64_t backup_sum(uint64_t h, struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		h = (h ^ (unsigned char)t.p[i]) * 1099511628211u;
	return h;
}

bool backup_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

bool backup_is(const char *path)
{
	unsigned char head[72];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head);
	if (fd >= 0)
		close(fd);
	// The mark (application id) stands at byte 68 of an SQLite file.
	return n == sizeof head && memcmp(head, "SQLite format 3", 16) == 0 && memcmp(head + 68, "BOLB", 4) == 0;
}

bool backup_make_empty(const char *path, struct err *e)
{
	static const char *const logs[] = {"", "-wal", "-shm", "-journal"}; // of one that was killed: a log must never meet another database
	struct arena *a = arena_new();
	for (int i = 0; i < 4; i++)
		unlink(arena_printf(a, "%s%s", path, logs[i]));
	arena_free(a);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_set(e, "\"%s\" cannot be written: %s", path, strerror(errno));
	close(fd);
	return true;
}

// ---- the databases as they are at one instant

struct snapshot {
	sqlite3 *lock, *read;
};

static bool bad(sqlite3 *d, const char *path, struct err *e)
{
	switch (sqlite3_errcode(d)) {
	case SQLITE_BUSY: return err_set(e, "another program is writing in \"%s\"; try again in a moment", path);
	case SQLITE_FULL: return err_set(e, "the disk is full: \"%s\" could not be written", path);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT: return err_set(e, "\"%s\" is damaged", path);
	case SQLITE_READONLY: return err_set(e, "\"%s\" may only be read here", path);
	default: return err_set(e, "\"%s\": %s", path, sqlite3_errmsg(d));
	}
}

static bool open_locked(struct snapshot *s, const char *path, struct err *e)
{
	if (sqlite3_open_v2(path, &s->lock, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK || sqlite3_open_v2(path, &s->read, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return bad(s->read ? s->read : s->lock, path, e);
	sqlite3_busy_timeout(s->lock, 10000);
	sqlite3_busy_timeout(s->read, 10000);
	return sqlite3_exec(s->lock, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK || bad(s->lock, path, e);
}

static void snapshot_end(struct snapshot *s)
{
	sqlite3_close(s->lock);
	sqlite3_close(s->read);
}

// While both files may not be written (some milliseconds), both are begun to be read; then writers go on and we read what was there. An action that
// writes in both has its locks on both until its end, so it is in the backup whole or not at all.
static bool snapshot_all(struct snapshot *s, const char *const *paths, int n, struct err *e)
{
	bool good = true;
	for (int i = 0; i < n && good; i++)
		good = open_locked(&s[i], paths[i], e);
	for (int i = 0; i < n && good; i++)
		good = sqlite3_exec(s[i].read, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) == SQLITE_OK || bad(s[i].read, paths[i], e);
	for (int i = 0; i < n; i++)
		if (s[i].lock && !sqlite3_get_autocommit(s[i].lock))
			sqlite3_exec(s[i].lock, "ROLLBACK", NULL, NULL, NULL);
	return good;
}

static bool copy_database(sqlite3 *from, const char *fresh, struct err *e)
{
	sqlite3 *to = NULL;
	if (!backup_make_empty(fresh, e))
		return false;
	bool good = sqlite3_open_v2(fresh, &to, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
	sqlite3_backup *b = good ? sqlite3_backup_init(to, "main", from, "main") : NULL;
	if (b) {
		sqlite3_backup_step(b, -1);
		good = sqlite3_backup_finish(b) == SQLITE_OK;
	}
	good = (good && b && sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) == SQLITE_OK) || bad(to, fresh, e);
	sqlite3_close(to);
	return good;
}

// ---- packing

static bool put_piece(struct db *d, int64_t file, int64_t number, struct text piece, struct err *e)
{
	struct arena *a = arena_new();
	bool good = db_do(d, e, "INSERT INTO piece VALUES(?1,?2,?3,?4)", "iiib", file, number, (int64_t)piece.n, lz4_pack_block(a, piece));
	arena_free(a);
	return good;
}

static bool pack(struct db *d, const char *path, const char *name, struct err *e)
{
	struct arena *a = arena_new();
	char *room = arena_raw(a, BACKUP_PIECE);
	uint64_t sum = BACKUP_SUM;
	int64_t total = 0, number = 0, file = 0;
	FILE *f = fopen(path, "rb");
	bool good = (f && db_do(d, e, "INSERT INTO file(name, bytes, sum) VALUES(?1,0,'')", "s", name)) ||
		(!f && err_set(e, "\"%s\" cannot be read: %s", path, strerror(errno)));
	file = sqlite3_last_insert_rowid(d->handle);
	for (size_t n; good && (n = fread(room, 1, BACKUP_PIECE, f)) > 0; number++) {
		struct text piece = {room, n};
		sum = backup_sum(sum, piece);
		total += (int64_t)n;
		good = put_piece(d, file, number, piece, e);
	}
	if (good && ferror(f))
		good = err_set(e, "\"%s\" cannot be read: %s", path, strerror(errno));
	if (f)
		fclose(f);
	good = good && db_do(d, e, "UPDATE file SET bytes=?2, sum=?3 WHERE id=?1", "iis", file, total, arena_printf(a, "%016llx", (unsigned long long)sum));
	arena_free(a);
	return good;
}

static struct db *begin_file(struct arena *a, const char *path, int64_t now, struct err *e)
{
	if (!backup_make_empty(path, e))
		return NULL;
	struct db *d = db_open(a, path, NULL, e);
	bool good = d && db_do(d, e, "PRAGMA journal_mode=MEMORY", "") && db_do(d, e, "BEGIN", "") &&
		db_do(d, e, "CREATE TABLE about(format INTEGER NOT NULL, made_at INTEGER NOT NULL, tool TEXT NOT NULL) STRICT", "") &&
		db_do(d, e, "CREATE TABLE file(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, sum TEXT NOT NULL) STRICT", "") &&
		db_do(d, e,
			"CREATE TABLE piece(file INTEGER NOT NULL, number INTEGER NOT NULL, bytes INTEGER NOT NULL, body BLOB NOT NULL, "
			"PRIMARY KEY(file, number)) STRICT",
			"") &&
		db_do(d, e, "INSERT INTO about VALUES(?1,?2,?3)", "iis", (int64_t)BACKUP_FORMAT, now, BOLWERK_VERSION);
	return good ? d : NULL;
}

static bool fill_file(struct arena *a, const char *firm_path, const char *fresh, struct snapshot *s, int64_t now, struct err *e)
{
	struct db *d = begin_file(a, fresh, now, e);
	const char *part = arena_printf(a, "%s.part", fresh);
	bool good = d != NULL;
	for (int i = 0; backup_parts[i].name && good; i++) {
		const char *path = backup_place(a, firm_path, &backup_parts[i]);
		if (access(path, F_OK) != 0)
			continue;
		good = !backup_parts[i].schema || copy_database(s[i].read, part, e);
		good = good && pack(d, backup_parts[i].schema ? part : path, backup_parts[i].name, e);
	}
	unlink(part);
	// The mark comes last: half a file is no backup.
	return good && db_do(d, e, "COMMIT", "") && db_do(d, e, "PRAGMA application_id=1112493122", "");
}

static bool backup_into(struct arena *a, const char *firm_path, const char *fresh, int64_t now, struct err *e)
{
	struct snapshot s[2] = {{0}};
	const char *const paths[] = {firm_path, backup_place(a, firm_path, &backup_parts[1])};
	bool good = snapshot_all(s, paths, access(paths[1], F_OK) == 0 ? 2 : 1, e);
	struct arena *own = arena_new(); // its end closes the file
	good = good && fill_file(own, firm_path, fresh, s, now, e);
	arena_free(own);
	snapshot_end(&s[0]);
	snapshot_end(&s[1]);
	return good;
}

bool backup_write(const char *firm_path, const char *path, int64_t now, int64_t *ret_bytes, struct err *e)
{
	struct arena *a = arena_new();
	struct stat st;
	const char *fresh = arena_printf(a, "%s.new", path);
	bool good = true;
	if (access(firm_path, R_OK) != 0)
		good = err_set(e, "\"%s\" cannot be read: %s", firm_path, strerror(errno));
	else if (lstat(path, &st) == 0 && !(S_ISREG(st.st_mode) && backup_is(path)))
		good = err_set(e, "\"%s\" is there already and is no backup of Bolwerk; it is left alone", path);
	else if (lstat(fresh, &st) == 0 && !S_ISREG(st.st_mode))
		good = err_set(e, "\"%s\" is in the way", fresh);
	if (good) {
		good = backup_into(a, firm_path, fresh, now, e);
		if (good && (!backup_sync(fresh) || stat(fresh, &st) != 0 || rename(fresh, path) != 0))
			good = err_set(e, "\"%s\" cannot be written: %s", path, strerror(errno));
		if (good) {
			backup_sync(place_folder(a, path));
			*ret_bytes = (int64_t)st.st_size;
		} else
			unlink(fresh);
	}
	arena_free(a);
	return good;
}
