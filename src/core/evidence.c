// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The evidence of one control; see evidence.h. What is unknown is decided here, from the probe states, not by the author of a check.
#include "evidence.h"
#include "say.h"
#include "../base/buf.h"
#include "../base/clock.h"
#include "../base/json.h"

#include <stdlib.h>
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

static const char *reason_text(struct judging *j, const char *code, const char *what)
{
	const char *text = db_text(j->d, j->a, "SELECT en FROM ref_reason WHERE code=?1", "s", code);
	return text ? say_keep(j->a, text, "s", what) : say_keep(j->a, "It could not be measured ({1})", "s", code);
}

// The first reason of a probe: [["needs_root","/etc/shadow"]].
static const char *first_reason(struct judging *judging, const char *why)
{
	struct arena *a = judging->a;
	struct json *j;
	if (!json_read(a, text_of(why), 4, &j, NULL) || j->type != JSON_ARRAY || !j->child || !j->child->child)
		return say_keep(a, "It could not be measured", "");
	const struct json *code = j->child->child, *what = code->next;
	return reason_text(judging, text_dup(a, code->text), what ? text_dup(a, what->text) : "");
}

// ---- what could not be seen

// The computers, networks or domains in one scope, and what was measured of one table of one of them.
struct scope {
	const char *name;
	int64_t asset;
	const char *asset_name, *kind;
};

struct measured {
	int64_t asset;
	const char *table, *state, *why;
	int64_t at;
};

struct proof {
	const char *part;
	int64_t dated_at;
};

struct judge_view {
	struct scope *scope;
	size_t scope_n;
	struct measured *measured; // sorted by computer and table
	size_t measured_n;
	struct proof *proof; // sorted by part
	size_t proof_n;
	bool people; // somebody proved, told or accepted something
};

static const char scope_sql[] =
	"SELECT s.scope, s.asset, a.name, a.kind FROM (SELECT 'computers' AS scope, asset FROM scope_computers UNION SELECT 'computers', id FROM asset WHERE kind = 'computer'"
	// A known computer that never said what it is may be of any kind; images are judged like computers.
	" UNION SELECT 'servers', asset FROM scope_servers UNION SELECT 'laptops', asset FROM scope_laptops UNION SELECT 'workstations', asset FROM scope_workstations"
	" UNION SELECT 'wireless', asset FROM scope_wireless UNION SELECT 'networks', asset FROM scope_networks UNION SELECT 'domains', asset FROM scope_domains"
	" UNION SELECT 'firm', id FROM asset WHERE kind = 'computer' UNION SELECT 'firm', asset FROM scope_networks UNION SELECT 'firm', asset FROM scope_domains"
	") s JOIN asset a ON a.id = s.asset ORDER BY s.scope, s.asset";

// The worst state of the probes of one source that fill a table; of two sources the better one counts.
static const char measured_sql[] =
	"SELECT asset, tab, state, why, at FROM (SELECT asset, tab, state, why, at, row_number() OVER (PARTITION BY asset, tab ORDER BY state='ok' DESC, state='partly' DESC) AS n FROM"
	" (SELECT asset, source, tab, CASE max(CASE state WHEN 'ok' THEN 0 WHEN 'partly' THEN 1 ELSE 2 END) WHEN 0 THEN 'ok' WHEN 1 THEN 'partly' ELSE 'failed' END AS state,"
	" coalesce(max(CASE WHEN state<>'ok' THEN why END), '[]') AS why, min(at) AS at FROM probe_state WHERE at <= ?1 + 86400 GROUP BY asset, source, tab)) WHERE n = 1 ORDER BY asset, tab";

// Makes room for one more element at each power of two.
static void *room(struct arena *a, void *list, size_t n, size_t size)
{
	if (n & (n - 1))
		return list;
	void *more = arena_alloc(a, (n ? n * 2 : 1) * size);
	if (n)
		memcpy(more, list, n * size);
	return more;
}

// What people brought is the same for all controls: it is put together once.
static void view_proof(struct db *d, struct arena *a, int64_t now, struct judge_view *v, struct err *e)
{
	struct rows r = db_rows(
		d, "SELECT part, max(dated_at) FROM proof_now WHERE dated_at <= ?1 + 86400 GROUP BY part ORDER BY part COLLATE BINARY", "i", now);
	while (rows_next(&r, e)) {
		v->proof = room(a, v->proof, v->proof_n, sizeof *v->proof);
		v->proof[v->proof_n++] = (struct proof){arena_strdup(a, rows_text(&r, 0)), rows_int(&r, 1)};
	}
	v->people = v->proof_n || db_int(d, "SELECT (SELECT count(*) FROM answer) + (SELECT count(*) FROM acceptance)", 0, "") > 0;
}

struct judge_view *evidence_view(struct db *d, struct arena *a, int64_t now, struct err *e)
{
	struct judge_view *v = arena_alloc(a, sizeof *v);
	struct err why = {0};
	struct rows r = db_rows_made(d, scope_sql, "");
	while (rows_next(&r, &why)) {
		v->scope = room(a, v->scope, v->scope_n, sizeof *v->scope);
		v->scope[v->scope_n++] = (struct scope){arena_strdup(a, rows_text(&r, 0)), rows_int(&r, 1), arena_strdup(a, rows_text(&r, 2)),
			arena_strdup(a, rows_text(&r, 3))};
	}
	r = db_rows_made(d, measured_sql, "i", now);
	while (rows_next(&r, &why)) {
		v->measured = room(a, v->measured, v->measured_n, sizeof *v->measured);
		v->measured[v->measured_n++] = (struct measured){rows_int(&r, 0), arena_strdup(a, rows_text(&r, 1)),
			arena_strdup(a, rows_text(&r, 2)), arena_strdup(a, rows_text(&r, 3)), rows_int(&r, 4)};
	}
	view_proof(d, a, now, v, &why);
	if (why.text[0]) {
		err_set(e, "%s", why.text);
		return NULL;
	}
	return v;
}

bool evidence_people(const struct judging *j)
{
	return j->view->people;
}

static int by_part(const void *x, const void *y)
{
	return strcmp(((const struct proof *)x)->part, ((const struct proof *)y)->part);
}

int64_t evidence_proof(const struct judging *j, const char *part)
{
	struct proof key = {.part = part};
	const struct proof *p = j->view->proof_n ? bsearch(&key, j->view->proof, j->view->proof_n, sizeof key, by_part) : NULL;
	return p ? p->dated_at : 0;
}

int evidence_in_scope(const struct judging *j)
{
	int n = 0;
	for (size_t i = 0; i < j->view->scope_n; i++)
		n += strcmp(j->view->scope[i].name, j->scope) == 0;
	return n;
}

static int by_asset_table(const void *x, const void *y)
{
	const struct measured *a = x, *b = y;
	return a->asset != b->asset ? (a->asset > b->asset) - (a->asset < b->asset) : strcmp(a->table, b->table);
}

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

static const char *why_unseen(struct judging *j, const struct measured *m, int64_t asset, const char *kind)
{
	if (!m)
		return strcmp(kind, "computer") == 0 ? say_keep(j->a, "This computer has not been measured for this yet", "") :
						       say_keep(j->a, "It has not been looked at for this yet", "");
	if (strcmp(m->state, "ok") != 0)
		return first_reason(j, m->why);
	return say_keep(j->a, has_row(j, asset, 0) ? "Last seen on {1:date}: not in order" : "Last seen on {1:date}: in order", "i", m->at);
}

// How bad it is that a table was not wholly seen: 0 seen, 1 too long ago, 2 in part, 3 not at all.
static int blindness(const struct judging *j, const struct measured *m)
{
	if (!m || strcmp(m->state, "failed") == 0)
		return 3;
	if (strcmp(m->state, "partly") == 0)
		return 2;
	return m->at + j->valid_days * DAY < j->now;
}

// Whether none of the tables that were seen in part has a row of this computer: then "not in order" can only mean "not found".
static bool nothing_found(const struct judging *j, const struct judge_tables *tables, const struct scope *s)
{
	const int64_t asset = s->asset;
	for (int i = 0; i < tables->n; i++) {
		if (strcmp(tables->about[i], s->kind) != 0)
			continue;
		struct measured key = {.asset = asset, .table = tables->name[i]};
		const struct measured *m = bsearch(&key, j->view->measured, j->view->measured_n, sizeof key, by_asset_table);
		char *sql = arena_printf(j->a, "SELECT 1 FROM main.%s WHERE asset=?1 LIMIT 1", tables->name[i]);
		if (m && strcmp(m->state, "partly") == 0 && db_int_made(j->d, sql, 0, "i", asset))
			return false;
	}
	return true;
}

// Looks at the tables about its kind that the check read, of one computer, network or domain; the one that was seen worst tells why.
static void look_at(struct judging *j, const struct judge_tables *tables, const struct scope *s)
{
	int worst = 0;
	const struct measured *of = NULL;
	for (int i = 0; i < tables->n; i++) {
		if (strcmp(tables->about[i], s->kind) != 0)
			continue;
		struct measured key = {.asset = s->asset, .table = tables->name[i]};
		const struct measured *m =
			j->view->measured_n ? bsearch(&key, j->view->measured, j->view->measured_n, sizeof key, by_asset_table) : NULL;
		int bad = blindness(j, m);
		if (bad > worst) {
			worst = bad;
			of = m;
		}
	}
	if (!worst)
		return;
	const char *why = why_unseen(j, of, s->asset, s->kind);
	if (worst == 3 || (worst == 2 && nothing_found(j, tables, s)))
		doubt_gaps(j, s->asset, why);
	unseen(j, s->asset, s->asset_name, why);
}

void evidence_unknown(struct judging *j, const struct judge_tables *tables)
{
	// A check of computers that reads tables of networks is about the firm's networks too, and so for domains.
	const bool all = strcmp(j->scope, "firm") == 0;
	for (size_t i = 0; i < j->view->scope_n; i++) {
		const struct scope *s = &j->view->scope[i];
		if (strcmp(s->name, j->scope) == 0 || (!all && (strcmp(s->name, "networks") == 0 || strcmp(s->name, "domains") == 0)))
			look_at(j, tables, s);
	}
}

bool evidence_store(struct judging *j, struct err *e)
{
	int64_t number = 0;
	for (const struct evidence *v = j->first; v; v = v->next)
		if (!db_do(j->d, e,
			    "INSERT INTO evidence SELECT ?1, ?2, nullif(?3, 0), ?4, nullif(?5, -1), ?6, ?7, (SELECT max(at) FROM report WHERE asset=?3)",
			    "siisiss", j->id, ++number, v->asset, v->subject, (int64_t)v->ok, v->seen, v->wanted))
			return false;
	return true;
}
