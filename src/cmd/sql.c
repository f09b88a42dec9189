// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk sql: asks the database, read-only, as the judge sees it: facts, findings, catalogue (cat.*), reference tables, say() and now().
#include "../base/clock.h"
#include "../base/json.h"
#include "../core/firm.h"
#include "../core/judge.h"
#include "../core/say.h"
#include "cmd.h"
#include "share/output.h"

#include <string.h>

#define SQL_MS_MAX 60000

static int cmd_sql_run(int argc, char **argv);
const struct cmd cmd_sql = {
	"sql", "[--db FILE] [--format text|json] [--lang LANG] QUERY", "Asks the database, read-only, as the judge sees it.", cmd_sql_run};

static void value(struct buf *b, const struct say *s, sqlite3_stmt *st, int i, bool json)
{
	int type = sqlite3_column_type(st, i);
	if (type == SQLITE_NULL)
		buf_str(b, json ? "null" : "");
	else if (type == SQLITE_BLOB)
		buf_printf(b, json ? "\"%d bytes\"" : "%d bytes", sqlite3_column_bytes(st, i));
	else if (type == SQLITE_TEXT && json)
		json_write(b, text_of(say_text(s, "", (const char *)sqlite3_column_text(st, i))));
	else if (type == SQLITE_TEXT)
		buf_str(b, say_text(s, "", (const char *)sqlite3_column_text(st, i)));
	else
		buf_str(b, (const char *)sqlite3_column_text(st, i));
}

static void row(struct buf *b, const struct say *s, sqlite3_stmt *st, bool json, bool first)
{
	if (json)
		buf_str(b, first ? "\n{" : ",\n{");
	for (int i = 0; i < sqlite3_column_count(st); i++) {
		if (i)
			buf_char(b, json ? ',' : '\t');
		if (json) {
			json_write(b, text_of(sqlite3_column_name(st, i)));
			buf_char(b, ':');
		}
		value(b, s, st, i, json);
	}
	buf_str(b, json ? "}" : "\n");
}

static bool ask(struct db *d, const struct say *s, const char *sql, bool json, struct buf *b, struct err *e)
{
	sqlite3_stmt *st;
	const char *rest;
	judge_guard(d, NULL, SQL_MS_MAX);
	if (sqlite3_prepare_v2(d->handle, sql, -1, &st, &rest) != SQLITE_OK)
		return db_err(d, e);
	if (!st || rest[strspn(rest, " \t\n;")]) {
		sqlite3_finalize(st);
		return err_set(e, "give one query");
	}
	buf_str(b, json ? "[" : "");
	int rc = sqlite3_step(st);
	for (bool first = true; rc == SQLITE_ROW && !b->over; first = false, rc = sqlite3_step(st))
		row(b, s, st, json, first);
	buf_str(b, json ? "]\n" : "");
	bool good = rc == SQLITE_DONE || db_err(d, e);
	sqlite3_finalize(st);
	return good;
}

static int cmd_sql_run(int argc, char **argv)
{
	const char *db = NULL, *format = "text", *lang = say_environment(), *query = NULL;
	const struct cmd_option options[] = {{"db", &db, NULL}, {"format", &format, NULL}, {"lang", &lang, NULL}, {0}};
	struct err e = {0};
	int n = 0;
	if (!cmd_options(&cmd_sql, argc, argv, options, &query, 1, &n))
		return CMD_USAGE;
	if (!n || !say_knows(lang)) {
		cmd_wrong(&cmd_sql, n ? "--lang is en, nl, fr or de, not" : "a query is missing behind", n ? lang : "sql");
		return CMD_USAGE;
	}
	struct arena *a = arena_new();
	const char *path = db ? db : firm_path(a, &e);
	struct db *d = path ? firm_open(a, path, NULL, &e) : NULL;
	if (d && !firm_lists(d, &e))
		d = NULL;
	struct buf *b = buf_new(a, (size_t)256 << 20);
	bool good = d != NULL;
	if (good) {
		struct say s = {d, a, lang, clock_now()};
		db_read_only(d);
		good = ask(d, &s, query, strcmp(format, "json") == 0, b, &e) && output_write(NULL, b, &e);
	}
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_sql, &e);
}
