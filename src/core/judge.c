// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Judges the controls; see judge.h.
#include "judge.h"
#include "evidence.h"
#include "firm.h"
#include "risk_own.h"
#include "say.h"
#include "score.h"
#include "verdict.h"
#include "../base/clock.h"

#include <string.h>

// ---- what SQL of data files may do

static void collect(struct judge_tables *t, const char *table)
{
	for (int i = 0; i < t->n; i++)
		if (strcmp(t->name[i], table) == 0)
			return;
	if (t->n < 64)
		t->name[t->n++] = arena_strdup(t->a, table);
}

// What may not be called though it only reads: it reaches outside, or makes the same data give another answer.
static bool forbidden_function(const char *name)
{
	static const char *const no[] = {
		"load_extension", "random", "randomblob", "readfile", "writefile", "edit", "fts3_tokenizer", "sqlite_source_id", NULL};
	for (int i = 0; no[i]; i++)
		if (sqlite3_stricmp(name, no[i]) == 0)
			return true;
	return false;
}

static int authorize(void *arg, int action, const char *x, const char *y, const char *db, const char *view)
{
	struct judge_tables *t = arg;
	(void)view;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE: return SQLITE_OK;
	case SQLITE_READ:
		if (t && db && strcmp(db, "main") == 0)
			collect(t, x);
		return SQLITE_OK;
	case SQLITE_FUNCTION: return y && forbidden_function(y) ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_PRAGMA: return x && strcmp(x, "data_version") == 0 ? SQLITE_OK : SQLITE_DENY;
	default: return SQLITE_DENY;
	}
}

static int overtime(void *arg)
{
	return clock_ms() > *(int64_t *)arg;
}

void judge_guard(struct db *d, struct judge_tables *tables, int64_t ms)
{
	static int64_t deadline;
	deadline = clock_ms() + ms;
	sqlite3_set_authorizer(d->handle, authorize, tables);
	sqlite3_progress_handler(d->handle, 10000, overtime, &deadline);
}

void judge_unguard(struct db *d)
{
	sqlite3_set_authorizer(d->handle, NULL, NULL);
	sqlite3_progress_handler(d->handle, 0, NULL, NULL);
}

// ---- one control

// What people keep up is always there; only fact tables can go unmeasured.
static void facts_alone(struct db *d, struct judge_tables *t)
{
	int n = 0;
	for (int i = 0; i < t->n; i++) {
		const char *about = db_text(d, t->a, "SELECT about FROM cat.fact WHERE name=?1", "s", t->name[i]);
		if (!about)
			continue;
		t->about[n] = about;
		t->name[n++] = t->name[i];
	}
	t->n = n;
}

static bool run_check(struct judging *j, struct err *e)
{
	struct judge_tables tables = {.a = j->a};
	sqlite3_stmt *st = NULL;
	judge_guard(j->d, &tables, JUDGE_MS_MAX);
	int rc = sqlite3_prepare_v2(j->d->handle, j->check, -1, &st, NULL);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW)
			evidence_row(j, st);
	}
	bool good = rc == SQLITE_DONE || err_set(e, "the check of %s failed: %s", j->id, sqlite3_errmsg(j->d->handle));
	sqlite3_finalize(st);
	judge_unguard(j->d);
	j->looked = good;
	facts_alone(j->d, &tables);
	if (good)
		evidence_unknown(j, &tables);
	return good;
}

// Whether the control applies to this firm: NULL (not told) counts as yes.
static bool applies(struct judging *j, const char *when)
{
	if (!when)
		return true;
	judge_guard(j->d, NULL, JUDGE_MS_MAX);
	sqlite3_stmt *st = NULL;
	bool yes = true;
	if (sqlite3_prepare_v2(j->d->handle, arena_printf(j->a, "SELECT (%s) FROM firm", when), -1, &st, NULL) == SQLITE_OK &&
		sqlite3_step(st) == SQLITE_ROW)
		yes = sqlite3_column_type(st, 0) == SQLITE_NULL || sqlite3_column_int(st, 0) != 0;
	sqlite3_finalize(st);
	judge_unguard(j->d);
	return yes;
}

static bool store(struct judging *j, struct err *e)
{
	struct verdict *v = &j->verdict;
	struct db *d = j->d;
	struct rows r = db_rows(d, "SELECT verdict, coalesce(source,''), since_at FROM finding WHERE control=?1", "s", j->id);
	int64_t since = j->now;
	bool same = rows_next(&r, e) && strcmp(rows_text(&r, 0), v->name) == 0 && strcmp(rows_text(&r, 1), v->source ? v->source : "") == 0;
	if (same)
		since = rows_int(&r, 2);
	rows_end(&r);
	struct shares *s = &v->shares;
	if (!db_do(d, e, "INSERT OR REPLACE INTO finding VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)", "ssssiiiiiisiii", j->id, v->name,
		    v->source, v->why, (int64_t)s->measured, (int64_t)s->proven, (int64_t)s->told, (int64_t)s->gap, (int64_t)s->accepted,
		    (int64_t)s->unknown, v->contradiction, (int64_t)j->looked, since, j->now))
		return false;
	if (!same &&
		!db_do(d, e, "INSERT OR REPLACE INTO finding_history VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)", "sissiiiiii", j->id, j->now, v->name,
			v->source, (int64_t)s->measured, (int64_t)s->proven, (int64_t)s->told, (int64_t)s->gap, (int64_t)s->accepted,
			(int64_t)s->unknown))
		return false;
	return evidence_store(j, e);
}

static bool judge_one(struct db *d, struct judging *j, const char *when, struct err *e)
{
	j->d = d;
	bool yes = applies(j, when);
	if (yes && j->check && !run_check(j, e))
		return false;
	return verdict_reach(j, yes, e) && store(j, e);
}

// Judges one control, or all when only is NULL.
static bool judge_each(struct db *d, const char *only, const struct judge_view *view, int64_t now, struct err *e)
{
	struct rows r = db_rows(d,
		"SELECT id, sees, scope, applies, check_sql, valid_days FROM cat.control WHERE ?1 IS NULL OR id=?1 ORDER BY position, id", "s", only);
	struct err why = {0};
	while (rows_next(&r, &why)) {
		struct judging j = {.a = arena_new(), .now = now, .view = view};
		j.id = arena_strdup(j.a, rows_text(&r, 0));
		j.sees = arena_strdup(j.a, rows_text(&r, 1));
		j.scope = arena_strdup(j.a, rows_text(&r, 2));
		const char *when = rows_null(&r, 3) ? NULL : arena_strdup(j.a, rows_text(&r, 3));
		j.check = rows_null(&r, 4) ? NULL : arena_strdup(j.a, rows_text(&r, 4));
		j.valid_days = rows_int(&r, 5);
		bool good = judge_one(d, &j, when, &why);
		arena_free(j.a);
		if (!good) {
			rows_end(&r);
			break;
		}
	}
	return !why.text[0] || err_set(e, "%s", why.text);
}

static bool judge(struct db *d, const char *only, int64_t now, struct err *e)
{
	struct arena *a = arena_new();
	say_now(d, now);
	bool lists = db_int(d, "SELECT EXISTS (SELECT 1 FROM cat.control WHERE instr(check_sql, 'register_'))", 0, "") != 0;
	if ((lists && !firm_lists(d, e)) || !db_begin(d, e)) {
		arena_free(a);
		return false;
	}
	struct judge_view *view = evidence_view(d, a, now, e);
	// A finding of a control that the catalogue no longer has is no finding; its history stays.
	bool good = view && db_do(d, e, "DELETE FROM evidence WHERE ?1 IS NULL OR control=?1", "s", only) &&
		db_do(d, e, "DELETE FROM finding WHERE control NOT IN (SELECT id FROM cat.control)", "") && judge_each(d, only, view, now, e) &&
		(!only || score_forget_day(d, now, e)) && score_store(d, now, e) && (only || risk_own_keep(d, now, e));
	arena_free(a);
	if (good)
		return db_commit(d, e);
	db_rollback(d);
	return false;
}

bool judge_all(struct db *d, int64_t now, struct err *e)
{
	return judge(d, NULL, now, e);
}

bool judge_one_control(struct db *d, const char *control, int64_t now, struct err *e)
{
	return judge(d, control, now, e);
}
