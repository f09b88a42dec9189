// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fact tables (data/fact) and the schema of people's data (data/schema); see image.h. A fact file is SQL of one form: comments
// that say what a row is and its kind, then CREATE TABLE with a column and its comment on each line.
#include "image.h"

#include <stdio.h>
#include <string.h>

static bool identifier(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!((t.p[i] >= 'a' && t.p[i] <= 'z') || (t.p[i] >= '0' && t.p[i] <= '9') || t.p[i] == '_'))
			return false;
	return t.n > 0;
}

struct fact {
	const char *path, *name, *kind, *about, *doc, *key;
	int position;
	bool open;
};

// "  name TEXT NOT NULL, -- (moves) comment"
static void column(struct image *im, struct fact *f, struct text line, size_t number)
{
	struct text left = line, name, type, doc = {"", 0};
	const char *dash = strstr(line.p, "--");
	if (dash && dash < line.p + line.n) {
		left.n = (size_t)(dash - line.p);
		doc = text_trim(text_after(line, left.n + 2));
	}
	struct text rest = left;
	if (!text_word(&rest, &name) || !text_word(&rest, &type) || !identifier(name)) {
		image_error(im, f->path, number, "a column is written as: name TYPE [NOT NULL], -- comment");
		return;
	}
	while (type.n && type.p[type.n - 1] == ',')
		type.n--;
	if (!text_is(type, "TEXT") && !text_is(type, "INTEGER") && !text_is(type, "REAL"))
		image_error(im, f->path, number, "column \"%.*s\": type must be TEXT, INTEGER or REAL", (int)name.n, name.p);
	bool moves = text_starts(doc, "(moves)"), kept = text_starts(doc, "(kept)");
	doc = text_trim(text_after(doc, moves ? 7 : kept ? 6 : 0));
	if (doc.n < 3)
		image_error(im, f->path, number, "column \"%.*s\" has no comment", (int)name.n, name.p);
	f->position++;
	if ((f->position == 1 && !text_is(name, "asset")) || (f->position == 2 && !text_is(name, "source")))
		image_error(im, f->path, number, "the first columns must be asset and source");
	image_put(im, "INSERT INTO fact_column VALUES(?1,?2,?3,?4,?5,0,?6,?7,?8)", f->name, arena_printf(im->a, "%d", f->position),
		text_dup(im->a, name), text_dup(im->a, type), text_has(rest, "NOT NULL") ? "1" : "0", moves ? "1" : "0", kept ? "1" : "0",
		text_dup(im->a, doc), IMAGE_END);
}

static void primary_key(struct image *im, struct fact *f, struct text line, size_t number)
{
	struct text inside, name;
	if (!text_cut(line, '(', NULL, &inside) || !text_cut(inside, ')', &inside, NULL)) {
		image_error(im, f->path, number, "PRIMARY KEY (…) must stand on one line");
		return;
	}
	f->key = text_dup(im->a, inside);
	while (text_field(&inside, ',', &name)) {
		name = text_trim(name);
		image_put(im, "UPDATE fact_column SET key=1 WHERE fact=?1 AND name=?2", f->name, text_dup(im->a, name), IMAGE_END);
	}
}

static uint64_t hash_of(const char *s)
{
	uint64_t h = 1469598103934665603u; // FNV-1a, 64 bits: tells versions of a table apart, no secret
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return h;
}

static void fact_file(struct image *im, const char *path)
{
	char *sql = image_file(im, path, NULL);
	if (!sql)
		return;
	const char *base = strrchr(path, '/') + 1;
	struct fact f = {.path = path, .name = arena_strndup(im->a, base, strlen(base) - 4), .about = "computer"};
	struct text rest = text_of(sql), line;
	for (size_t number = 1; text_line(&rest, &line); number++) {
		line = text_trim(line);
		if (text_starts(line, "-- One row: "))
			f.doc = text_dup(im->a, text_after(line, 12));
		else if (text_starts(line, "-- kind: "))
			f.kind = text_dup(im->a, text_after(line, 9));
		else if (text_starts(line, "-- about: "))
			f.about = text_dup(im->a, text_after(line, 10));
		else if (text_starts(line, "CREATE TABLE "))
			f.open = text_is(line, arena_printf(im->a, "CREATE TABLE %s (", f.name));
		else if (text_starts(line, "PRIMARY KEY"))
			primary_key(im, &f, line, number);
		else if (f.open && line.n && line.p[0] != ')')
			column(im, &f, line, number);
	}
	if (!f.doc || !f.kind || !f.open || !f.key || (strcmp(f.kind, "snapshot") != 0 && strcmp(f.kind, "event") != 0)) {
		image_error(im, path, 1, "needs `-- One row: …`, `-- kind: snapshot` (or event), `CREATE TABLE %s (` and a PRIMARY KEY", f.name);
		return;
	}
	if (strcmp(f.about, "computer") != 0 && strcmp(f.about, "network") != 0 && strcmp(f.about, "domain") != 0)
		image_error(im, path, 1, "about: must be computer, network or domain");
	const char *create = strstr(sql, "CREATE TABLE");
	if (!strstr(create, ") STRICT;") || sqlite3_exec(im->trial, create, NULL, NULL, NULL) != SQLITE_OK)
		image_error(im, path, 1, "%s", strstr(create, ") STRICT;") ? sqlite3_errmsg(im->trial) : "the table must be STRICT");
	image_put(im, "INSERT INTO fact VALUES(?1,?2,?3,?4,?5,?6)", f.name, f.kind, f.doc, create,
		arena_printf(im->a, "%016llx", (unsigned long long)hash_of(create)), f.about, IMAGE_END);
}

// The view fact_row(tab, asset, row): every row of every fact table, its columns behind asset and source as a JSON array. For pages that show any table.
static void row_view(struct image *im)
{
	static const char make[] =
		"INSERT INTO schema_part SELECT 'register', 10000, 'fact_row', 'CREATE TEMP VIEW fact_row AS ' || group_concat(arm, ' UNION ALL ') FROM ("
		"SELECT 'SELECT ''' || f.name || ''' AS tab, asset, json_array(' || (SELECT group_concat(name, ', ') FROM ("
		"SELECT name FROM fact_column c WHERE c.fact = f.name AND name NOT IN ('asset', 'source') ORDER BY position)) || ') AS row FROM main.' || f.name AS arm"
		" FROM fact f ORDER BY f.name)";
	sqlite3_stmt *st;
	image_put(im, make, IMAGE_END);
	if (sqlite3_prepare_v2(im->db, "SELECT sql FROM schema_part WHERE name='fact_row'", -1, &st, NULL) != SQLITE_OK || sqlite3_step(st) != SQLITE_ROW ||
		sqlite3_exec(im->trial, (const char *)sqlite3_column_text(st, 0), NULL, NULL, NULL) != SQLITE_OK)
		image_error(im, "data/fact", 0, "the view fact_row: %s", sqlite3_errmsg(im->trial));
	sqlite3_finalize(st);
}

void image_facts(struct image *im, const char *data)
{
	char **files = image_list(im, arena_printf(im->a, "%s/fact", data), ".sql");
	for (; *files; files++)
		fact_file(im, *files);
	row_view(im);
}

// NNN-name.sql: migrations in order of their number; views have no number that matters.
static void schema_dir(struct image *im, const char *data, const char *part)
{
	char **files = image_list(im, arena_printf(im->a, "%s/schema/%s", data, part), ".sql");
	for (int last = 0; *files; files++) {
		char *sql = image_file(im, *files, NULL);
		const char *base = strrchr(*files, '/') + 1;
		struct text number = {base, strspn(base, "0123456789")};
		int64_t n = 0;
		if (!sql || !text_int(number, 10, &n) || n != last + 1) {
			image_error(im, *files, 0, "must be named NNN-name.sql, and follow the number before it");
			continue;
		}
		last = (int)n;
		if (strcmp(part, "secret") != 0 && sqlite3_exec(im->trial, sql, NULL, NULL, NULL) != SQLITE_OK)
			image_error(im, *files, 0, "%s", sqlite3_errmsg(im->trial));
		image_put(im, "INSERT INTO schema_part VALUES(?1,?2,?3,?4)", part, arena_printf(im->a, "%d", last), base, sql, IMAGE_END);
	}
}

void image_schema(struct image *im, const char *data)
{
	schema_dir(im, data, "firm");
	schema_dir(im, data, "view");
	image_registers(im, data); // their views stand on the tables and views of the firm; checks may stand on them
	schema_dir(im, data, "secret");
}

void image_static(struct image *im, const char *data)
{
	char **files = image_list(im, arena_printf(im->a, "%s/static", data), "");
	for (; *files; files++) {
		size_t n = 0;
		char *body = image_file(im, *files, &n);
		sqlite3_stmt *st;
		if (!body || sqlite3_prepare_v2(im->db, "INSERT INTO static VALUES(?1,?2)", -1, &st, NULL) != SQLITE_OK)
			continue;
		sqlite3_bind_text(st, 1, strrchr(*files, '/') + 1, -1, SQLITE_TRANSIENT);
		sqlite3_bind_blob(st, 2, body, (int)n, SQLITE_TRANSIENT);
		if (sqlite3_step(st) != SQLITE_DONE)
			image_error(im, *files, 0, "%s", sqlite3_errmsg(im->db));
		sqlite3_finalize(st);
	}
}
