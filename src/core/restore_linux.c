// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Puts a backup back; see backup.h. All files stand ready beside the present ones (NAME.restored) before a mark (own.db.restoring, which holds the
// date) says that they take their place. From then on each step can be done twice; the mark goes last.
#include "../base/clock.h"
#include "../base/lz4.h"
#include "backup.h"
#include "backup_file.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES_MAX ((int64_t)1 << 40)

static const char *mark_of(struct arena *a, const char *firm_path)
{
	return arena_printf(a, "%s.restoring", firm_path);
}

bool backup_pending(struct arena *a, const char *firm_path, struct err *e)
{
	if (access(mark_of(a, firm_path), F_OK) != 0)
		return false;
	err_set(e, "putting back a backup was cut off; run `bolwerk restore` again to end it");
	return true;
}

// ---- reading the backup

static bool damaged(struct err *e, const char *path)
{
	return err_set(e, "the backup \"%s\" is damaged; nothing was changed", path);
}

// Writes one piece where the file ends; adds to the sum.
static bool unpack_piece(FILE *f, struct rows *r, uint64_t *sum)
{
	struct arena *a = arena_new();
	int64_t n = rows_int(r, 1);
	bool good = n > 0 && n <= (int64_t)BACKUP_PIECE;
	if (good) {
		char *room = arena_raw(a, (size_t)n);
		good = lz4_read_block(rows_blob(r, 2), room, (size_t)n, NULL) && (errno = 0, fwrite(room, 1, (size_t)n, f) == (size_t)n);
		*sum = backup_sum(*sum, (struct text){room, (size_t)n});
	}
	arena_free(a);
	return good;
}

static bool unpack(struct db *b, const char *path, int64_t file, int64_t bytes, const char *sum, const char *to, struct err *e)
{
	struct arena *a = arena_new();
	uint64_t got = BACKUP_SUM;
	int64_t number = 0, total = 0;
	struct err why = {0};
	if (!backup_make_empty(to, e)) {
		arena_free(a);
		return false;
	}
	FILE *f = fopen(to, "r+b");
	errno = 0;
	struct rows r = db_rows(b, "SELECT number, bytes, body FROM b.piece WHERE file=?1 ORDER BY number", "i", file);
	bool good = f != NULL;
	while (good && rows_next(&r, &why)) {
		total += rows_int(&r, 1);
		good = rows_int(&r, 0) == number++ && total <= bytes && unpack_piece(f, &r, &got);
	}
	rows_end(&r);
	bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
	if (f && (fflush(f) || fsync(fileno(f))))
		full = errno == ENOSPC || errno == EDQUOT || full, good = false;
	if (f)
		fclose(f);
	good = good && !why.text[0] && total == bytes && strcmp(arena_printf(a, "%016llx", (unsigned long long)got), sum) == 0;
	arena_free(a);
	if (full)
		return err_set(e, "the disk is full: \"%s\" could not be written; nothing was changed", to);
	return good || damaged(e, path);
}

// The number that a query gives; -1 when it fails.
static int64_t number(sqlite3 *d, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t n = sqlite3_prepare_v2(d, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : -1;
	sqlite3_finalize(st);
	return n;
}

// Whether an unpacked database is whole, ours, and not newer than this program.
static bool check_database(struct db *cat, const char *path, const char *fresh, const char *schema, struct err *e)
{
	sqlite3 *d = NULL;
	bool good = sqlite3_open_v2(fresh, &d, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK && sqlite3_db_config(d, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) == SQLITE_OK;
	int64_t newest = db_int(cat, "SELECT max(number) FROM cat.schema_part WHERE part=?1", 0, "s", schema);
	if (!good || number(d, "SELECT integrity_check='ok' FROM pragma_integrity_check(1)") != 1)
		good = damaged(e, path);
	else if (number(d, "SELECT application_id IN (0, 1112493143) FROM pragma_application_id") != 1) // 0: nothing was written in it yet
		good = err_set(e, "the backup \"%s\" holds a database that is not of Bolwerk", path);
	else if (number(d, "SELECT user_version FROM pragma_user_version") > newest)
		good = err_set(e, "the backup \"%s\" was made by a newer version of Bolwerk; install that version first", path);
	sqlite3_close(d);
	return good;
}

static bool read_about(struct db *b, const char *path, int64_t *ret_made_at, struct err *e)
{
	int64_t format = db_int(b, "SELECT format FROM b.about", -1, "");
	if (format > BACKUP_FORMAT)
		return err_set(e, "the backup \"%s\" was made by a newer version of Bolwerk; install that version first", path);
	*ret_made_at = db_int(b, "SELECT made_at FROM b.about", 0, "");
	bool known = db_int(b, "SELECT count(*) FROM b.file WHERE name='own.db'", 0, "") == 1 &&
		db_int(b, "SELECT count(*) FROM b.file WHERE name NOT IN ('own.db', 'secret.db', 'mail.key')", 1, "") == 0;
	return (format == BACKUP_FORMAT && known && db_int(b, "SELECT max(bytes) FROM b.file", FILE_BYTES_MAX, "") < FILE_BYTES_MAX) || damaged(e, path);
}

// The files take the owner of the folder that they come to, when root puts them there.
static void own(struct arena *a, const char *path)
{
	struct stat st;
	if (geteuid() == 0 && stat(place_folder(a, path), &st) == 0 && st.st_uid != 0 && lchown(path, st.st_uid, st.st_gid) != 0)
		return; // then it stays root's, who can give it away by hand
}

static bool unpack_all(struct arena *a, struct db *b, const char *path, const char *firm_path, struct err *e)
{
	bool good = true;
	for (const struct backup_part *p = backup_parts; p->name && good; p++) {
		const char *to = arena_printf(a, "%s.restored", backup_place(a, firm_path, p));
		int64_t file = db_int(b, "SELECT id FROM b.file WHERE name=?1", 0, "s", p->name);
		if (!file)
			continue;
		const char *sum = db_text(b, a, "SELECT sum FROM b.file WHERE id=?1", "i", file);
		good = unpack(b, path, file, db_int(b, "SELECT bytes FROM b.file WHERE id=?1", 0, "i", file), sum ? sum : "", to, e) &&
			(!p->schema || check_database(b, path, to, p->schema, e));
		own(a, to);
	}
	return good;
}

// ---- taking their place

// Nobody else may have the file open: only then can it leave the mode with a log beside it. A damaged one cannot tell, and is put aside as it is.
static bool unused(const char *path, struct err *e)
{
	sqlite3 *d = NULL;
	if (access(path, F_OK) != 0)
		return true;
	int rc = sqlite3_open_v2(path, &d, SQLITE_OPEN_READWRITE, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(d, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	sqlite3_close(d);
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return err_set(e, "another program works with \"%s\"; stop Bolwerk first", path);
	return true;
}

static void aside(struct arena *a, const char *path, const char *date)
{
	const char *kept = arena_printf(a, "%s.before-restore-%s", path, date);
	if (access(path, F_OK) == 0 && link(path, kept) != 0 && errno != EEXIST) // a disk without links: the name alone
		rename(path, kept);
}

// Puts a file in its place; done already when it is no longer there.
static bool place(struct arena *a, const char *path, const char *date, bool database)
{
	const char *fresh = arena_printf(a, "%s.restored", path);
	if (access(fresh, F_OK) != 0)
		return true;
	aside(a, path, date);
	for (int i = 0; database && i < 2; i++) { // of the old one; a log must never meet another database
		const char *tail = i ? "-shm" : "-wal", *log = arena_printf(a, "%s%s", path, tail);
		if (access(log, F_OK) == 0)
			rename(log, arena_printf(a, "%s.before-restore-%s%s", path, date, tail));
	}
	return rename(fresh, path) == 0;
}

static bool finish(struct arena *a, const char *firm_path, struct err *e)
{
	const char *mark = mark_of(a, firm_path);
	char date[32] = "";
	int fd = open(mark, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd < 0 ? -1 : read(fd, date, sizeof date - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return err_set(e, "\"%s\" cannot be read: %s", mark, strerror(errno));
	date[strspn(date, "0123456789-T")] = 0;
	for (const struct backup_part *p = backup_parts; p->name; p++) {
		const char *path = backup_place(a, firm_path, p);
		if (!place(a, path, date, p->schema != NULL))
			return err_set(e, "\"%s\" cannot be put in its place: %s; run this again", path, strerror(errno));
		backup_sync(place_folder(a, path));
	}
	return unlink(mark) == 0 || err_set(e, "\"%s\" cannot be taken away: %s", mark, strerror(errno));
}

static bool write_mark(struct arena *a, const char *firm_path, int64_t now, struct err *e)
{
	const char *mark = mark_of(a, firm_path), *fresh = arena_printf(a, "%s.new", mark);
	char *date = clock_iso(a, now), *to = date;
	for (const char *p = date; *p; p++) // 2026-11-21T102030
		if (*p != ':' && *p != 'Z')
			*to++ = *p;
	*to = 0;
	if (!backup_make_empty(fresh, e))
		return false;
	own(a, fresh);
	int fd = open(fresh, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	bool good = fd >= 0 && write(fd, date, strlen(date)) == (ssize_t)strlen(date) && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	good = good && rename(fresh, mark) == 0 && backup_sync(place_folder(a, mark));
	return good || err_set(e, "\"%s\" cannot be written: %s; nothing was changed", mark, strerror(errno));
}

static void sweep(struct arena *a, const char *firm_path)
{
	for (const struct backup_part *p = backup_parts; p->name; p++) {
		const char *fresh = arena_printf(a, "%s.restored", backup_place(a, firm_path, p));
		unlink(fresh);
		unlink(arena_printf(a, "%s-journal", fresh));
		unlink(arena_printf(a, "%s-wal", fresh));
		unlink(arena_printf(a, "%s-shm", fresh));
	}
}

// The catalogue, with the backup attached in the place of main: read-only, whatever stands in it.
static struct db *open_backup(struct arena *a, const char *path, struct err *e)
{
	if (!backup_is(path)) {
		err_set(e, "\"%s\" is no backup of Bolwerk, or not a whole one", path);
		return NULL;
	}
	const char *plain = *path == '/' ? path : arena_printf(a, "./%s", path); // never an address of the form file:
	struct db *d = db_open(a, ":memory:", NULL, e);
	if (d && db_do(d, NULL, "ATTACH ?1 AS b", "s", plain)) {
		db_read_only(d);
		return d;
	}
	damaged(e, path);
	return NULL;
}

bool backup_restore(const char *path, const char *firm_path, int64_t now, int64_t *ret_made_at, struct err *e)
{
	struct arena *a = arena_new();
	bool good = !backup_pending(a, firm_path, NULL) || finish(a, firm_path, e);
	int64_t made_at = 0;
	struct db *b = good ? open_backup(a, path, e) : NULL;
	good = b && read_about(b, path, &made_at, e) && unpack_all(a, b, path, firm_path, e) && unused(firm_path, e) &&
		unused(backup_place(a, firm_path, &backup_parts[1]), e);
	if (b && good && write_mark(a, firm_path, now, e))
		good = finish(a, firm_path, e);
	else {
		good = false;
		if (b)
			sweep(a, firm_path);
	}
	if (good)
		*ret_made_at = made_at;
	arena_free(a);
	return good;
}
