// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Takes reports into the database; see ingest.h and doc/report.md. The rows of a report first go into tables of their own
// (stage_NAME), where SQLite checks their types; then SQL made from the catalogue compares and replaces.
#include "ingest.h"
#include "asset.h"
#include "device.h"
#include "fact.h"
#include "../base/lz4.h"
#include "../base/version.h"

#include <stdio.h>
#include <string.h>

#define REPORT_MAX ((size_t)64 << 20)
#define LINE_MAX_BYTES ((size_t)256 * 1024)
#define ROWS_MAX 200000
#define TABLES_MAX 256

struct taking {
	struct db *d;
	struct arena *a;      // of the whole report
	struct arena *line_a; // of one line
	struct ingest_result *r;
	const char *source;
	const char *only;   // one table alone (filling it again); NULL: all
	bool newer;         // made by a newer version: what we do not know is left out
	struct fact *facts; // by number
	size_t fact_n;
	int64_t rows, probes;
};

// ---- one row into its stage

static struct fact *known(struct taking *t, struct text table)
{
	for (size_t i = 0; i < t->fact_n; i++)
		if (text_is(table, t->facts[i].name))
			return &t->facts[i];
	return NULL;
}

static bool bind_value(sqlite3_stmt *st, int i, const struct json *v)
{
	switch (v->type) {
	case JSON_NULL: return sqlite3_bind_null(st, i) == SQLITE_OK;
	case JSON_FALSE:
	case JSON_TRUE: return sqlite3_bind_int(st, i, v->type == JSON_TRUE) == SQLITE_OK;
	case JSON_INT: return sqlite3_bind_int64(st, i, v->integer) == SQLITE_OK;
	case JSON_REAL: return sqlite3_bind_double(st, i, v->real) == SQLITE_OK;
	case JSON_TEXT: return sqlite3_bind_text(st, i, v->text.p, (int)v->text.n, SQLITE_STATIC) == SQLITE_OK;
	default: return false;
	}
}

static bool bind_row(struct taking *t, struct fact *f, const struct json *row, struct err *e)
{
	sqlite3_bind_int64(f->insert, 1, t->r->asset);
	sqlite3_bind_text(f->insert, 2, t->source, -1, SQLITE_STATIC);
	for (const struct json *v = row->child; v; v = v->next) {
		int c = fact_column(f, v->key);
		if (c < 3 && !t->newer)
			return err_set(e, "table \"%s\" has no column \"%.*s\"", f->name, (int)(v->key.n < 60 ? v->key.n : 60), v->key.p);
		if (c < 3)
			t->r->ignored++;
		else if (!bind_value(f->insert, c, v))
			return err_set(e, "column \"%s.%s\" holds no single value", f->name, f->column[c - 1].name);
		else if (v->type == JSON_TEXT && !text_clean(v->text))
			return err_set(e, "column \"%s.%s\" holds control characters", f->name, f->column[c - 1].name);
	}
	return true;
}

static bool take_row(struct taking *t, struct text table, const struct json *row, struct err *e)
{
	struct fact *f = known(t, table);
	if (!f && !t->newer)
		return err_set(e, "there is no table \"%.*s\"", (int)(table.n < 60 ? table.n : 60), table.p);
	if (!f || row->type != JSON_OBJECT) {
		t->r->ignored++;
		return f ? err_set(e, "a row is no object") : true;
	}
	if (t->only && strcmp(t->only, f->name) != 0)
		return true;
	if (++t->rows > ROWS_MAX)
		return err_set(e, "it has more than %d rows", ROWS_MAX);
	if (!fact_stage(t->d, f, e))
		return false;
	sqlite3_reset(f->insert);
	sqlite3_clear_bindings(f->insert);
	if (!bind_row(t, f, row, e))
		return false;
	int rc = sqlite3_step(f->insert);
	if (rc == SQLITE_DONE)
		return true;
	if ((rc & 0xff) == SQLITE_CONSTRAINT)
		return err_set(e, "a row of table \"%s\" does not fit: %s", f->name, sqlite3_errmsg(t->d->handle));
	return db_err(t->d, e);
}

// ---- what a probe says of itself

static bool take_state(struct taking *t, const struct json *line, struct err *e)
{
	struct text probe = json_get_text(line, "p", ""), state = json_get_text(line, "state", "");
	const struct json *tables = json_get(line, "tables"), *why = json_get(line, "why");
	if (!text_is(state, "ok") && !text_is(state, "partly") && !text_is(state, "failed"))
		return err_set(e, "probe \"%.*s\" has an unknown state", (int)(probe.n < 60 ? probe.n : 60), probe.p);
	if (!tables || tables->type != JSON_ARRAY || (why && why->type != JSON_ARRAY))
		return err_set(e, "a line of a probe has a wrong form");
	struct buf *reasons = buf_new(t->line_a, 65536);
	buf_char(reasons, '[');
	for (const struct json *one = why ? why->child : NULL; one; one = one->next) {
		buf_str(reasons, reasons->n > 1 ? ",[" : "[");
		for (const struct json *part = one->child; part; part = part->next) {
			if (part != one->child)
				buf_char(reasons, ',');
			json_write(reasons, part->type == JSON_TEXT ? part->text : text_of("?"));
		}
		buf_char(reasons, ']');
	}
	buf_char(reasons, ']');
	t->probes++;
	for (const struct json *one = tables->child; one; one = one->next) {
		struct fact *f = one->type == JSON_TEXT ? known(t, one->text) : NULL;
		if (!f && !t->newer)
			return err_set(e, "a probe names a table that does not exist");
		if (!f)
			continue;
		f->reported = true;
		f->whole = f->whole && text_is(state, "ok");
		if (!t->only &&
			!db_do(t->d, e, "INSERT OR REPLACE INTO probe_state VALUES(?1,?2,?3,?4,?5,?6,?7)", "iststsi", t->r->asset, t->source, probe,
				f->name, state, reasons->p, t->r->at))
			return false;
	}
	return true;
}

// ---- the report as a whole

static bool newer_than_us(struct text tool)
{
	struct text ours = text_of(BOLWERK_VERSION), a, b;
	for (int i = 0; i < 3; i++) {
		int64_t x = 0, y = 0;
		if (text_field(&tool, '.', &a))
			text_int(a, 10, &x);
		if (text_field(&ours, '.', &b))
			text_int(b, 10, &y);
		if (x != y)
			return x > y;
	}
	return false;
}

static bool next_line(struct taking *t, struct text *rest, struct json **ret, struct err *e)
{
	struct text line;
	if (!memchr(rest->p, '\n', rest->n) || !text_line(rest, &line))
		return err_set(e, "it is cut: its end line is missing");
	if (line.n > LINE_MAX_BYTES)
		return err_set(e, "a line is longer than %zu bytes", LINE_MAX_BYTES);
	arena_free(t->line_a);
	t->line_a = arena_new();
	return json_read(t->line_a, line, 6, ret, e);
}

static bool take_head(struct taking *t, const struct json *head, int64_t asset, enum asset_kind *ret_kind, struct err *e)
{
	int64_t format = json_get_int(head, "bolwerk", 0);
	const struct json *traits = json_get(head, "traits"), *image = json_get(head, "image");
	struct text source = json_get_text(head, "source", "");
	if (format < 1 || !traits || traits->type != JSON_ARRAY || !source.n || source.n > 40 || !text_clean(source))
		return err_set(e, "its first line is not the head of a report");
	t->newer = t->only || newer_than_us(json_get_text(head, "tool", "0")); // a kept report may be of any version
	if (format > 1 && !t->newer)
		return err_set(e, "its format %lld is not known", (long long)format);
	t->source = text_dup(t->a, source);
	t->r->at = json_get_int(head, "at", 0);
	if (!asset_kind_named(json_get_text(head, "about", "computer"), image && image->type == JSON_TRUE, ret_kind))
		return err_set(e, "it is of a kind of thing that is not known");
	t->r->asset = asset;
	if (t->r->at < 0 || t->r->at > INT64_C(253402300799))
		return err_set(e, "its time is no time");
	if (asset)
		return t->only || *ret_kind == ASSET_IMAGE || asset_remember(t->d, asset, traits, t->r->at, e);
	return asset_resolve(t->d, traits, *ret_kind, t->r->at, &t->r->asset, e);
}

static bool take_lines(struct taking *t, struct text rest, struct err *e)
{
	struct json *line = NULL;
	while (next_line(t, &rest, &line, e)) {
		const struct json *row = json_get(line, "r"), *end = json_get(line, "end");
		struct text table = json_get_text(line, "t", "");
		if (row && table.n) {
			if (!take_row(t, table, row, e))
				return false;
		} else if (json_get(line, "p")) {
			if (!take_state(t, line, e))
				return false;
		} else if (end) {
			if (!t->newer && !t->only && (json_get_int(end, "rows", -1) != t->rows || json_get_int(end, "probes", -1) != t->probes))
				return err_set(e, "it is cut: it says another number of lines than it has");
			return rest.n == 0 || err_set(e, "something stands behind its end");
		} else if (!t->newer)
			return err_set(e, "a line is no row, no probe and no end");
	}
	return false;
}

static bool keep_report(struct taking *t, struct text report, const struct json *head, bool image, int64_t received_at, struct err *e)
{
	struct text packed = lz4_pack_block(t->a, report);
	return db_do(t->d, e, "INSERT OR REPLACE INTO report VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)", "isiittiib", t->r->asset, t->source, t->r->at,
		received_at, json_get_text(head, "tool", ""), json_get_text(head, "privilege", ""), (int64_t)image, (int64_t)report.n, packed);
}

static bool apply_all(struct taking *t, struct err *e)
{
	for (size_t i = 0; i < t->fact_n; i++) {
		struct fact *f = &t->facts[i];
		if (t->only && strcmp(t->only, f->name) != 0)
			continue;
		if (f->reported && !fact_apply(t->d, f, t->r->asset, t->source, t->r->at, t->only == NULL, &t->r->changes, e))
			return false;
	}
	return true;
}

static bool take_all(struct taking *t, struct text report, int64_t asset, int64_t received_at, struct err *e)
{
	struct text rest = report;
	struct json *head = NULL;
	enum asset_kind kind = ASSET_COMPUTER;
	if (!next_line(t, &rest, &head, e))
		return false;
	struct arena *head_a = t->line_a; // the head is needed until the end
	t->line_a = NULL;
	arena_defer(t->a, (void (*)(void *))arena_free, head_a);
	if (!take_head(t, head, asset, &kind, e))
		return false;
	int64_t before = db_int(t->d, "SELECT at FROM report WHERE asset=?1 AND source=?2", INT64_MIN, "is", t->r->asset, t->source);
	if (!t->only && before > t->r->at + 60)
		return err_set(e, "it is older than the report of this computer that is here already");
	if (!t->only && !db_do(t->d, e, "DELETE FROM probe_state WHERE asset=?1 AND source=?2", "is", t->r->asset, t->source))
		return false;
	if (!take_lines(t, rest, e) || !apply_all(t, e))
		return false;
	t->r->rows = t->rows;
	if (t->only)
		return true;
	return keep_report(t, report, head, kind == ASSET_IMAGE, received_at, e) && (kind != ASSET_NETWORK || device_take(t->d, t->r->asset, e));
}

static void end_taking(struct taking *t)
{
	for (size_t i = 0; i < t->fact_n; i++)
		fact_unstage(t->d, &t->facts[i]);
	arena_free(t->line_a);
	arena_free(t->a);
}

bool ingest_report(struct db *d, struct text report, int64_t asset, int64_t received_at, struct ingest_result *ret, struct err *e)
{
	if (report.n > REPORT_MAX)
		return err_set(e, "the report is refused: it is larger than %zu MiB", REPORT_MAX >> 20);
	struct ingest_result r = {0};
	struct taking t = {.d = d, .a = arena_new(), .r = &r};
	bool good = fact_load(d, t.a, &t.facts, &t.fact_n, e) && db_begin(d, e);
	if (good) {
		struct err why = {0};
		good = take_all(&t, report, asset, received_at, &why);
		end_taking(&t);
		if (!good) {
			db_rollback(d);
			return err_set(e, "the report is refused: %s", why.text);
		}
		good = db_commit(d, e);
	} else
		end_taking(&t);
	if (good)
		*ret = r;
	return good;
}

// ---- fact tables whose form changed

static bool refill_from(struct db *d, const char *table, int64_t asset, const char *source, struct err *e)
{
	struct arena *a = arena_new();
	struct rows r = db_rows(d, "SELECT bytes, body FROM report WHERE asset=?1 AND source=?2", "is", asset, source);
	struct text whole = {NULL, 0};
	bool good = rows_next(&r, e);
	if (good) {
		whole.n = (size_t)rows_int(&r, 0);
		good = whole.n <= REPORT_MAX || err_set(e, "a kept report is damaged");
		if (good) {
			char *bytes = arena_raw(a, whole.n + 1);
			good = lz4_read_block(rows_blob(&r, 1), bytes, whole.n, e);
			whole.p = bytes;
		}
	}
	rows_end(&r);
	struct ingest_result result = {0};
	struct taking t = {.d = d, .a = arena_new(), .r = &result, .only = table};
	good = good && fact_load(d, t.a, &t.facts, &t.fact_n, e);
	good = good && take_all(&t, whole, asset, 0, e);
	end_taking(&t);
	arena_free(a);
	return good;
}

static bool refill(struct db *d, const char *table, struct err *e)
{
	struct arena *a = arena_new();
	struct {
		int64_t asset;
		const char *source;
	} *all = arena_alloc(a, 100000 * sizeof *all);
	size_t n = 0;
	struct rows r = db_rows(d, "SELECT asset, source FROM report ORDER BY asset, source LIMIT 100000", "");
	for (; rows_next(&r, e); n++) {
		all[n].asset = rows_int(&r, 0);
		all[n].source = arena_strdup(a, rows_text(&r, 1));
	}
	bool good = true;
	for (size_t i = 0; i < n && good; i++)
		good = refill_from(d, table, all[i].asset, all[i].source, e);
	arena_free(a);
	return good;
}

bool ingest_tables(struct db *d, struct err *e)
{
	bool made = db_int(d, "SELECT count(*) FROM main.sqlite_schema WHERE name='fact_version'", 0, "") > 0;
	if (made && db_int(d, "SELECT count(*) FROM cat.fact f LEFT JOIN fact_version v USING(name) WHERE v.hash IS NOT f.hash", 0, "") == 0)
		return true;
	struct arena *a = arena_new();
	const char *stale[TABLES_MAX];
	size_t n = 0;
	bool good =
		db_begin(d, e) && db_do(d, e, "CREATE TABLE IF NOT EXISTS main.fact_version(name TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT", "");
	struct rows r = db_rows(d, "SELECT f.name FROM cat.fact f LEFT JOIN fact_version v USING(name) WHERE v.hash IS NOT f.hash LIMIT 256", "");
	while (n < TABLES_MAX && rows_next(&r, e))
		stale[n++] = arena_strdup(a, rows_text(&r, 0));
	rows_end(&r);
	for (size_t i = 0; i < n && good; i++) {
		bool fresh = false;
		good = fact_make(d, a, stale[i], &fresh, e) && (fresh || (refill(d, stale[i], e) && fact_keep_old(d, a, stale[i], e)));
	}
	if (good)
		good = db_commit(d, e);
	else
		db_rollback(d);
	arena_free(a);
	return good;
}
