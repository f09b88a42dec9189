// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Holes, for one test build alone (build/linux/bolwerk-planted, never installed): a scanner that finds nothing in Bolwerk must find these in the same
// run. /planted/xss?q= writes what it is given; /planted/sql?id= pastes it into a query and tells the database's own words.
#include "../../src/web/server.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum MHD_Result planted_answer(struct request *q);

static char *from_query(const char *id)
{
	sqlite3 *d;
	sqlite3_stmt *st;
	char *out = NULL;
	if (sqlite3_open(":memory:", &d) != SQLITE_OK)
		return strdup("");
	sqlite3_exec(d, "CREATE TABLE bread(id INTEGER, name TEXT); INSERT INTO bread VALUES(1,'rye'),(2,'spelt')", NULL, NULL, NULL);
	char *sql = sqlite3_mprintf("SELECT name FROM bread WHERE id=%s", id);
	if (sqlite3_prepare_v2(d, sql, -1, &st, NULL) != SQLITE_OK) {
		if (asprintf(&out, "Warning: SQLite3::query(): Unable to prepare statement: 1, %s", sqlite3_errmsg(d)) < 0)
			out = NULL;
	} else {
		if (asprintf(&out, "<html><body><p>%s</p></body></html>", sqlite3_step(st) == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : "no such bread") < 0)
			out = NULL;
		sqlite3_finalize(st);
	}
	sqlite3_free(sql);
	sqlite3_close(d);
	return out ? out : strdup("");
}

enum MHD_Result planted_answer(struct request *q)
{
	const char *text = MHD_lookup_connection_value(q->c, MHD_GET_ARGUMENT_KIND, "q"), *id = MHD_lookup_connection_value(q->c, MHD_GET_ARGUMENT_KIND, "id");
	char *out = NULL;
	if (strcmp(q->url, "/planted/sql") == 0)
		out = from_query(id ? id : "1");
	else if (asprintf(&out, "<!DOCTYPE html><html><head><title>x</title></head><body><p>You looked for %s</p></body></html>", text ? text : "") < 0)
		out = strdup("");
	return answer_raw(q, MHD_HTTP_OK, "text/html; charset=utf-8", out, strlen(out), NULL);
}
