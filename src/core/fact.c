// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fact tables at work; see fact.h.
#include "fact.h"
#include "../base/buf.h"

#include <string.h>

#define FACTS_MAX 256
#define COLUMNS_MAX 64

static bool load_columns(struct db *d, struct arena *a, struct fact *f, struct err *e)
{
	f->column = arena_alloc(a, COLUMNS_MAX * sizeof *f->column);
	struct rows r = db_rows(d, "SELECT name, key, moves, kept FROM cat.fact_column WHERE fact=?1 ORDER BY position LIMIT 64", "s", f->name);
	while (rows_next(&r, e))
		f->column[f->column_n++] =
			(struct fact_column){arena_strdup(a, rows_text(&r, 0)), rows_int(&r, 1) != 0, rows_int(&r, 2) != 0, rows_int(&r, 3) != 0};
	return f->column_n > 2;
}

bool fact_load(struct db *d, struct arena *a, struct fact **ret, size_t *ret_n, struct err *e)
{
	struct fact *all = arena_alloc(a, FACTS_MAX * sizeof *all);
	size_t n = 0;
	struct rows r = db_rows(d, "SELECT name, kind='event' FROM cat.fact ORDER BY name LIMIT 256", "");
	for (; rows_next(&r, e); n++)
		all[n] = (struct fact){.name = arena_strdup(a, rows_text(&r, 0)), .event = rows_int(&r, 1) != 0, .whole = true};
	for (size_t i = 0; i < n; i++)
		if (!load_columns(d, a, &all[i], e))
			return false;
	*ret = all;
	*ret_n = n;
	return n > 0;
}

int fact_column(const struct fact *f, struct text name)
{
	for (int i = 0; i < f->column_n; i++)
		if (text_is(name, f->column[i].name))
			return i + 1;
	return 0;
}

// Adds the names of some columns to b: each becomes prefix NAME suffix, joined by `between`.
static void names(struct buf *b, const struct fact *f, bool (*wanted)(const struct fact_column *), const char *prefix, const char *between)
{
	bool any = false;
	for (int i = 0; i < f->column_n; i++)
		if (wanted(&f->column[i])) {
			buf_printf(b, "%s%s%s", any ? between : "", prefix, f->column[i].name);
			any = true;
		}
	if (!any)
		buf_str(b, "1");
}

static bool every(const struct fact_column *c)
{
	return c->name != NULL;
}

bool fact_stage(struct db *d, struct fact *f, struct err *e)
{
	if (f->insert)
		return true;
	struct arena *a = arena_new();
	const char *sql = db_text(d, a, "SELECT sql FROM cat.fact WHERE name=?1", "s", f->name);
	const char *form = strchr(sql, '(');
	bool good = db_do_made(d, e, arena_printf(a, "CREATE TEMP TABLE stage_%s %s", f->name, form), "");
	struct buf *insert = buf_new(a, 65536);
	buf_printf(insert, "INSERT INTO temp.stage_%s(", f->name);
	names(insert, f, every, "", ", ");
	buf_str(insert, ") VALUES(?1");
	for (int i = 1; i < f->column_n; i++)
		buf_printf(insert, ",?%d", i + 1);
	buf_str(insert, ") ON CONFLICT DO NOTHING"); // of two rows with one key the first stays; types and NOT NULL are checked
	good = good && (sqlite3_prepare_v2(d->handle, insert->p, -1, &f->insert, NULL) == SQLITE_OK || db_err(d, e));
	arena_free(a);
	return good;
}

void fact_unstage(struct db *d, struct fact *f)
{
	if (!f->insert)
		return;
	sqlite3_finalize(f->insert);
	f->insert = NULL;
	struct arena *a = arena_new();
	db_do_made(d, NULL, arena_printf(a, "DROP TABLE IF EXISTS temp.stage_%s", f->name), "");
	arena_free(a);
}

// Writes 'name', x.name pairs for json_object.
static void object(struct buf *b, const struct fact *f, const char *row, bool keys)
{
	bool any = false;
	buf_str(b, "json_object(");
	for (int i = 2; i < f->column_n; i++)
		if (f->column[i].key == keys && !f->column[i].moves) {
			buf_printf(b, "%s'%s', %s.%s", any ? ", " : "", f->column[i].name, row, f->column[i].name);
			any = true;
		}
	buf_char(b, ')');
}

// x.k IS y.k for every key column beyond asset and source.
static void same_key(struct buf *b, const struct fact *f, const char *x, const char *y)
{
	buf_str(b, "1");
	for (int i = 2; i < f->column_n; i++)
		if (f->column[i].key)
			buf_printf(b, " AND %s.%s = %s.%s", x, f->column[i].name, y, f->column[i].name);
}

static void differs(struct buf *b, const struct fact *f)
{
	buf_str(b, "(0");
	for (int i = 2; i < f->column_n; i++)
		if (!f->column[i].key && !f->column[i].moves && !f->column[i].kept)
			buf_printf(b, " OR o.%s IS NOT n.%s", f->column[i].name, f->column[i].name);
	buf_char(b, ')');
}

static bool log_changes(
	struct db *d, struct arena *a, const struct fact *f, int64_t asset, const char *source, int64_t at, int64_t *changes, struct err *e)
{
	struct buf *b = buf_new(a, 262144);
	buf_printf(b, "INSERT INTO change(asset, source, tab, key, before, after, at) SELECT ?1, ?2, '%s', ", f->name);
	object(b, f, "n", true);
	buf_str(b, ", CASE WHEN o.asset IS NULL THEN NULL ELSE ");
	object(b, f, "o", false);
	buf_str(b, " END, ");
	object(b, f, "n", false);
	buf_printf(b, ", ?3 FROM temp.stage_%s n LEFT JOIN main.%s o ON o.asset=?1 AND o.source=?2 AND ", f->name, f->name);
	same_key(b, f, "o", "n");
	buf_str(b, " WHERE o.asset IS NULL OR ");
	differs(b, f);
	if (f->insert && !db_do_made(d, e, b->p, "isi", asset, source, at))
		return false;
	*changes += f->insert ? sqlite3_changes(d->handle) : 0;
	if (!f->whole)
		return true;
	buf_clear(b);
	buf_printf(b, "INSERT INTO change(asset, source, tab, key, before, after, at) SELECT ?1, ?2, '%s', ", f->name);
	object(b, f, "o", true);
	buf_char(b, ',');
	object(b, f, "o", false);
	buf_printf(b, ", NULL, ?3 FROM main.%s o WHERE o.asset=?1 AND o.source=?2", f->name);
	if (f->insert) {
		buf_printf(b, " AND NOT EXISTS (SELECT 1 FROM temp.stage_%s n WHERE n.asset=?1 AND n.source=?2 AND ", f->name);
		same_key(b, f, "o", "n");
		buf_char(b, ')');
	}
	if (!db_do_made(d, e, b->p, "isi", asset, source, at))
		return false;
	*changes += sqlite3_changes(d->handle);
	return true;
}

static bool keep_columns(struct db *d, struct arena *a, const struct fact *f, struct err *e)
{
	for (int i = 0; i < f->column_n; i++) {
		if (!f->column[i].kept)
			continue;
		struct buf *b = buf_new(a, 65536);
		const char *c = f->column[i].name;
		buf_printf(b,
			"UPDATE temp.stage_%s AS n SET %s = o.%s FROM main.%s AS o WHERE o.asset = n.asset AND o.source = n.source AND o.%s IS NOT NULL AND ",
			f->name, c, c, f->name, c);
		same_key(b, f, "o", "n");
		if (!db_do_made(d, e, b->p, ""))
			return false;
	}
	return true;
}

bool fact_apply(struct db *d, struct fact *f, int64_t asset, const char *source, int64_t at, bool log, int64_t *changes, struct err *e)
{
	struct arena *a = arena_new();
	char *any = arena_printf(a, "SELECT 1 FROM main.%s WHERE asset=?1 AND source=?2 LIMIT 1", f->name);
	bool had = db_int_made(d, any, 0, "is", asset, source) == 1, good = true;
	if (had && log && !f->event)
		good = log_changes(d, a, f, asset, source, at, changes, e);
	if (good && had && f->insert && !f->event)
		good = keep_columns(d, a, f, e);
	if (good && had && f->whole && !f->event)
		good = db_do_made(d, e, arena_printf(a, "DELETE FROM main.%s WHERE asset=?1 AND source=?2", f->name), "is", asset, source);
	if (good && f->insert)
		good = db_do_made(d, e, arena_printf(a, "INSERT OR REPLACE INTO main.%s SELECT * FROM temp.stage_%s", f->name, f->name), "");
	arena_free(a);
	return good;
}

// ---- tables whose form changed

bool fact_make(struct db *d, struct arena *a, const char *name, bool *ret_fresh, struct err *e)
{
	const char *sql = db_text(d, a, "SELECT sql FROM cat.fact WHERE name=?1", "s", name);
	*ret_fresh = db_int(d, "SELECT count(*) FROM main.sqlite_schema WHERE type='table' AND name=?1", 0, "s", name) == 0;
	if (!*ret_fresh && !db_do_made(d, e, arena_printf(a, "ALTER TABLE main.%s RENAME TO old_%s", name, name), ""))
		return false;
	return db_do_made(d, e, sql, "") &&
		db_do(d, e, "INSERT OR REPLACE INTO fact_version SELECT name, hash FROM cat.fact WHERE name=?1", "s", name);
}

// Columns that the old table has and the new one too.
static char *shared_columns(struct db *d, struct arena *a, const char *name)
{
	struct buf *b = buf_new(a, 65536);
	struct rows r = db_rows_made(d,
		arena_printf(a, "SELECT name FROM pragma_table_info('old_%s') INTERSECT SELECT name FROM pragma_table_info('%s')", name, name), "");
	while (rows_next(&r, NULL))
		buf_printf(b, "%s%s", b->n ? ", " : "", rows_text(&r, 0));
	return b->p;
}

bool fact_keep_old(struct db *d, struct arena *a, const char *name, struct err *e)
{
	struct fact *all, *f = NULL;
	size_t n;
	if (!fact_load(d, a, &all, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].name, name) == 0)
			f = &all[i];
	char *shared = shared_columns(d, a, name);
	if (f && f->event &&
		!db_do_made(d, e, arena_printf(a, "INSERT OR IGNORE INTO main.%s(%s) SELECT %s FROM main.old_%s", name, shared, shared, name), ""))
		return false;
	for (int i = 0; f && !f->event && i < f->column_n; i++) {
		struct buf *b = buf_new(a, 65536);
		const char *c = f->column[i].name;
		if (!f->column[i].kept || !strstr(shared, c))
			continue;
		buf_printf(b,
			"UPDATE main.%s AS n SET %s = o.%s FROM main.old_%s AS o WHERE o.asset = n.asset AND o.source = n.source AND o.%s IS NOT NULL AND ",
			name, c, c, name, c);
		same_key(b, f, "o", "n");
		if (!db_do_made(d, e, b->p, ""))
			return false;
	}
	return db_do_made(d, e, arena_printf(a, "DROP TABLE main.old_%s", name), "");
}
