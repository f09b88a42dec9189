// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The database of a firm: one SQLite file, with the catalogue (the image in the program) attached as `cat`. SQL in C is a
// literal, which the macros force; values are bound. What went wrong comes as a sentence for a human.
#ifndef BOLWERK_DB_H
#define BOLWERK_DB_H

#include "../base/err.h"
#include "../base/text.h"

#include <sqlite3.h>

struct db {
	sqlite3 *handle;
	struct arena *a;
	const char *path;
	int64_t *now; // what the SQL function now() gives; see say.h
	struct db_kept *kept; // statements that were prepared before, found by the address of their literal
};

// Opens (makes) the database at path (":memory:" for one that ends with the arena) and attaches the catalogue. image: a catalogue
// file to use in place of the one in the program; NULL for that one. Waits at most 5 s for another writer.
struct db *db_open(struct arena *a, const char *path, const char *image, struct err *e);

// Makes SQL from here on harmless: read-only, defensive. Cannot be undone.
void db_read_only(struct db *d);

// ---- statements. fmt: one letter for each ?: t text (struct text), s string (const char *, NULL is NULL), i int64_t, r double, b struct text as blob.

struct rows {
	sqlite3_stmt *st;
	struct db *db;
	bool own;   // ends with rows_end
	bool start; // rows_next has not been called yet
};

// Runs a statement to its end.
#define db_do(d, e, sql, ...) db_do_made(d, e, "" sql "", __VA_ARGS__)

// Starts a query; go on with rows_next. After an error there are no rows and rows_next gives the error.
#define db_rows(d, sql, ...) db_rows_made(d, "" sql "", __VA_ARGS__)

// The first column of the first row; otherwise when there is none.
#define db_int(d, sql, otherwise, ...) db_int_made(d, "" sql "", otherwise, __VA_ARGS__)
#define db_text(d, a, sql, ...) db_text_made(d, a, "" sql "", __VA_ARGS__)

// The same for SQL that was made from names in the catalogue. Never from anything else.
bool db_do_made(struct db *d, struct err *e, const char *sql, const char *fmt, ...);
struct rows db_rows_made(struct db *d, const char *sql, const char *fmt, ...);
int64_t db_int_made(struct db *d, const char *sql, int64_t otherwise, const char *fmt, ...);
const char *db_text_made(struct db *d, struct arena *a, const char *sql, const char *fmt, ...); // NULL when there is none or it is NULL

// The next row; false at the end and on an error (then e says so). Ends the query when it gives false.
bool rows_next(struct rows *r, struct err *e);

// Ends a query before its last row.
void rows_end(struct rows *r);

// Values of the row, by the number of the column. rows_text gives "" for NULL; it lives until the next row.
const char *rows_text(struct rows *r, int column);
struct text rows_blob(struct rows *r, int column);
int64_t rows_int(struct rows *r, int column);
double rows_real(struct rows *r, int column);
bool rows_null(struct rows *r, int column);

// ---- transactions: begin (waits at most 5 s for another writer), commit (rolls back when it fails), roll back
bool db_begin(struct db *d, struct err *e);
bool db_commit(struct db *d, struct err *e);
void db_rollback(struct db *d);

// Writes the sentence for what SQLite says is wrong; gives false.
bool db_err(struct db *d, struct err *e);

#endif
