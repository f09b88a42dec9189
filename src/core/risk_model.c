// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// From a firm to a model of its risk; see risk_model.h.
#include "risk_model.h"

#include "../base/real.h"

#include <string.h>

double risk_constant(struct db *d, const char *name, const char *behind)
{
	struct rows r = db_rows(d, "SELECT value FROM cat.ref_risk_constant WHERE name=?1||?2", "ss", name, behind);
	double v = rows_next(&r, NULL) ? rows_real(&r, 0) : 0;
	rows_end(&r);
	return v;
}

// ---- between the sizes

enum { SIZES = 3 };
static const char *const sizes[SIZES] = {"1-9", "10-49", "50-249"};

struct scale {
	double people[SIZES], devices[SIZES], turnover[SIZES]; // of the firms that the numbers are meant for
	double at;                                             // people of ours, 1 to 249
};

// On the line through the logarithms of the two nearest sizes; beyond the last ones the line goes on.
static double between(const struct scale *c, const double v[SIZES])
{
	int i = c->at > c->people[1];
	double part = real_log(c->at / c->people[i]) / real_log(c->people[i + 1] / c->people[i]);
	if (c->at <= c->people[i] && c->at >= c->people[i])
		return v[i];
	return v[i] * real_exp(part * real_log(v[i + 1] / v[i]));
}

static bool scale_read(struct db *d, struct scale *c, struct err *e)
{
	for (int i = 0; i < SIZES; i++) {
		c->people[i] = risk_constant(d, "people_", sizes[i]);
		c->devices[i] = risk_constant(d, "devices_", sizes[i]);
		c->turnover[i] = risk_constant(d, "turnover_", sizes[i]);
		if (!(c->people[i] > (i ? c->people[i - 1] : 0)) || !(c->devices[i] > 0) || !(c->turnover[i] > 0))
			return err_set(e, "data/ref/risk_constant.csv: the size %s has no people, devices or turnover, or its people do not rise", sizes[i]);
	}
	return true;
}

// ---- the firm

const char *risk_sector(struct db *d, struct arena *a, const char *name)
{
	return db_text(d, a,
		"SELECT id FROM cat.sector WHERE id=?1 UNION ALL "
		"SELECT * FROM (SELECT sector FROM cat.sector_nace WHERE replace(?1,'.','') NOT GLOB '*[^0-9]*' AND replace(?1,'.','') GLOB replace(prefix,'.','')||'*' "
		"ORDER BY length(prefix) DESC LIMIT 1)", "s", name);
}

static bool sector(struct db *d, struct arena *a, const struct risk_firm *f, const char *lang, struct risk_taken *t, struct err *e)
{
	if (!f->sector || !*f->sector)
		return true;
	t->sector = risk_sector(d, a, f->sector);
	if (!t->sector)
		return err_set(e, "no sector is called \"%.60s\"; there are: %s", f->sector,
			db_text(d, a, "SELECT ifnull(group_concat(id, ', '), 'none') FROM (SELECT id FROM cat.sector ORDER BY position)", ""));
	t->sector_title = db_text(d, a, "SELECT text FROM cat.sector_text WHERE sector=?1 AND field='title' AND lang=?2", "ss", t->sector, lang);
	return true;
}

static bool firm(struct db *d, struct arena *a, const struct risk_firm *f, const char *lang, struct scale *c, struct risk_taken *t, struct err *e)
{
	if (f->people < 0 || f->people > 1000000)
		return err_set(e, "a firm of %lld people: give a number from 0 to 1000000", (long long)f->people);
	if (f->turnover < 0 || f->turnover > RISK_TURNOVER)
		return err_set(e, "a turnover of %lld euro: give a number from 0 to %lld", (long long)f->turnover, (long long)RISK_TURNOVER);
	if (!scale_read(d, c, e) || !sector(d, a, f, lang, t, e))
		return false;
	t->people_assumed = f->people == 0;
	t->people = f->people ? f->people : (int64_t)c->people[0];
	t->people_capped = t->people > 249;
	c->at = t->people_capped ? 249 : (double)t->people;
	t->turnover_assumed = f->turnover == 0;
	t->turnover = f->turnover ? f->turnover : (int64_t)between(c, c->turnover);
	return true;
}

// ---- scenarios

// One number (what) of a threat for this firm: p50 and p95. False when there is none.
static bool number(struct db *d, struct arena *a, const struct scale *c, const char *threat, const char *what, const char *trade, double *ret_p50, double *ret_p95, const char **ret_sure)
{
	double p50[SIZES] = {0}, p95[SIZES] = {0}, factor = 1;
	struct rows r = db_rows(d, "SELECT size, p50, p95, sure FROM cat.threat_number WHERE threat=?1 AND what=?2", "ss", threat, what);
	while (rows_next(&r, NULL))
		for (int i = 0; i < SIZES; i++)
			if (strcmp(rows_text(&r, 0), sizes[i]) == 0) {
				p50[i] = rows_real(&r, 1);
				p95[i] = rows_real(&r, 2);
				*ret_sure = arena_strdup(a, rows_text(&r, 3));
			}
	if (!(p50[0] > 0 && p50[1] > 0 && p50[2] > 0 && p95[0] > 0 && p95[1] > 0 && p95[2] > 0))
		return false;
	r = db_rows(d, "SELECT factor FROM cat.sector_factor WHERE sector=?1 AND threat=?2 AND what=?3", "sss", trade, threat, what);
	if (rows_next(&r, NULL))
		factor = rows_real(&r, 0);
	rows_end(&r);
	*ret_p50 = between(c, p50) * factor;
	*ret_p95 = between(c, p95) * factor;
	*ret_p95 = *ret_p95 > *ret_p50 ? *ret_p95 : *ret_p50;
	return true;
}

static bool scenario(struct db *d, struct arena *a, const struct scale *c, const struct risk_taken *t, struct risk_scenario *s, struct err *e)
{
	const char *sure = "low";
	double high;
	if (!number(d, a, c, s->id, "frequency", t->sector, &s->rate, &high, &sure))
		return err_set(e, "threat %s has no frequency for each size", s->id);
	// What we know of the rate: as much as its p95 says, and never more than counts could still move.
	double spread = real_log(high / s->rate) / 1.6448536269514722, most = risk_constant(d, "gamma_weight", "");
	s->weight = spread > 0.01 ? 1 / (spread * spread * s->rate) : most;
	s->weight = s->weight < most ? s->weight : most;
	if (db_int(d, "SELECT count(*) FROM cat.threat_per WHERE threat=?1 AND per='device'", 0, "s", s->id) > 0) {
		double devices = between(c, c->devices);
		s->rate *= devices;
		s->weight /= devices;
	}
	s->rate = s->rate < 366 ? s->rate : 366;
	if (!number(d, a, c, s->id, "loss", t->sector, &s->p50, &s->p95, &sure))
		return err_set(e, "threat %s has no loss for each size", s->id);
	double richer = real_power((double)t->turnover / between(c, c->turnover), risk_constant(d, "turnover_power", ""));
	s->p50 *= richer;
	s->p95 *= richer;
	s->blur = risk_constant(d, "blur_", sure);
	s->wave = db_int(d, "SELECT count(*) FROM cat.ref_risk_constant WHERE name='wave_of_'||?1", 0, "s", s->id) > 0 ? risk_constant(d, "wave_of_", s->id) : 1;
	if (number(d, a, c, s->id, "days", t->sector, &s->days_p50, &s->days_p95, &sure) && s->days_p50 > 365)
		s->days_p50 = s->days_p95 = 365;
	return true;
}

static bool scenarios(struct db *d, struct arena *a, const struct scale *c, const struct risk_taken *t, const char *lang, struct risk_model *m, struct err *e)
{
	struct rows r = db_rows(d,
		"SELECT t.id, x.text FROM cat.threat t JOIN cat.threat_text x ON x.threat=t.id AND x.lang=?1 AND x.field='title' ORDER BY t.position", "s", lang);
	while (rows_next(&r, NULL) && m->scenarios < RISK_SCENARIOS) {
		struct risk_scenario *s = &m->scenario[m->scenarios++];
		s->id = arena_strdup(a, rows_text(&r, 0));
		s->title = arena_strdup(a, rows_text(&r, 1));
	}
	rows_end(&r);
	for (int i = 0; i < m->scenarios; i++)
		if (!scenario(d, a, c, t, &m->scenario[i], e))
			return false;
	return m->scenarios > 0 ? true : err_set(e, "the catalogue knows no threats");
}

// ---- measures

int risk_model_measure(const struct risk_model *m, const char *control)
{
	for (int i = 0; i < m->measures; i++)
		if (strcmp(m->measure[i].id, control) == 0)
			return i;
	return -1;
}

static int scenario_of(const struct risk_model *m, const char *id)
{
	for (int i = 0; i < m->scenarios; i++)
		if (strcmp(m->scenario[i].id, id) == 0)
			return i;
	return -1;
}

// What a threat says of a measure stands in place of the strength that the measure gives itself.
static void measures(struct db *d, struct arena *a, struct risk_model *m)
{
	struct rows r = db_rows(d, "SELECT id FROM cat.control ORDER BY position, id", "");
	while (rows_next(&r, NULL) && m->measures < RISK_MEASURES)
		m->measure[m->measures++].id = arena_strdup(a, rows_text(&r, 0));
	rows_end(&r);
	r = db_rows(d,
		"SELECT control, threat, hits='loss' AS loss, risk FROM cat.threat_measure UNION ALL "
		"SELECT c.control, a.threat, 0, min(s.risk) FROM cat.control_reduces c JOIN cat.threat_alias a ON a.name=c.threat "
		"JOIN cat.ref_risk_strength s USING(strength) WHERE NOT EXISTS "
		"(SELECT 1 FROM cat.threat_measure o WHERE o.threat=a.threat AND o.control=c.control) GROUP BY 1,2 ORDER BY 1,2,3", "");
	while (rows_next(&r, NULL) && m->hits < RISK_HITS) {
		struct risk_hit h = {risk_model_measure(m, rows_text(&r, 0)), scenario_of(m, rows_text(&r, 1)), rows_int(&r, 2), rows_real(&r, 3)};
		if (h.measure >= 0 && h.scenario >= 0)
			m->hit[m->hits++] = h;
	}
	rows_end(&r);
}

bool risk_model_make(struct db *d, struct arena *a, const struct risk_firm *f, const char *lang, struct risk_model *m, struct risk_taken *ret, struct err *e)
{
	struct scale c = {0};
	memset(m, 0, sizeof *m);
	*ret = (struct risk_taken){0};
	if (!firm(d, a, f, lang, &c, ret, e) || !scenarios(d, a, &c, ret, lang, m, e))
		return false;
	measures(d, a, m);
	m->floor = risk_constant(d, "floor", "");
	m->wave = risk_constant(d, "wave", "");
	m->cap = risk_constant(d, "turnover_cap", "") * (double)ret->turnover;
	m->cap = m->cap > 1 ? m->cap : 1;
	return true;
}
