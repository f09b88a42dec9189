// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The database of a firm; see db.h.
#include "db.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEPT 128 // statements kept prepared; a power of two

extern const unsigned char bolwerk_image[];
extern const int64_t bolwerk_image_size;

struct db_kept {
	struct {
		const char *sql;
		sqlite3_stmt *st;
	} slot[KEPT];
};

bool db_err(struct db *d, struct err *e)
{
	int rc = sqlite3_extended_errcode(d->handle);
	const char *p = d->path;
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return err_set(e, "another program is writing in the database \"%s\"; try again in a moment", p);
	case SQLITE_FULL: return err_set(e, "the disk is full: the database \"%s\" could not grow; nothing was changed", p);
	case SQLITE_READONLY: return err_set(e, "the database \"%s\" may only be read here", p);
	case SQLITE_CANTOPEN: return err_set(e, "the database \"%s\" cannot be opened or made", p);
	case SQLITE_NOTADB: return err_set(e, "\"%s\" is not a database of Bolwerk", p);
	case SQLITE_CORRUPT: return err_set(e, "the database \"%s\" is damaged; put back its backup", p);
	case SQLITE_IOERR: return err_set(e, "the disk fails under the database \"%s\" (error %d)", p, rc);
	case SQLITE_INTERRUPT: return err_set(e, "a query took too long and was stopped");
	default: return err_set(e, "%s", sqlite3_errmsg(d->handle));
	}
}

static void db_end(void *arg)
{
	struct db *d = arg;
	for (int i = 0; i < KEPT; i++)
		sqlite3_finalize(d->kept->slot[i].st);
	sqlite3_close_v2(d->handle);
}

// The catalogue is read where it lies in the program: no copy is made.
static bool attach_catalogue(struct db *d, const char *image, struct err *e)
{
	if (image)
		return db_do(d, e, "ATTACH ?1 AS cat", "s", arena_printf(d->a, "file:%s?mode=ro&immutable=1", image)) &&
			(db_int(d, "SELECT count(*) FROM cat.control", -1, "") >= 0 || err_set(e, "\"%s\" is no catalogue of Bolwerk", image));
	if (!db_do(d, e, "ATTACH ':memory:' AS cat", ""))
		return false;
	union {
		const unsigned char *in;
		unsigned char *out;
	} bytes = {bolwerk_image}; // SQLite takes a pointer that it may write to, and promises not to with this flag
	sqlite3_int64 n = bolwerk_image_size;
	return sqlite3_deserialize(d->handle, "cat", bytes.out, n, n, SQLITE_DESERIALIZE_READONLY) == SQLITE_OK || db_err(d, e);
}

// A file with tables that does not carry our mark (the bytes BOLW) belongs to another program.
static bool ours(struct db *d, struct err *e)
{
	int64_t id = db_int(d, "PRAGMA main.application_id", 0, "");
	if (id == 1112493143 || db_int(d, "SELECT count(*) FROM main.sqlite_schema", 0, "") == 0)
		return true;
	return err_set(e, "\"%s\" is not a database of Bolwerk", d->path);
}

struct db *db_open(struct arena *a, const char *path, const char *image, struct err *e)
{
	struct db *d = arena_alloc(a, sizeof *d);
	d->a = a;
	d->path = path;
	d->kept = arena_alloc(a, sizeof *d->kept);
	int rc = sqlite3_open_v2(path, &d->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	arena_defer(a, db_end, d);
	if (rc != SQLITE_OK) {
		db_err(d, e);
		return NULL;
	}
	sqlite3_busy_timeout(d->handle, 5000);
	sqlite3_extended_result_codes(d->handle, 1);
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (!db_do(d, e, "PRAGMA journal_mode=WAL", "") || !db_do(d, e, "PRAGMA synchronous=NORMAL", "") ||
		!db_do(d, e, "PRAGMA temp_store=MEMORY", "") || !db_do(d, e, "PRAGMA foreign_keys=ON", "") || !ours(d, e) ||
		!attach_catalogue(d, image, e))
		return NULL;
	return d;
}

void db_read_only(struct db *d)
{
	db_do(d, NULL, "PRAGMA query_only=ON", "");
}

static bool bind(sqlite3_stmt *st, const char *fmt, va_list ap)
{
	int rc = SQLITE_OK;
	for (int i = 1; *fmt && rc == SQLITE_OK; fmt++, i++) {
		if (*fmt == 'i')
			rc = sqlite3_bind_int64(st, i, va_arg(ap, int64_t));
		else if (*fmt == 'r')
			rc = sqlite3_bind_double(st, i, va_arg(ap, double));
		else if (*fmt == 's')
			rc = sqlite3_bind_text(st, i, va_arg(ap, const char *), -1, SQLITE_TRANSIENT);
		else {
			struct text t = va_arg(ap, struct text);
			rc = *fmt == 't' ? sqlite3_bind_text(st, i, t.p, (int)t.n, SQLITE_TRANSIENT)
					 : sqlite3_bind_blob(st, i, t.p, (int)t.n, SQLITE_TRANSIENT);
		}
	}
	return rc == SQLITE_OK;
}

// A statement that is kept between calls, found by the address of its literal; NULL on an error. *ret_own: it is not kept.
static sqlite3_stmt *statement(struct db *d, const char *sql, bool *ret_own)
{
	size_t i = ((uintptr_t)sql >> 3) & (KEPT - 1);
	sqlite3_stmt *st = d->kept->slot[i].st;
	*ret_own = false;
	if (st && d->kept->slot[i].sql == sql && strcmp(sqlite3_sql(st), sql) == 0 && !sqlite3_stmt_busy(st))
		return st;
	if (sqlite3_prepare_v3(d->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) != SQLITE_OK)
		return NULL;
	if (d->kept->slot[i].st && sqlite3_stmt_busy(d->kept->slot[i].st)) {
		*ret_own = true;
		return st;
	}
	sqlite3_finalize(d->kept->slot[i].st);
	d->kept->slot[i].sql = sql;
	d->kept->slot[i].st = st;
	return st;
}

static struct rows start(struct db *d, const char *sql, const char *fmt, va_list ap)
{
	struct rows r = {.db = d, .start = true};
	r.st = statement(d, sql, &r.own);
	if (r.st && !bind(r.st, fmt, ap)) {
		rows_end(&r);
		r.st = NULL;
	}
	return r;
}

struct rows db_rows_made(struct db *d, const char *sql, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct rows r = start(d, sql, fmt, ap);
	va_end(ap);
	return r;
}

bool rows_next(struct rows *r, struct err *e)
{
	if (!r->st)
		return r->start ? db_err(r->db, e) : false;
	r->start = false;
	int rc = sqlite3_step(r->st);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		db_err(r->db, e);
	rows_end(r);
	return false;
}

void rows_end(struct rows *r)
{
	if (!r->st)
		return;
	sqlite3_reset(r->st);
	sqlite3_clear_bindings(r->st);
	if (r->own)
		sqlite3_finalize(r->st);
	r->st = NULL;
	r->start = false;
}

bool db_do_made(struct db *d, struct err *e, const char *sql, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct rows r = start(d, sql, fmt, ap);
	va_end(ap);
	if (!r.st)
		return db_err(d, e);
	int rc;
	do
		rc = sqlite3_step(r.st);
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE)
		db_err(d, e);
	rows_end(&r);
	return rc == SQLITE_DONE;
}

int64_t db_int_made(struct db *d, const char *sql, int64_t otherwise, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct rows r = start(d, sql, fmt, ap);
	va_end(ap);
	if (rows_next(&r, NULL) && !rows_null(&r, 0))
		otherwise = rows_int(&r, 0);
	rows_end(&r);
	return otherwise;
}

const char *db_text_made(struct db *d, struct arena *a, const char *sql, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	struct rows r = start(d, sql, fmt, ap);
	va_end(ap);
	const char *t = rows_next(&r, NULL) && !rows_null(&r, 0) ? arena_strdup(a, rows_text(&r, 0)) : NULL;
	rows_end(&r);
	return t;
}

const char *rows_text(struct rows *r, int column)
{
	const char *t = (const char *)sqlite3_column_text(r->st, column);
	return t ? t : "";
}

struct text rows_blob(struct rows *r, int column)
{
	const char *p = sqlite3_column_blob(r->st, column);
	return (struct text){p ? p : "", (size_t)sqlite3_column_bytes(r->st, column)};
}

double rows_real(struct rows *r, int column)
{
	return sqlite3_column_double(r->st, column);
}

int64_t rows_int(struct rows *r, int column)
{
	return sqlite3_column_int64(r->st, column);
}

bool rows_null(struct rows *r, int column)
{
	return sqlite3_column_type(r->st, column) == SQLITE_NULL;
}

bool db_begin(struct db *d, struct err *e)
{
	// BEGIN IMMEDIATE would ask to write in the catalogue too. Writing our mark takes the same lock on the firm's file alone, and first.
	if (!db_do(d, e, "BEGIN", ""))
		return false;
	if (db_do(d, e, "PRAGMA main.application_id=1112493143", ""))
		return true;
	db_rollback(d);
	return false;
}

bool db_commit(struct db *d, struct err *e)
{
	if (db_do(d, e, "COMMIT", ""))
		return true;
	db_rollback(d);
	return false;
}

void db_rollback(struct db *d)
{
	if (!sqlite3_get_autocommit(d->handle))
		db_do(d, NULL, "ROLLBACK", "");
}
