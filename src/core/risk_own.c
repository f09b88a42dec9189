// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The firm's own year; see risk_own.h.
#include "risk_own.h"
#include "plan_own.h"

#include <string.h>

// ---- the model

// What somebody typed must never stop the judging.
static int64_t within(int64_t v, int64_t most)
{
	return v < 0 ? 0 : v < most ? v : most;
}

static bool told(struct db *d, struct risk_firm *f, int64_t *ret_cash, struct err *e)
{
	*f = (struct risk_firm){0};
	*ret_cash = 0;
	struct rows r = db_rows(d,
		"SELECT f.people, f.turnover, f.cash, (SELECT sector FROM cat.sector_nace WHERE replace(f.nace,'.','') GLOB replace(prefix,'.','')||'*' "
		"ORDER BY length(prefix) DESC LIMIT 1) FROM firm f", "");
	if (rows_next(&r, e)) {
		f->people = within(rows_int(&r, 0), 1000000);
		f->turnover = within(rows_int(&r, 1), RISK_TURNOVER);
		*ret_cash = within(rows_int(&r, 2), RISK_TURNOVER);
		f->sector = rows_null(&r, 3) ? NULL : arena_strdup(d->a, rows_text(&r, 3));
	}
	rows_end(&r);
	return !e->text[0];
}

static void drop(struct risk_model *m, int scenario)
{
	int n = 0;
	for (int i = 0; i < m->hits; i++) {
		struct risk_hit h = m->hit[i];
		if (h.scenario == scenario)
			continue;
		h.scenario -= h.scenario > scenario;
		m->hit[n++] = h;
	}
	m->hits = n;
	m->scenarios--;
	memmove(&m->scenario[scenario], &m->scenario[scenario + 1], (size_t)(m->scenarios - scenario) * sizeof *m->scenario);
}

// Leaves out what cannot happen to this firm. What was not told can happen.
static void fit(struct db *d, struct risk_model *m)
{
	for (int i = m->scenarios - 1; i >= 0; i--) {
		const char *when = db_text(d, d->a, "SELECT condition FROM cat.threat_when WHERE threat=?1", "s", m->scenario[i].id);
		if (when && m->scenarios > 1 && !db_int_made(d, arena_printf(d->a, "SELECT coalesce((%s),1) FROM firm", when), 1, ""))
			drop(m, i);
	}
}

static void cover(struct db *d, struct risk_model *m)
{
	bool out[RISK_MEASURES] = {false};
	struct rows r = db_rows(d,
		"SELECT control, (measured + proven + told * (SELECT value FROM cat.ref_risk_constant WHERE name='told_share')) / 1000.0, verdict='not_applicable' FROM finding", "");
	while (rows_next(&r, NULL)) {
		int i = risk_model_measure(m, rows_text(&r, 0));
		if (i < 0)
			continue;
		double v = rows_real(&r, 1);
		m->measure[i].cover = v < 0 ? 0 : v > 1 ? 1 : v;
		out[i] = rows_int(&r, 2);
	}
	rows_end(&r);
	int n = 0;
	for (int i = 0; i < m->hits; i++)
		if (!out[m->hit[i].measure])
			m->hit[n++] = m->hit[i];
	m->hits = n;
}

bool risk_own_model(struct db *d, const char *lang, struct risk_model *m, struct risk_taken *ret, struct err *e)
{
	return risk_own_model_with(d, &(struct risk_firm){0}, 0, lang, m, ret, e);
}

bool risk_own_model_with(struct db *d, const struct risk_firm *other, int64_t other_cash, const char *lang, struct risk_model *m, struct risk_taken *ret, struct err *e)
{
	struct risk_firm f;
	int64_t cash;
	if (!told(d, &f, &cash, e))
		return false;
	f.people = other->people ? other->people : f.people;
	f.turnover = other->turnover ? other->turnover : f.turnover;
	f.sector = other->sector ? other->sector : f.sector;
	cash = other_cash > 0 ? other_cash : cash;
	if (!risk_model_make(d, &f, lang, m, ret, e))
		return false;
	fit(d, m);
	m->trials = RISK_OWN_YEARS;
	m->seed = RISK_OWN_SEED;
	m->threads = 1;
	m->cash = (double)cash;
	cover(d, m);
	return true;
}

// ---- what is kept

static int64_t euro(double v)
{
	return (int64_t)(v < 0 ? v - 0.5 : v + 0.5);
}

static bool keep_year(struct db *d, const struct risk_model *m, const struct risk_taken *t, const struct risk_result *r, double bare, int64_t now, struct err *e)
{
	return db_do(d, e,
		"INSERT OR REPLACE INTO risk VALUES(1,?1,?2,?3,?4,?5,?6,?7,nullif(?8,0),CASE WHEN ?8 THEN ?9 END,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20)",
		"iiiiiirirrriiisiisii", now, euro(r->mean), euro(r->p10), euro(r->p50), euro(r->p90), euro(r->p99), r->chance, euro(m->cash), r->over_cash, r->days_mean,
		r->days_p90, euro(bare), t->people, t->turnover, t->sector, (int64_t)t->people_assumed, (int64_t)t->turnover_assumed, RISK_VERSION, (int64_t)m->seed, m->trials) &&
		db_do(d, e, "INSERT OR REPLACE INTO risk_day VALUES(date(?1,'unixepoch'),?2,?3)", "iii", now, euro(r->mean), euro(r->p90));
}

static bool keep_parts(struct db *d, const struct risk_model *m, const struct risk_result *r, struct err *e)
{
	bool good = db_do(d, e, "DELETE FROM risk_scenario", "") && db_do(d, e, "DELETE FROM risk_measure", "") && db_do(d, e, "DELETE FROM risk_curve", "");
	for (int i = 0; i < m->scenarios && good; i++)
		good = db_do(d, e, "INSERT INTO risk_scenario VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)", "sirrriirr", m->scenario[i].id, euro(r->scenario[i].mean),
			r->scenario[i].share, r->scenario[i].events, m->scenario[i].rate, euro(m->scenario[i].p50), euro(m->scenario[i].p95),
			risk_relative(m, i, false, -1, 0), risk_relative(m, i, true, -1, 0));
	for (int i = 0; i < m->measures && good; i++)
		good = db_do(d, e, "INSERT INTO risk_measure SELECT ?1,?2,?3,?4 FROM finding WHERE control=?1 AND verdict<>'not_applicable'", "srii", m->measure[i].id,
			m->measure[i].cover, euro(r->measure[i].saves), euro(r->measure[i].would));
	for (int i = 0; i < RISK_CURVE && good; i++)
		good = db_do(d, e, "INSERT OR REPLACE INTO risk_curve VALUES(?1,?2)", "ir", euro(r->curve[i].loss), r->curve[i].chance);
	return good;
}

// What a firm of this size and trade has before anything is known of its measures.
static bool bare_mean(struct arena *a, const struct risk_model *m, double *ret, struct err *e)
{
	struct risk_model *bare = arena_alloc(a, sizeof *bare);
	struct risk_result *r = arena_alloc(a, sizeof *r);
	*bare = *m;
	for (int i = 0; i < bare->measures; i++)
		bare->measure[i].cover = 0;
	if (!risk_run(a, bare, r, e))
		return false;
	*ret = r->mean;
	return true;
}

bool risk_own_keep(struct db *d, int64_t now, struct err *e)
{
	struct arena *a = arena_new();
	struct arena_mark mark = arena_mark(d->a); // names of scenarios and measures live there; a server judges for months
	struct risk_model *m = arena_alloc(a, sizeof *m);
	struct risk_result *r = arena_alloc(a, sizeof *r);
	struct risk_taken t;
	double bare = 0;
	bool good = risk_own_model(d, "en", m, &t, e) && risk_run(a, m, r, e) && bare_mean(a, m, &bare, e) && keep_year(d, m, &t, r, bare, now, e) &&
		keep_parts(d, m, r, e) && plan_own_keep(d, m, r, now, e);
	arena_rewind(d->a, mark);
	arena_free(a);
	return good;
}
