// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The evidence of one control; see evidence.h. What is unknown is decided here, from the probe states, not by the author of a check.
#include "evidence.h"
#include "say.h"
#include "../base/buf.h"
#include "../base/clock.h"
#include "../base/json.h"

#include <string.h>

static struct evidence *add(struct judging *j, int64_t asset, int ok)
{
	struct evidence *v = arena_alloc(j->a, sizeof *v);
	v->asset = asset;
	v->ok = ok;
	if (!j->last)
		j->last = &j->first;
	*j->last = v;
	j->last = &v->next;
	return v;
}

static const char *column(struct judging *j, sqlite3_stmt *st, int i)
{
	const char *t = (const char *)sqlite3_column_text(st, i);
	return t ? arena_strdup(j->a, t) : NULL;
}

void evidence_row(struct judging *j, sqlite3_stmt *st)
{
	int ok = sqlite3_column_type(st, 2) == SQLITE_NULL ? -1 : sqlite3_column_int(st, 2) != 0;
	j->good += ok == 1;
	j->bad += ok == 0;
	j->unknown += ok == -1;
	if (++j->n > JUDGE_ROWS_MAX)
		return;
	struct evidence *v = add(j, sqlite3_column_int64(st, 0), ok);
	v->subject = column(j, st, 1);
	if (!v->subject)
		v->subject = "";
	v->seen = column(j, st, 3);
	v->wanted = column(j, st, 4);
}

// ---- reasons in words

static const struct {
	const char *code, *text;
} reasons[] = {
	{"needs_root", "Reading {1} needs an administrator"},
	{"denied", "{1} could not be opened, even by an administrator"},
	{"image", "Only a running computer shows this"},
	{"odd_line", "A line of {1} makes no sense"},
	{"odd_file", "{1} is not an ordinary file"},
	{"too_large", "{1} is too large to read"},
	{"unreadable", "{1} could not be read"},
	{"missing", "{1} is not there"},
	{"no_tool", "{1} keeps this in a form that we cannot read"},
	{"not_asked", "This needs a walk of the whole disk: bolwerk check --deep"},
	{NULL, NULL},
};

static const char *reason_text(struct arena *a, const char *code, const char *what)
{
	for (int i = 0; reasons[i].code; i++)
		if (strcmp(reasons[i].code, code) == 0)
			return say_keep(a, reasons[i].text, "s", what);
	return say_keep(a, "It could not be measured ({1})", "s", code);
}

// The first reason of a probe: [["needs_root","/etc/shadow"]].
static const char *first_reason(struct arena *a, const char *why)
{
	struct json *j;
	if (!json_read(a, text_of(why), 4, &j, NULL) || j->type != JSON_ARRAY || !j->child || !j->child->child)
		return say_keep(a, "It could not be measured", "");
	const struct json *code = j->child->child, *what = code->next;
	return reason_text(a, text_dup(a, code->text), what ? text_dup(a, what->text) : "");
}

// ---- what could not be seen

bool evidence_scopes(struct db *d, int64_t now, struct err *e)
{
	return db_do(d, e, "DROP TABLE IF EXISTS temp.scope", "") &&
		db_do(d, e, "CREATE TEMP TABLE scope(scope TEXT, asset INTEGER, PRIMARY KEY(scope, asset)) WITHOUT ROWID", "") &&
		// A known computer that never said what it is may be of any kind; images are judged like computers.
		db_do(d, e, "INSERT INTO temp.scope SELECT 'computers', asset FROM scope_computers UNION SELECT 'computers', id FROM asset"
			    " UNION SELECT 'servers', asset FROM scope_servers UNION SELECT 'laptops', asset FROM scope_laptops"
			    " UNION SELECT 'workstations', asset FROM scope_workstations UNION SELECT 'wireless', asset FROM scope_wireless"
			    " UNION SELECT 'firm', id FROM asset", "") &&
		db_do(d, e, "DROP TABLE IF EXISTS temp.measured", "") &&
		db_do(d, e, "CREATE TEMP TABLE measured(asset INTEGER, tab TEXT, state TEXT, why TEXT, at INTEGER, PRIMARY KEY(asset, tab)) WITHOUT ROWID", "") &&
		// The worst state of the probes that fill a table; of two sources the better one counts.
		db_do(d, e, "INSERT INTO temp.measured SELECT asset, tab, state, why, at FROM (SELECT asset, tab, state, why, at, row_number() OVER"
			    " (PARTITION BY asset, tab ORDER BY state='ok' DESC, state='partly' DESC) AS n FROM"
			    " (SELECT asset, source, tab, CASE max(CASE state WHEN 'ok' THEN 0 WHEN 'partly' THEN 1 ELSE 2 END) WHEN 0 THEN 'ok' WHEN 1 THEN 'partly' ELSE 'failed' END AS state,"
			    " coalesce(max(CASE WHEN state<>'ok' THEN why END), '[]') AS why, min(at) AS at FROM probe_state WHERE at <= ?1 + 86400 GROUP BY asset, source, tab)) WHERE n = 1",
			"i", now);
}

// One row for each computer in scope and table: the first table that was not wholly seen tells why.
static const char view_sql[] =
	"SELECT s.asset, a.name, m.state, m.why, m.at FROM temp.scope s JOIN asset a ON a.id = s.asset"
	" JOIN (SELECT value AS tab FROM json_each(?2)) t JOIN cat.fact f ON f.name = t.tab"
	" LEFT JOIN temp.measured m ON m.asset = s.asset AND m.tab = t.tab"
	" WHERE s.scope = ?1 AND (m.state IS NULL OR m.state <> 'ok' OR m.at + ?3 * 86400 < ?4)"
	" ORDER BY s.asset, m.state IS 'ok', m.state IS 'partly', t.tab";

static bool has_row(const struct judging *j, int64_t asset, int ok)
{
	for (const struct evidence *v = j->first; v; v = v->next)
		if (v->asset == asset && v->ok == ok)
			return true;
	return false;
}

// Where a table could not be read at all, a row that says "not in order" may only mean "not found": then it could not be told.
static void doubt_gaps(struct judging *j, int64_t asset, const char *why)
{
	for (struct evidence *v = j->first; v; v = v->next)
		if (v->asset == asset && v->ok == 0) {
			v->ok = -1;
			v->seen = why;
			j->bad--;
			j->unknown++;
		}
}

static void unseen(struct judging *j, int64_t asset, const char *name, const char *why)
{
	bool given = false;
	for (struct evidence *v = j->first; v; v = v->next)
		if (v->asset == asset && v->ok == -1 && (!v->seen || v->seen == why)) {
			v->seen = why;
			given = true;
		}
	if (given || has_row(j, asset, 0))
		return; // a gap that was seen stays a gap
	struct evidence *v = add(j, asset, -1);
	v->subject = name;
	v->seen = why;
	j->unknown++;
	j->n++;
}

static const char *why_unseen(struct judging *j, struct rows *r)
{
	if (rows_null(r, 2))
		return say_keep(j->a, "This computer has not been measured for this yet", "");
	if (strcmp(rows_text(r, 2), "ok") != 0)
		return first_reason(j->a, rows_text(r, 3));
	const char *was = has_row(j, rows_int(r, 0), 0) ? "not in order" : "in order";
	return say_keep(j->a, strcmp(was, "in order") == 0 ? "Last seen on {1:date}: in order" : "Last seen on {1:date}: not in order", "i", rows_int(r, 4));
}

bool evidence_unknown(struct judging *j, const struct judge_tables *tables, struct err *e)
{
	struct buf *names = buf_new(j->a, 65536);
	for (int i = 0; i < tables->n; i++)
		buf_printf(names, "%s\"%s\"", i ? "," : "[", tables->name[i]);
	buf_str(names, tables->n ? "]" : "[]");
	struct err why = {0};
	int64_t before = 0;
	struct rows r = db_rows_made(j->d, view_sql, "ssii", j->scope, names->p, j->valid_days, j->now);
	while (rows_next(&r, &why)) {
		int64_t asset = rows_int(&r, 0);
		if (asset == before)
			continue;
		before = asset;
		const char *reason = why_unseen(j, &r);
		if (rows_null(&r, 2) || strcmp(rows_text(&r, 2), "failed") == 0)
			doubt_gaps(j, asset, reason);
		unseen(j, asset, arena_strdup(j->a, rows_text(&r, 1)), reason);
	}
	return !why.text[0] || err_set(e, "%s", why.text);
}

bool evidence_store(struct judging *j, struct err *e)
{
	int64_t number = 0;
	for (const struct evidence *v = j->first; v; v = v->next)
		if (!db_do(j->d, e, "INSERT INTO evidence SELECT ?1, ?2, nullif(?3, 0), ?4, nullif(?5, -1), ?6, ?7, (SELECT max(at) FROM report WHERE asset=?3)", "siisiss", j->id, ++number,
				v->asset, v->subject, (int64_t)v->ok, v->seen, v->wanted))
			return false;
	return true;
}
