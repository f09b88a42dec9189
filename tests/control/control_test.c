// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Runs the tests that stand in the control files: each puts its facts into an empty firm with one computer and compares the verdict.
#include "../../src/base/clock.h"
#include "../../src/base/json.h"
#include "../../src/core/device.h"
#include "../../src/core/firm.h"
#include "../../src/core/judge.h"
#include "../unit/tap.h"

#define NOW INT64_C(1773500000) // 2026-03-14: every time in a test is told from here

static struct err e;

// "-10d", "+3h" in a column of time; everything else as it is.
static bool relative(struct text t, int64_t *ret)
{
	int64_t n;
	char unit = t.n ? t.p[t.n - 1] : 0;
	if (t.n < 2 || (unit != 'd' && unit != 'h'))
		return false;
	struct text number = {t.p, t.n - 1};
	if (number.p[0] == '+')
		number = text_after(number, 1);
	if (!text_int(number, 10, &n))
		return false;
	*ret = NOW + n * (unit == 'd' ? DAY : 3600);
	return true;
}

static void bind_value(struct arena *a, sqlite3_stmt *st, int i, const char *column, const struct json *v)
{
	int64_t at;
	bool time_column = text_ends(text_of(column), "_at"), date_column = text_ends(text_of(column), "_on");
	if (v->type == JSON_TEXT && (time_column || date_column) && relative(v->text, &at)) {
		if (time_column)
			sqlite3_bind_int64(st, i, at);
		else
			sqlite3_bind_text(st, i, clock_day(a, at), -1, SQLITE_TRANSIENT);
	} else if (v->type == JSON_INT)
		sqlite3_bind_int64(st, i, v->integer);
	else if (v->type == JSON_TEXT)
		sqlite3_bind_text(st, i, v->text.p, (int)v->text.n, SQLITE_TRANSIENT);
}

enum { NETWORK = 1001, DOMAIN = 1002 }; // assets of these kinds, there when a test has facts about them

// Of which asset the rows of a table are when a test does not say.
static int64_t about(struct db *d, const char *table)
{
	return db_int(d, "SELECT CASE about WHEN 'network' THEN 1001 WHEN 'domain' THEN 1002 ELSE 1 END FROM cat.fact WHERE name=?1", 1, "s", table);
}

// Inserts a row; columns that must be there and are not named become 0 or "".
static bool insert(struct db *d, struct arena *a, const char *table, const struct json *row)
{
	struct buf *sql = buf_new(a, 65536);
	const char *column[64], *type[64];
	bool required[64];
	int n = 0;
	struct rows r = db_rows(d, "SELECT name, type, required OR key FROM cat.fact_column WHERE fact=?1 ORDER BY position", "s", table);
	for (; rows_next(&r, &e); n++) {
		column[n] = arena_strdup(a, rows_text(&r, 0));
		type[n] = arena_strdup(a, rows_text(&r, 1));
		required[n] = rows_int(&r, 2) != 0;
	}
	buf_printf(sql, "INSERT INTO %s VALUES(?", table);
	for (int i = 1; i < n; i++)
		buf_str(sql, ",?");
	buf_char(sql, ')');
	sqlite3_stmt *st;
	if (!n || sqlite3_prepare_v2(d->handle, sql->p, -1, &st, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_int64(st, 1, json_get_int(row, "asset", about(d, table)));
	int64_t of = about(d, table);
	struct text source = json_get_text(row, "source", of == NETWORK ? "lan" : of == DOMAIN ? "outside" : "host");
	sqlite3_bind_text(st, 2, source.p, (int)source.n, SQLITE_TRANSIENT);
	for (int i = 2; i < n; i++) {
		const struct json *v = json_get(row, column[i]);
		if (v)
			bind_value(a, st, i + 1, column[i], v);
		else if (required[i] && strcmp(type[i], "INTEGER") == 0)
			sqlite3_bind_int(st, i + 1, 0);
		else if (required[i])
			sqlite3_bind_text(st, i + 1, "", -1, SQLITE_STATIC);
	}
	for (const struct json *v = row->child; v; v = v->next) {
		bool known = text_is(v->key, "asset") || text_is(v->key, "source");
		for (int i = 0; i < n; i++)
			known = known || text_is(v->key, column[i]);
		if (!known) {
			printf("# table %s has no column %.*s\n", table, (int)v->key.n, v->key.p);
			sqlite3_finalize(st);
			return false;
		}
	}
	int rc = sqlite3_step(st);
	if (rc != SQLITE_DONE)
		printf("# %s: %s\n", table, sqlite3_errmsg(d->handle));
	sqlite3_finalize(st);
	return rc == SQLITE_DONE;
}

static bool is_unread(const struct json *test, const char *table)
{
	const struct json *list = json_get(test, "unread");
	for (const struct json *one = list ? list->child : NULL; one; one = one->next)
		if (text_is(one->text, table))
			return true;
	return false;
}

// A computer (network, domain) that saw everything but what the test says was not read.
static bool asset(struct db *d, struct arena *a, const struct json *test, int64_t id, const char *kind, const char *name)
{
	const char *source = id == NETWORK ? "lan" : id == DOMAIN ? "outside" : "host";
	bool good = db_do(d, &e, "INSERT INTO asset VALUES(?1,?4,0,?2,?2,?3)", "iiss", id, NOW, kind, name) &&
		(id < NETWORK || db_do(d, &e, "INSERT INTO report VALUES(?1,?2,?3,?3,'','root',0,0,x'')", "isi", id, source, NOW));
	struct rows r = db_rows(d, "SELECT name FROM cat.fact WHERE about=?1", "s", kind);
	while (rows_next(&r, &e)) {
		const char *table = arena_strdup(a, rows_text(&r, 0));
		good = good &&
			db_do(d, &e, "INSERT INTO probe_state VALUES(?5,?6,'test',?1,?2,?3,?4)", "sssiis", table,
				is_unread(test, table) ? "failed" : "ok", is_unread(test, table) ? "[[\"needs_root\",\"/test\"]]" : "[]", NOW, id, source);
	}
	return good;
}

// As many computers as the rows name; one when they name none.
static bool computers(struct db *d, struct arena *a, const struct json *test)
{
	const struct json *all = json_get(test, "facts");
	int64_t most = 1;
	for (const struct json *table = all ? all->child : NULL; table; table = table->next)
		for (const struct json *row = table->child; row; row = row->next)
			if (json_get_int(row, "asset", 1) > most)
				most = json_get_int(row, "asset", 1);
	bool good = true, network = false, domain = false;
	for (int64_t id = 1; id <= most && most < 100; id++)
		good = good && asset(d, a, test, id, "computer", "box");
	for (const struct json *table = all ? all->child : NULL; table; table = table->next) {
		int64_t of = about(d, text_dup(a, table->key));
		network = network || of == NETWORK;
		domain = domain || of == DOMAIN;
	}
	return good && (!network || asset(d, a, test, NETWORK, "network", "10.0.0.0/24")) && (!domain || asset(d, a, test, DOMAIN, "domain", "firma.example"));
}

static bool facts(struct db *d, struct arena *a, const struct json *test)
{
	static const char debian[] =
		"{\"os_id\":\"debian\",\"os_version\":\"12\",\"role\":\"server\",\"name\":\"box\",\"kernel\":\"6.1.0-30-amd64\"}";
	const struct json *all = json_get(test, "facts");
	struct json *host;
	bool good = computers(d, a, test);
	if (good && !json_get(all, "host"))
		good = json_read(a, text_of(debian), 3, &host, &e) && insert(d, a, "host", host);
	for (const struct json *table = all ? all->child : NULL; table && good; table = table->next)
		for (const struct json *row = table->child; row && good; row = row->next)
			good = insert(d, a, text_dup(a, table->key), row);
	return good;
}

// What people told of the devices that lan_device has: devices: [{uid: a, whose: firm, first_seen_at: -20d}].
static bool devices(struct db *d, const struct json *test)
{
	bool good = device_take(d, NETWORK, &e);
	const struct json *all = json_get(test, "devices");
	for (const struct json *v = all ? all->child : NULL; v && good; v = v->next) {
		int64_t first = NOW;
		struct text whose = json_get_text(v, "whose", "");
		relative(json_get_text(v, "first_seen_at", ""), &first);
		good = db_do(d, &e, "UPDATE network_device SET whose=nullif(?2,''), first_seen_at=?3 WHERE uid=?1", "tti", json_get_text(v, "uid", ""), whose, first);
	}
	return good;
}

static bool people(struct db *d, struct arena *a, const struct json *test, const char *control)
{
	const struct json *firm = json_get(test, "firm"), *told = json_get(test, "told"), *proven = json_get(test, "proven");
	bool good = true;
	if (firm) {
		good = db_do(d, &e, "INSERT INTO firm(one) VALUES(1)", "");
		for (const struct json *v = firm->child; v && good; v = v->next)
			good = db_do_made(d, &e, arena_printf(a, "UPDATE firm SET %.*s=?1", (int)v->key.n, v->key.p), "i", v->integer);
	}
	if (told)
		good = good &&
			db_do(d, &e, "INSERT INTO answer VALUES(?1,?2,'test',?3,?3+1000000)", "sti", control,
				told->type == JSON_TRUE ? text_of("yes") : told->text, NOW);
	for (const struct json *v = proven ? proven->child : NULL; v && good; v = v->next) {
		struct text part = v->text;
		text_cut(v->text, '@', &part, NULL);
		good = db_do(d, &e, "INSERT INTO proof(part, person, dated_at, added_at) VALUES(?1,'test',?2,?2)", "ti", part, NOW - DAY);
	}
	return good;
}

static void show(struct db *d, const char *control)
{
	struct rows r = db_rows(d, "SELECT subject, coalesce(ok,'?'), coalesce(seen,'') FROM evidence WHERE control=?1", "s", control);
	while (rows_next(&r, NULL))
		printf("#   %s | %s | %s\n", rows_text(&r, 0), rows_text(&r, 1), rows_text(&r, 2));
}

static void one(const char *control, int number, const char *text, const char *file, int line)
{
	struct arena *a = arena_new();
	struct json *test;
	e.text[0] = 0;
	struct db *d = firm_open(a, ":memory:", NULL, &e);
	bool good = d && json_read(a, text_of(text), 8, &test, &e) && facts(d, a, test) && devices(d, test) && people(d, a, test, control);
	// Only the one control is judged.
	good = good && judge_one_control(d, control, NOW, &e);
	const char *want = good ? text_dup(a, json_get_text(test, "verdict", "?")) : "?";
	const char *got = good ? db_text(d, a, "SELECT verdict FROM finding WHERE control=?1", "s", control) : "error";
	if (!ok(good && got && strcmp(want, got) == 0, "%s test %d (%s:%d)", control, number, file, line)) {
		printf("#  want: %s, got: %s %s\n", want, got ? got : "nothing", e.text);
		if (good)
			show(d, control);
	}
	arena_free(a);
}

int main(void)
{
	struct arena *a = arena_new();
	struct db *d = db_open(a, ":memory:", NULL, &e);
	if (!d)
		return 1;
	struct rows r = db_rows(d,
		"SELECT t.control, t.number, t.test, c.file, t.line FROM cat.control_test t JOIN cat.control c ON c.id=t.control ORDER BY c.position, t.number",
		"");
	while (rows_next(&r, &e))
		one(rows_text(&r, 0), (int)rows_int(&r, 1), rows_text(&r, 2), rows_text(&r, 3), (int)rows_int(&r, 4));
	arena_free(a);
	return tap_done();
}
