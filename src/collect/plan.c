// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What is to be looked at, and what becomes of what was seen; see plan.h.
#include "plan.h"
#include "../core/consent.h"
#include "../core/ingest.h"
#include "../core/judge.h"
#include "../core/letter.h"
#include "../core/say.h"
#include "alive.h"

#include <string.h>

#define LOOKS_MAX 64 // in one run
#define LONGEST 7200 // seconds that a look may take, where nobody can tell whether it still runs

// ---- what may be looked at

static bool agree(struct db *d, const struct plan_ask *ask, int64_t *ret, struct err *e)
{
	const char *target = NULL, *why = NULL;
	if (!consent_target(d->a, ask->kind, text_of(ask->target), &target, &why)) {
		struct say say = {d, d->a, "en", ask->now};
		return err_set(e, "\"%s\": %s", ask->target, say_text(&say, "", why));
	}
	*ret = consent_standing(d, ask->kind, target, ask->depth, ask->consent, ask->now);
	if (*ret)
		return true;
	if (!ask->consent)
		return err_set(e, "nobody agreed that \"%s\" is looked at; say who does with --consent NAME", ask->target);
	const struct consent c = {.kind = ask->kind, .target = target, .depth = ask->depth, .never = ask->never, .person = ask->consent, .from_hour = -1, .to_hour = -1};
	return consent_give(d, &c, ask->now, ret, e);
}

// ---- which looks are to be taken

// Those whose last look is a day ago, within the hours that were agreed. A look in the last quarter of an hour before counts as due.
static bool due(struct db *d, int64_t now, struct err *e)
{
	return db_do(d, e,
		"INSERT INTO look(consent, asset, asked_at, person) SELECT c.id, c.asset, ?1, 'Bolwerk' FROM consent c WHERE c.ended_at IS NULL"
		" AND c.until_on >= date(?1, 'unixepoch') AND NOT EXISTS (SELECT 1 FROM look k WHERE k.consent=c.id AND (k.ended_at IS NULL OR k.asked_at > ?1 - 86400 + 900))"
		" AND (c.from_hour IS NULL OR CASE WHEN c.from_hour <= c.to_hour THEN CAST(strftime('%H', ?1, 'unixepoch', 'localtime') AS INTEGER) BETWEEN c.from_hour AND c.to_hour - 1"
		" ELSE CAST(strftime('%H', ?1, 'unixepoch', 'localtime') AS INTEGER) >= c.from_hour OR CAST(strftime('%H', ?1, 'unixepoch', 'localtime') AS INTEGER) < c.to_hour END)",
		"i", now);
}

static const char known_sql[] =
	"SELECT group_concat(json_object('uid', v.uid, 'name', v.name, 'kind', v.kind, 'traits',"
	" (SELECT json_group_array(json_array(t.kind, t.value)) FROM network_device_trait t WHERE t.device=v.id)), char(10)) FROM network_device v WHERE v.merged IS NULL";

// depth: as far as somebody asked for now; NULL: as far as was agreed.
static bool line(struct db *d, int64_t look, const char *known, const char *depth, struct buf *out)
{
	const char *json = db_text(d, d->a,
		"SELECT json_object('look', k.id, 'asset', k.asset, 'kind', coalesce(c.kind, 'import'),"
		" 'target', coalesce(c.target, (SELECT name FROM asset a WHERE a.id=k.asset)), 'body', hex(k.body), 'depth', coalesce(?3, c.depth), 'never', c.never,"
		" 'known', CASE WHEN coalesce(c.kind, 'network')='network' THEN coalesce(?2, '') ELSE '' END,"
		" 'own', (SELECT json_group_array(name) FROM asset WHERE kind='domain')) FROM look k LEFT JOIN consent c ON c.id=k.consent WHERE k.id=?1",
		"iss", look, known, depth);
	if (json) {
		buf_str(out, json);
		buf_char(out, '\n');
	}
	return json != NULL;
}

static bool begin(struct db *d, const struct plan_ask *ask, struct buf *out, struct err *e)
{
	int64_t consent = 0;
	int64_t only = 0;
	if (ask->kind && strcmp(ask->kind, "import") == 0) {
		if (!db_do(d, e, "INSERT INTO look(name, body, asked_at, person) VALUES(?1,?2,?3,coalesce(?4,'Bolwerk'))", "sbis", ask->target, ask->file, ask->now, ask->consent))
			return false;
		only = sqlite3_last_insert_rowid(d->handle);
	} else if (ask->kind) {
		if (!agree(d, ask, &consent, e) ||
			!db_do(d, e, "INSERT INTO look(consent, asset, asked_at, person) SELECT id, asset, ?2, coalesce(?3, person) FROM consent WHERE id=?1", "iis", consent,
				ask->now, ask->consent))
			return false;
	} else if (!due(d, ask->now, e))
		return false;
	const char *known = db_text_made(d, d->a, known_sql, "");
	int64_t look[LOOKS_MAX];
	int n = 0;
	// A consent that was taken back stops what still waits for it.
	struct rows r = db_rows(d,
		"SELECT k.id FROM look k LEFT JOIN consent c ON c.id=k.consent WHERE k.started_at IS NULL AND k.ended_at IS NULL AND (?1=0 OR k.consent=?1)"
		" AND (?3=0 OR k.id=?3) AND (c.id IS NULL OR (c.ended_at IS NULL AND c.until_on >= date(?2, 'unixepoch'))) ORDER BY k.id LIMIT 64",
		"iii", consent, ask->now, only);
	while (n < LOOKS_MAX && rows_next(&r, e))
		look[n++] = rows_int(&r, 0);
	rows_end(&r);
	for (int i = 0; i < n; i++) {
		alive_hold(ask->alive, look[i]);
		if (!db_do(d, e, "UPDATE look SET started_at=?2 WHERE id=?1", "ii", look[i], ask->now) || !line(d, look[i], known, ask->kind ? ask->depth : NULL, out))
			return false;
	}
	return true;
}

// What was begun, and which no process runs any more, was cut off.
static bool end_cut_off(struct db *d, const struct plan_ask *ask, struct err *e)
{
	int64_t cut[LOOKS_MAX];
	int n = 0;
	struct rows r = db_rows(d, "SELECT id, started_at < ?1 FROM look WHERE started_at IS NOT NULL AND ended_at IS NULL ORDER BY id", "i", ask->now - LONGEST);
	while (n < LOOKS_MAX && rows_next(&r, e)) {
		enum alive alive = alive_is(ask->alive, rows_int(&r, 0));
		if (alive == ALIVE_GONE || (alive == ALIVE_UNKNOWN && rows_int(&r, 1)))
			cut[n++] = rows_int(&r, 0);
	}
	rows_end(&r);
	for (int i = 0; i < n; i++)
		if (!plan_fail(d, cut[i], say_keep(d->a, "It was cut off", ""), ask->now, e))
			return false;
	return true;
}

bool plan_make(struct db *d, const struct plan_ask *ask, struct buf *out, struct err *e)
{
	if (!db_begin(d, e))
		return false;
	if (end_cut_off(d, ask, e) && begin(d, ask, out, e))
		return db_commit(d, e);
	db_rollback(d);
	return false;
}

// ---- what becomes of what was seen

static void checks_of(struct db *d, struct arena *a, const char *lang, int64_t now, struct rows r, struct show_check **ret)
{
	struct say say = {d, a, lang, now};
	while (rows_next(&r, NULL)) {
		struct show_check *c = arena_alloc(a, sizeof *c);
		c->uid = rows_null(&r, 0) ? NULL : arena_strdup(a, rows_text(&r, 0));
		c->code = arena_strdup(a, rows_text(&r, 1));
		c->ok = rows_null(&r, 2) ? -1 : rows_int(&r, 2) != 0;
		c->subject = say_text(&say, "", rows_text(&r, 3));
		c->seen = say_text(&say, "", rows_text(&r, 4));
		c->wanted = say_text(&say, "", rows_text(&r, 5));
		c->who = arena_strdup(a, rows_text(&r, 6));
		*ret = c;
		ret = &c->next;
	}
}

bool plan_keep(struct db *d, struct arena *a, struct text report, int64_t look, int64_t asset, const char *lang, int64_t now, struct show_check **ret_checks,
	struct err *e)
{
	struct ingest_result taken;
	if (!ingest_report(d, report, asset, now, &taken, e) || !judge_all(d, now, e) || !letter_measure(d, taken.asset, now, e) ||
		!db_do(d, e, "UPDATE look SET ended_at=?2, result='done', why=NULL, asset=?3, body=NULL WHERE id=?1", "iii", look, now, taken.asset))
		return false;
	*ret_checks = NULL;
	if (db_int(d, "SELECT kind='network' FROM asset WHERE id=?1", 0, "i", taken.asset))
		checks_of(d, a, lang, now, db_rows(d, "SELECT uid, code, ok, subject, seen, wanted, who FROM lan_check WHERE asset=?1", "i", taken.asset), ret_checks);
	else
		checks_of(d, a, lang, now, db_rows(d, "SELECT name, code, ok, subject, seen, wanted, who FROM domain_check WHERE asset=?1", "i", taken.asset), ret_checks);
	return true;
}

bool plan_fail(struct db *d, int64_t look, const char *why, int64_t now, struct err *e)
{
	return db_do(d, e, "UPDATE look SET ended_at=?2, result='failed', why=?3, body=NULL WHERE id=?1", "iis", look, now, why);
}
