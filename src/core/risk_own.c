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

static bool told(struct db *d, struct arena *a, struct risk_firm *f, int64_t *ret_cash, struct err *e)
{
	*f = (struct risk_firm){0};
	*ret_cash = 0;
	struct rows r = db_rows(d, "SELECT people, turnover, cash, nace FROM firm", "");
	if (rows_next(&r, e)) {
		f->people = within(rows_int(&r, 0), 1000000);
		f->turnover = within(rows_int(&r, 1), RISK_TURNOVER);
		*ret_cash = within(rows_int(&r, 2), RISK_TURNOVER);
		f->sector = rows_null(&r, 3) ? NULL : risk_sector(d, a, rows_text(&r, 3));
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
static void fit(struct db *d, struct arena *a, struct risk_model *m)
{
	for (int i = m->scenarios - 1; i >= 0; i--) {
		const char *when = db_text(d, a, "SELECT condition FROM cat.threat_when WHERE threat=?1", "s", m->scenario[i].id);
		if (when && m->scenarios > 1 && !db_int_made(d, arena_printf(a, "SELECT coalesce((%s),1) FROM firm", when), 1, ""))
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

bool risk_own_model(struct db *d, struct arena *a, const char *lang, struct risk_model *m, struct risk_taken *ret, struct err *e)
{
	return risk_own_model_with(d, a, &(struct risk_firm){0}, 0, lang, m, ret, e);
}

bool risk_own_model_with(struct db *d, struct arena *a, const struct risk_firm *other, int64_t other_cash, const char *lang, struct risk_model *m, struct risk_taken *ret, struct err *e)
{
	struct risk_firm f;
	int64_t cash;
	if (!told(d, a, &f, &cash, e))
		return false;
	f.people = other->people ? other->people : f.people;
	f.turnover = other->turnover ? other->turnover : f.turnover;
	f.sector = other->sector ? other->sector : f.sector;
	cash = other_cash > 0 ? other_cash : cash;
	if (!risk_model_make(d, a, &f, lang, m, ret, e))
		return false;
	fit(d, a, m);
	m->trials = RISK_OWN_YEARS;
	m->seed = RISK_OWN_SEED;
	m->threads = 1;
	m->cash = (double)cash;
	cover(d, m);
	return true;
}

// ---- what is kept

static bool keep_year(struct db *d, const struct risk_model *m, const struct risk_taken *t, const struct risk_result *r, double bare, const char *from,
	int64_t now, struct err *e)
{
	return db_do(d, e,
		"INSERT OR REPLACE INTO risk VALUES(1,?1,?2,?3,?4,?5,?6,?7,nullif(?8,0),CASE WHEN ?8 THEN ?9 END,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)",
		"iiiiiirirrriiisiisiis", now, risk_euro(r->mean), risk_euro(r->p10), risk_euro(r->p50), risk_euro(r->p90), risk_euro(r->p99), r->chance, risk_euro(m->cash),
		r->over_cash, r->days_mean, r->days_p90, risk_euro(bare), t->people, t->turnover, t->sector, (int64_t)t->people_assumed,
		(int64_t)t->turnover_assumed, RISK_VERSION, (int64_t)m->seed, m->trials,
		from);
}

static bool keep_parts(struct db *d, const struct risk_model *m, const struct risk_result *r, struct err *e)
{
	bool good = db_do(d, e, "DELETE FROM risk_scenario", "") && db_do(d, e, "DELETE FROM risk_measure", "") && db_do(d, e, "DELETE FROM risk_curve", "");
	for (int i = 0; i < m->scenarios && good; i++)
		good = db_do(d, e, "INSERT INTO risk_scenario VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)", "sirrriirr", m->scenario[i].id, risk_euro(r->scenario[i].mean),
			r->scenario[i].share, r->scenario[i].events, m->scenario[i].rate, risk_euro(m->scenario[i].p50), risk_euro(m->scenario[i].p95),
			risk_relative(m, i, false, -1, 0), risk_relative(m, i, true, -1, 0));
	for (int i = 0; i < m->measures && good; i++)
		good = db_do(d, e, "INSERT INTO risk_measure SELECT ?1,?2,?3,?4 FROM finding WHERE control=?1 AND verdict<>'not_applicable'", "srii", m->measure[i].id,
			m->measure[i].cover, risk_euro(r->measure[i].saves), risk_euro(r->measure[i].would));
	for (int i = 0; i < RISK_CURVE && good; i++)
		good = db_do(d, e, "INSERT OR REPLACE INTO risk_curve VALUES(?1,?2)", "ir", risk_euro(r->curve[i].loss), r->curve[i].chance);
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

// ---- whether anything changed: a look at a page or a report that tells nothing new plays no years

static uint64_t mix(uint64_t h, unsigned char c)
{
	return (h ^ c) * UINT64_C(1099511628211); // FNV-1a
}

static void mix_text(uint64_t *h, const char *t)
{
	for (; *t; t++)
		*h = mix(*h, (unsigned char)*t);
	*h = mix(*h, 0);
}

static void mix_reals(uint64_t *h, const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t bits;
		memcpy(&bits, &v[i], sizeof bits);
		for (int k = 0; k < 64; k += 8)
			*h = mix(*h, (unsigned char)(bits >> k));
	}
}

static void mix_model(uint64_t *h, const struct risk_model *m)
{
	for (int i = 0; i < m->scenarios; i++) {
		const struct risk_scenario *s = &m->scenario[i];
		const double v[] = {s->rate, s->weight, s->events, s->years, s->wave, s->p50, s->p95, s->blur, s->days_p50, s->days_p95};
		mix_text(h, s->id);
		mix_reals(h, v, sizeof v / sizeof *v);
	}
	for (int i = 0; i < m->measures; i++) {
		const double v[] = {m->measure[i].cover, m->measure[i].usual};
		mix_text(h, m->measure[i].id);
		mix_reals(h, v, 2);
	}
	for (int i = 0; i < m->hits; i++) {
		const double v[] = {m->hit[i].measure, m->hit[i].scenario, m->hit[i].loss, m->hit[i].risk};
		mix_reals(h, v, sizeof v / sizeof *v);
	}
	const double v[] = {m->floor, m->wave, m->cap, m->cash, (double)m->trials, (double)m->seed};
	mix_reals(h, v, sizeof v / sizeof *v);
	mix_text(h, RISK_VERSION);
}

static const char *basis(struct db *d, struct arena *a, const struct risk_model *m, const struct risk_taken *t)
{
	uint64_t h = UINT64_C(14695981039346656037);
	struct plan_item *item = arena_alloc(a, RISK_MEASURES * sizeof *item);
	const char **id = arena_alloc(a, RISK_MEASURES * sizeof *id);
	struct plan_budget b = plan_own_budget(d);
	mix_model(&h, m);
	int n = plan_own_items(d, a, m, arena_alloc(a, sizeof(struct risk_result)), item, id);
	for (int i = 0; i < n; i++) {
		const double v[] = {item[i].measure, (double)item[i].minutes, (double)item[i].once, (double)item[i].yearly, item[i].hard, item[i].bundle, item[i].nobody};
		mix_text(&h, id[i]);
		mix_reals(&h, v, sizeof v / sizeof *v);
	}
	const double v[] = {(double)b.minutes, (double)b.euro, b.years, b.minute, b.caution, (double)t->people, (double)t->turnover, t->people_assumed, t->turnover_assumed};
	mix_reals(&h, v, sizeof v / sizeof *v);
	mix_text(&h, t->sector ? t->sector : "");
	return arena_printf(a, "%016llx", (unsigned long long)h);
}

static bool play(struct db *d, struct arena *a, const struct risk_model *m, const struct risk_taken *t, const char *from, int64_t now, struct err *e)
{
	struct risk_result *r = arena_alloc(a, sizeof *r);
	double bare = 0;
	return risk_run(a, m, r, e) && bare_mean(a, m, &bare, e) && keep_year(d, m, t, r, bare, from, now, e) && keep_parts(d, m, r, e) && plan_own_keep(d, m, r, now, e);
}

bool risk_own_keep(struct db *d, int64_t now, struct err *e)
{
	struct arena *a = arena_new();
	struct risk_model *m = arena_alloc(a, sizeof *m);
	struct risk_taken t = {0};
	bool good = risk_own_model(d, a, "en", m, &t, e);
	if (good) {
		const char *from = basis(d, a, m, &t);
		good = db_int(d, "SELECT count(*) FROM risk WHERE basis=?1", 0, "s", from) > 0 || play(d, a, m, &t, from, now, e);
	}
	good = good && db_do(d, e, "INSERT OR REPLACE INTO risk_day SELECT date(?1,'unixepoch'), mean, p90 FROM risk", "i", now);
	arena_free(a);
	return good;
}

bool risk_own_play(struct db *d, int64_t now, struct err *e)
{
	if (!db_begin(d, e))
		return false;
	if (risk_own_keep(d, now, e))
		return db_commit(d, e);
	db_rollback(d);
	return false;
}
