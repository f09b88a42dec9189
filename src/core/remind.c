// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fills the queue with what is due; see mail_remind in mail.h. Each `when` of data/mail is run for each language that somebody reads; its rows
// are things to tell; the things for one address become one message. A message is made by its texts in data/mail alone.
#include "../base/clock.h"
#include "../base/json.h"
#include "judge.h"
#include "mail.h"
#include "mime.h"
#include "say.h"

#include <string.h>

#define PEOPLE_MAX 256
#define THINGS_MAX 2000 // in one run, all addresses together
#define TOLD_MAX 20     // in one message; the others are told the day after

struct reader {
	int64_t member; // 0: the address of the firm
	bool owner;
	const char *name, *address, *lang;
};

struct thing {
	const struct reader *to;
	const char *kind, *once_key, *subject, *body;
	int64_t member;
	bool told;
};

struct reminding {
	struct db *d;
	struct arena *a;
	int64_t now;
	const struct mail_link *link;
	const char *firm;
	struct reader readers[PEOPLE_MAX];
	int readers_n;
	struct thing *things;
	int things_n;
	int queued;
};

static bool read_people(struct reminding *m, struct err *e)
{
	struct rows r = db_rows(m->d,
		"SELECT 0, 1, name, mail, coalesce(lang,'nl') FROM firm WHERE mail IS NOT NULL UNION ALL "
		"SELECT id, kind='owner' AND NOT EXISTS(SELECT 1 FROM firm WHERE mail IS NOT NULL), name, mail, lang FROM member "
		"WHERE mail IS NOT NULL AND (left_on IS NULL OR left_on > date(?1,'unixepoch')) LIMIT 256",
		"i", m->now);
	struct err why = {0};
	while (rows_next(&r, &why)) {
		struct reader p = {rows_int(&r, 0), rows_int(&r, 1) != 0, arena_strdup(m->a, rows_text(&r, 2)), arena_strdup(m->a, rows_text(&r, 3)),
			arena_strdup(m->a, rows_text(&r, 4))};
		if (m->readers_n < PEOPLE_MAX && mime_address(p.address) && say_knows(p.lang))
			m->readers[m->readers_n++] = p;
	}
	const char *name = db_text(m->d, m->a, "SELECT name FROM firm", "");
	m->firm = name && *name ? name : "Bolwerk";
	return !why.text[0] || err_set(e, "%s", why.text);
}

// A column of a row as a value of say().
static void value(struct buf *b, sqlite3_stmt *st, int i)
{
	int type = sqlite3_column_type(st, i);
	buf_char(b, ',');
	if (type == SQLITE_NULL)
		buf_str(b, "null");
	else if (type == SQLITE_INTEGER)
		buf_printf(b, "%lld", (long long)sqlite3_column_int64(st, i));
	else
		json_write(b, (struct text){(const char *)sqlite3_column_text(st, i), (size_t)sqlite3_column_bytes(st, i)});
}

static const char *filled(struct reminding *m, const char *kind, const char *lang, const char *field, const char *values)
{
	struct say s = {m->d, m->a, lang, m->now};
	struct buf *b = buf_new(m->a, 32768);
	const char *text = db_text(m->d, m->a, "SELECT text FROM cat.mail_text WHERE kind=?1 AND lang=?2 AND field=?3", "sss", kind, lang, field);
	buf_str(b, "\x01[");
	json_write(b, text_of(text ? text : ""));
	buf_str(b, values);
	buf_char(b, ']');
	return say_text(&s, "", b->p);
}

// One row for everybody whom it is for and who reads this language. The texts are filled later: the row is still being read.
static void add_row(struct reminding *m, const char *kind, bool owner, const char *lang, sqlite3_stmt *st)
{
	int64_t member = sqlite3_column_int64(st, 0);
	const char *key = (const char *)sqlite3_column_text(st, 1);
	struct buf *values = buf_new(m->a, 16384);
	for (int i = 2; i < sqlite3_column_count(st); i++)
		value(values, st, i);
	if (!key || values->over)
		return;
	key = arena_strdup(m->a, key);
	for (int i = 0; i < m->readers_n; i++) {
		const struct reader *p = &m->readers[i];
		if (strcmp(p->lang, lang) != 0 || (owner || !member ? !p->owner : p->member != member) || m->things_n == THINGS_MAX)
			continue;
		m->things[m->things_n++] = (struct thing){.to = p, .kind = kind, .once_key = key, .body = values->p, .member = p->member};
	}
}

static bool run_when(struct reminding *m, const char *kind, bool owner, const char *sql, const char *lang, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int from = m->things_n;
	judge_guard(m->d, NULL, JUDGE_MS_MAX);
	int rc = sqlite3_prepare_v2(m->d->handle, sql, -1, &st, NULL);
	if (rc == SQLITE_OK && sqlite3_bind_parameter_index(st, ":lang"))
		sqlite3_bind_text(st, sqlite3_bind_parameter_index(st, ":lang"), lang, -1, SQLITE_STATIC);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW)
			add_row(m, kind, owner, lang, st);
	}
	bool good = rc == SQLITE_DONE || err_set(e, "the message \"%s\" could not be made: %s", kind, sqlite3_errmsg(m->d->handle));
	sqlite3_finalize(st);
	judge_unguard(m->d);
	for (int i = from; i < m->things_n && good; i++) {
		struct thing *t = &m->things[i];
		t->told = db_int(m->d, "SELECT count(*) FROM mail_item WHERE once_key=?1 AND to_address=lower(?2)", 0, "ss", t->once_key, t->to->address) > 0;
		if (t->told)
			continue;
		t->subject = filled(m, kind, lang, "subject", t->body);
		t->body = filled(m, kind, lang, "body", t->body);
	}
	return good;
}

static bool find_things(struct reminding *m, struct err *e)
{
	static const char *const langs[] = {"en", "nl", "fr", "de"};
	struct rows r = db_rows(m->d, "SELECT id, to_whom, when_sql FROM cat.mail_kind WHERE when_sql IS NOT NULL ORDER BY position, id", "");
	struct err why = {0};
	bool good = true;
	while (good && rows_next(&r, &why)) {
		const char *kind = arena_strdup(m->a, rows_text(&r, 0)), *sql = arena_strdup(m->a, rows_text(&r, 2));
		bool owner = strcmp(rows_text(&r, 1), "owner") == 0;
		for (int l = 0; l < 4 && good; l++) {
			bool read = false;
			for (int i = 0; i < m->readers_n; i++)
				read = read || strcmp(m->readers[i].lang, langs[l]) == 0;
			good = !read || run_when(m, kind, owner, sql, langs[l], e);
		}
	}
	rows_end(&r);
	return good && (!why.text[0] || err_set(e, "%s", why.text));
}

// ---- one message

static bool same_address(const char *x, const char *y)
{
	return sqlite3_stricmp(x, y) == 0;
}

static void put_body(struct reminding *m, struct buf *b, const struct thing *t, bool heading)
{
	if (heading)
		buf_printf(b, "* %s\n\n", t->subject);
	buf_str(b, t->body);
	if (b->n && b->p[b->n - 1] != '\n')
		buf_char(b, '\n');
	const char *link = m->link ? m->link->make(m->link->arg, m->a, t->kind, t->member, t->once_key) : NULL;
	if (link)
		buf_printf(b, "\n%s\n", link);
	buf_char(b, '\n');
}

static bool queue_for(struct reminding *m, const struct reader *p, struct err *e)
{
	struct thing *mine[TOLD_MAX];
	int n = 0;
	for (int i = 0; i < m->things_n && n < TOLD_MAX; i++)
		if (!m->things[i].told && same_address(m->things[i].to->address, p->address))
			mine[n++] = &m->things[i];
	if (!n)
		return true;
	struct buf *values = buf_new(m->a, 8192), *body = buf_new(m->a, (size_t)1 << 20);
	buf_printf(values, ",%d,", n);
	json_write(values, text_of(m->firm));
	buf_char(values, ',');
	json_write(values, text_of(p->name));
	buf_printf(body, "%s\n\n", filled(m, "_frame", p->lang, "open", values->p));
	for (int i = 0; i < n; i++)
		put_body(m, body, mine[i], n > 1);
	buf_printf(body, "-- \n%s\n", filled(m, "_frame", p->lang, "close", values->p));
	const char *address = p->address;
	const char *key = arena_printf(m->a, "remind:%s:%s", clock_day(m->a, m->now), address);
	const struct mail mail = {address, p->lang, n == 1 ? mine[0]->subject : filled(m, "_frame", p->lang, "subject", values->p), body->p, "remind",
		key};
	int64_t id = 0;
	if (!mail_queue(m->d, &mail, m->now, &id, e))
		return false;
	m->queued += id != 0;
	for (int i = 0; i < n; i++) {
		mine[i]->told = true; // or waits for the day after
		if (id && !db_do(m->d, e, "INSERT OR IGNORE INTO mail_item VALUES(?1,lower(?2),?3,?4,?5)", "sssii", mine[i]->once_key, address, mine[i]->kind,
				  id, m->now))
			return false;
	}
	return true;
}

// Somebody who was told something today is not told more before tomorrow.
static bool told_today(struct reminding *m, const struct reader *p)
{
	return db_int(m->d, "SELECT count(*) FROM mail WHERE kind='remind' AND lower(to_address)=lower(?1) AND made_at/86400=?2/86400", 0, "si", p->address,
		       m->now) > 0;
}

bool mail_remind(struct db *d, int64_t now, const struct mail_link *link, int *ret_n, struct err *e)
{
	*ret_n = 0;
	if (db_int(d, "SELECT count(*) FROM setting WHERE name IN ('mail_server','mail_from') AND value<>''", 0, "") < 2)
		return true;
	struct arena *a = arena_new();
	struct reminding *m = arena_alloc(a, sizeof *m);
	*m = (struct reminding){.d = d, .a = a, .now = now, .link = link, .things = arena_alloc(a, THINGS_MAX * sizeof *m->things)};
	say_now(d, now);
	bool good = db_begin(d, e);
	if (good) {
		good = read_people(m, e) && find_things(m, e);
		for (int i = 0; i < m->readers_n && good; i++)
			good = told_today(m, &m->readers[i]) || queue_for(m, &m->readers[i], e);
		if (good)
			good = db_commit(d, e);
		else
			db_rollback(d);
	}
	if (good)
		*ret_n = m->queued;
	arena_free(a);
	return good;
}
