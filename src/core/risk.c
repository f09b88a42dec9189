// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The risk engine: checks a model, prepares it, has it played, sums it up. The method is told in risk.h.
#include "../base/real.h"
#include "risk_play.h"

#include <string.h>

// ---- what is refused

static bool within(const char *id, const char *what, double v, double least, double most, struct err *e)
{
	return v >= least && v <= most ? true : err_set(e, "%s: the %s is %g, which must be from %g to %g", id, what, v, least, most);
}

static bool scenario_good(const struct risk_scenario *s, struct err *e)
{
	if (!within(s->id, "yearly frequency", s->rate, 0, 366, e) || !within(s->id, "weight of the frequency", s->weight, 0, 1e9, e) ||
		!within(s->id, "number of events counted", s->events, 0, 1e9, e) || !within(s->id, "number of years counted", s->years, 0, 1e9, e) ||
		!within(s->id, "part of the wave", s->wave, 0, 1, e) || !within(s->id, "median loss", s->p50, 1e-2, 1e12, e) ||
		!within(s->id, "loss p95", s->p95, s->p50, s->p50 * 1e4, e) || !within(s->id, "spread of the median", s->blur, 0, 2, e) ||
		!within(s->id, "median standstill", s->days_p50, 0, 365, e))
		return false;
	if (s->days_p50 <= 0)
		return true;
	return within(s->id, "median standstill, where there is any,", s->days_p50, 1e-3, 365, e) && within(s->id, "standstill p95", s->days_p95, s->days_p50, 3650, e);
}

static bool model_good(const struct risk_model *m, struct err *e)
{
	if (m->scenarios < 1 || m->scenarios > RISK_SCENARIOS || m->measures < 0 || m->measures > RISK_MEASURES || m->hits < 0 || m->hits > RISK_HITS)
		return err_set(e, "the model has %d scenarios, %d measures and %d effects, which is not possible", m->scenarios, m->measures, m->hits);
	for (int s = 0; s < m->scenarios; s++)
		if (!scenario_good(&m->scenario[s], e))
			return false;
	for (int i = 0; i < m->measures; i++)
		if (!within(m->measure[i].id, "cover", m->measure[i].cover, 0, 1, e) || !within(m->measure[i].id, "usual cover", m->measure[i].usual, 0, 1, e))
			return false;
	for (int i = 0; i < m->hits; i++) {
		const struct risk_hit *h = &m->hit[i];
		if (h->measure < 0 || h->measure >= m->measures || h->scenario < 0 || h->scenario >= m->scenarios)
			return err_set(e, "effect %d is of a measure or scenario that is not there", i);
		if (!within(m->measure[h->measure].id, "relative risk", h->risk, 1e-3, 1, e))
			return false;
	}
	return within("the model", "floor", m->floor, 0.01, 0.9, e) && within("the model", "spread of the wave", m->wave, 0, 3, e) &&
		within("the model", "cap", m->cap, 1, 1e12, e) && within("the model", "cash", m->cash, 0, 1e12, e) &&
		within("the model", "number of years", (double)m->trials, 1, RISK_TRIALS, e) && within("the model", "number of threads", m->threads, 1, 64, e);
}

// ---- measures

// What one effect adds to E (see risk.h).
static double effort(const struct risk_model *m, const struct risk_hit *h, double cover)
{
	double rr = 1 - (1 - h->risk) * cover, over = rr - m->floor;
	return (1 - rr) / (over > 1e-3 ? over : 1e-3);
}

static double relative(double floor, double e)
{
	return floor + (1 - floor) / (1 + e);
}

double risk_relative(const struct risk_model *m, int scenario, bool loss, int changed, double cover)
{
	double e = 0;
	for (int i = 0; i < m->hits; i++)
		if (m->hit[i].scenario == scenario && m->hit[i].loss == loss)
			e += effort(m, &m->hit[i], m->hit[i].measure == changed ? cover : m->measure[m->hit[i].measure].cover);
	return relative(m->floor, e);
}

static double usual(const struct risk_model *m, int scenario, bool loss)
{
	double e = 0;
	for (int i = 0; i < m->hits; i++)
		if (m->hit[i].scenario == scenario && m->hit[i].loss == loss)
			e += effort(m, &m->hit[i], m->measure[m->hit[i].measure].usual);
	return relative(m->floor, e);
}

static uint32_t units(double relative_risk)
{
	return (uint32_t)(relative_risk * RISK_UNIT + 0.5);
}

static void bin_add(struct risk_play *w, int s, uint32_t v)
{
	int n = w->bins[s], at = 0;
	while (at < n && w->bin[s][at] < v)
		at++;
	if (at < n && w->bin[s][at] == v)
		return;
	memmove(&w->bin[s][at + 1], &w->bin[s][at], (size_t)(n - at) * sizeof w->bin[s][0]);
	w->bin[s][at] = v;
	w->bins[s]++;
}

static int bin_find(const struct risk_play *w, int s, uint32_t v)
{
	int at = 0;
	while (w->bin[s][at] != v)
		at++;
	return at;
}

// The relative risks of each effect switched off and on, the others as they are. The same sum in the same order as risk_relative.
static void switched(struct risk_play *w, const double *now, const double *full)
{
	const struct risk_model *m = w->m;
	for (int i = 0; i < m->hits; i++) {
		double off = 0, on = 0;
		for (int k = 0; k < m->hits; k++)
			if (m->hit[k].scenario == m->hit[i].scenario && m->hit[k].loss == m->hit[i].loss) {
				bool same = m->hit[k].measure == m->hit[i].measure;
				off += same ? 0 : now[k];
				on += same ? full[k] : now[k];
			}
		w->off[i] = relative(m->floor, off);
		w->on[i] = relative(m->floor, on);
	}
}

static void bins(struct risk_play *w, int s)
{
	const struct risk_model *m = w->m;
	uint32_t now = units(risk_relative(m, s, false, -1, 0));
	bin_add(w, s, now);
	for (int i = 0; i < m->hits; i++)
		if (m->hit[i].scenario == s && !m->hit[i].loss) {
			bin_add(w, s, units(w->off[i]));
			bin_add(w, s, units(w->on[i]));
		}
	w->now[s] = bin_find(w, s, now);
	for (int g = 0, k = 0; g < RISK_GUIDE; g++) {
		while (k < w->bins[s] - 1 && w->bin[s][k] <= (uint32_t)g << 10)
			k++;
		w->guide[s][g] = (uint16_t)k;
	}
	w->loss_now[s] = risk_relative(m, s, true, -1, 0);
	for (int p = 0; p < RISK_PARTS; p++)
		w->sum[p][s] = arena_alloc(w->a, (size_t)w->bins[s] * sizeof(double));
}

static void measures(struct risk_play *w)
{
	const struct risk_model *m = w->m;
	double *now = arena_raw(w->a, RISK_HITS * sizeof *now), *full = arena_raw(w->a, RISK_HITS * sizeof *full);
	for (int i = 0; i < m->hits; i++) {
		now[i] = effort(m, &m->hit[i], m->measure[m->hit[i].measure].cover);
		full[i] = effort(m, &m->hit[i], 1);
	}
	switched(w, now, full);
	for (int s = 0; s < m->scenarios; s++)
		bins(w, s);
}

// ---- what is drawn once for a block

// Makes the mean of n draws 1.
static void even(double *x, int64_t n)
{
	double sum = 0;
	for (int64_t i = 0; i < n; i++)
		sum += x[i];
	for (int64_t i = 0; i < n; i++)
		x[i] = sum > 0 ? x[i] * ((double)n / sum) : 1;
}

static void worlds(struct risk_play *w, int s, const double *wave)
{
	const struct risk_model *m = w->m;
	const struct risk_scenario *c = &m->scenario[s];
	double *x = arena_raw(w->a, (size_t)w->blocks * sizeof *x), shape = c->rate * c->weight + c->events, rate = c->rate;
	if (c->weight > 0 && c->weight + c->years > 0)
		rate = shape / (c->weight + c->years);
	uint64_t lane = real_lane(m->seed, 1000 + (uint64_t)s);
	for (int64_t b = 0; b < w->blocks; b++)
		x[b] = c->weight > 0 && shape > 0 ? real_gamma(shape, lane, (uint64_t)b) : 1;
	even(x, w->blocks);
	rate /= usual(m, s, false);
	for (int64_t b = 0; b < w->blocks; b++)
		w->rate[b * m->scenarios + s] = rate * x[b] * (1 + c->wave * (wave[b] - 1));
	lane = real_lane(m->seed, 2000 + (uint64_t)s);
	for (int64_t b = 0; b < w->blocks; b++)
		x[b] = c->blur > 0 ? real_exp(c->blur * real_normal(real_unit(real_bits(lane, (uint64_t)b)))) : 1;
	even(x, w->blocks);
	double median = c->p50 / usual(m, s, true);
	for (int64_t b = 0; b < w->blocks; b++)
		w->median[b * m->scenarios + s] = median * x[b];
}

// p95 of a standard normal distribution.
#define Z95 1.6448536269514722

static void scenario_ready(struct risk_play *w, int s, const double *wave)
{
	const struct risk_scenario *c = &w->m->scenario[s];
	worlds(w, s, wave);
	w->spread[s] = real_log(c->p95 / c->p50) / Z95;
	w->days_spread[s] = c->days_p50 > 0 ? real_log(c->days_p95 / c->days_p50) / Z95 : 0;
	w->lane_count[s] = real_lane(w->m->seed, 3000 + (uint64_t)s);
	w->lane_event[s] = real_lane(w->m->seed, 4000 + (uint64_t)s);
	w->lane_leaf[s] = real_lane(w->m->seed, 5000 + (uint64_t)s);
}

// ---- what an event costs

// A cubic with the right values and slopes at both ends.
static struct risk_cell cubic(risk_pair a, risk_pair slope_a, risk_pair b, risk_pair slope_b)
{
	return (struct risk_cell){{a, slope_a, 3 * (b - a) - 2 * slope_a - slope_b, 2 * (a - b) + slope_a + slope_b}};
}

// e^(spread z) for both spreads at the ends of a step. z goes from z[0] to z[1], where it grows by slope[0] and slope[1] a step; sign: from which end of the chance.
static struct risk_cell cost(risk_pair spread, const double *z, const double *slope, double sign)
{
	risk_pair at[2], rise[2];
	for (int i = 0; i < 2; i++) {
		at[i] = (risk_pair){real_exp(sign * spread[0] * z[i]), real_exp(sign * spread[1] * z[i])};
		rise[i] = sign * slope[i] * spread * at[i];
	}
	return cubic(at[0], rise[0], at[1], rise[1]);
}

static void costs(struct risk_play *w)
{
	size_t size = (size_t)w->m->scenarios * sizeof *w->cell;
	char *raw = arena_raw(w->a, size + 64);
	w->cell = (void *)(raw + (64 - (uintptr_t)raw % 64)); // each cell in one line of the processor's cache
	for (int i = 0; i < RISK_HALVINGS; i++)
		for (int k = 0; k < RISK_CELLS; k++) {
			double wide = 0x1p-13 / RISK_CELLS * (1 << i), p = (RISK_CELLS + k) * wide, z[2], slope[2];
			for (int n = 0; n < 2; n++) {
				z[n] = real_normal(p + n * wide);
				slope[n] = 2.5066282746310002 * wide * real_exp(z[n] * z[n] / 2); // 1/density is the slope of the quantile
			}
			for (int s = 0; s < w->m->scenarios; s++) {
				risk_pair spread = {w->spread[s], w->days_spread[s]};
				w->cell[s][0][i * RISK_CELLS + k] = cost(spread, z, slope, 1);
				w->cell[s][1][i * RISK_CELLS + k] = cost(spread, z, slope, -1);
			}
		}
	for (int k = 1; k < RISK_INVERSES; k++)
		w->inverse[k] = 1.0 / k;
}

static void room(struct arena *a, struct risk_play *w)
{
	size_t threads = (size_t)w->m->threads;
	w->events = arena_alloc(a, RISK_PARTS * sizeof *w->events);
	w->over_cash = arena_alloc(a, RISK_PARTS * sizeof *w->over_cash);
	w->days = arena_alloc(a, RISK_PARTS * sizeof *w->days);
	w->loss = arena_alloc(a, threads * sizeof *w->loss);
	w->standstill = arena_alloc(a, threads * sizeof *w->standstill);
	w->year = arena_alloc(a, threads * sizeof *w->year);
	w->busy = arena_alloc(a, threads * sizeof *w->busy);
	for (size_t t = 0; t < threads; t++) {
		w->busy[t] = arena_raw(a, sizeof(uint32_t) << w->block_bits);
		w->loss[t] = (struct risk_count){.low = RISK_LOSS_LOW, .high = RISK_LOSS_HIGH};
		w->standstill[t] = (struct risk_count){.low = RISK_DAY_LOW, .high = RISK_DAY_HIGH};
		w->loss[t].n = arena_alloc(a, risk_count_size(&w->loss[t]) * sizeof(uint32_t));
		w->standstill[t].n = arena_alloc(a, risk_count_size(&w->standstill[t]) * sizeof(uint32_t));
		w->year[t] = arena_raw(a, sizeof(risk_pair) << w->block_bits);
	}
}

static struct risk_play *ready(struct arena *a, const struct risk_model *m)
{
	struct risk_play *w = arena_alloc(a, sizeof *w);
	w->m = m;
	w->a = a;
	while ((m->trials - 1) >> w->block_bits >= 2048)
		w->block_bits++;
	w->blocks = ((m->trials - 1) >> w->block_bits) + 1;
	size_t cells = (size_t)(w->blocks * m->scenarios);
	w->rate = arena_raw(a, cells * sizeof(double));
	w->median = arena_raw(a, cells * sizeof(double));
	measures(w);
	double *wave = arena_raw(a, (size_t)w->blocks * sizeof *wave), shape = m->wave > 1e-6 ? 1 / (m->wave * m->wave) : 1e13;
	for (int64_t b = 0; b < w->blocks; b++)
		wave[b] = real_gamma(shape, real_lane(m->seed, 1), (uint64_t)b);
	even(wave, w->blocks);
	for (int s = 0; s < m->scenarios; s++)
		scenario_ready(w, s, wave);
	costs(w);
	room(a, w);
	return w;
}

// ---- the sum

static void gather(struct risk_play *w)
{
	for (int p = 1; p < RISK_PARTS; p++) {
		for (int s = 0; s < w->m->scenarios; s++) {
			w->events[0][s] += w->events[p][s];
			for (int k = 0; k < w->bins[s]; k++)
				w->sum[0][s][k] += w->sum[p][s][k];
		}
		w->over_cash[0] += w->over_cash[p];
		w->days[0] += w->days[p];
	}
	for (int s = 0; s < w->m->scenarios; s++) // from here on: what all events below a relative risk cost
		for (int k = 1; k < w->bins[s]; k++)
			w->sum[0][s][k] += w->sum[0][s][k - 1];
	for (int t = 1; t < w->m->threads; t++) {
		for (size_t i = 0; i < risk_count_size(&w->loss[0]); i++)
			w->loss[0].n[i] += w->loss[t].n[i];
		for (size_t i = 0; i < risk_count_size(&w->standstill[0]); i++)
			w->standstill[0].n[i] += w->standstill[t].n[i];
	}
}

// Euro a year of a scenario with one measure switched: on, or off.
static double mean_with(const struct risk_play *w, int s, int measure, bool on)
{
	const struct risk_model *m = w->m;
	uint32_t often = w->bin[s][w->now[s]];
	double loss = w->loss_now[s];
	for (int i = 0; i < m->hits; i++)
		if (m->hit[i].measure == measure && m->hit[i].scenario == s) {
			double v = on ? w->on[i] : w->off[i];
			if (m->hit[i].loss)
				loss = v;
			else
				often = units(v);
		}
	return w->sum[0][s][bin_find(w, s, often)] * loss / (double)m->trials;
}

static void values(const struct risk_play *w, struct risk_result *r)
{
	const struct risk_model *m = w->m;
	for (int i = 0; i < m->measures; i++) {
		bool hits[RISK_SCENARIOS] = {false};
		for (int h = 0; h < m->hits; h++)
			if (m->hit[h].measure == i)
				hits[m->hit[h].scenario] = true;
		for (int s = 0; s < m->scenarios; s++)
			if (hits[s]) {
				r->measure[i].saves += mean_with(w, s, i, false) - r->scenario[s].mean;
				r->measure[i].would += r->scenario[s].mean - mean_with(w, s, i, true);
			}
		if (m->measure[i].cover <= 0)
			r->measure[i].saves = 0;
		if (m->measure[i].cover >= 1)
			r->measure[i].would = 0;
	}
}

static void curve(const struct risk_play *w, struct risk_result *r)
{
	int64_t n = w->m->trials;
	double top = 2 * risk_count_at(&w->loss[0], n, 0.999);
	double step = real_log((top > 10000 ? top : 10000) / 100) / (RISK_CURVE - 1);
	double loss[RISK_CURVE], chance[RISK_CURVE];
	for (int i = 0; i < RISK_CURVE; i++)
		loss[i] = 100 * real_exp(step * i);
	risk_count_above(&w->loss[0], n, loss, RISK_CURVE, chance);
	for (int i = 0; i < RISK_CURVE; i++) {
		r->curve[i].loss = loss[i];
		r->curve[i].chance = chance[i];
	}
}

static void result(const struct risk_play *w, struct risk_result *r)
{
	const struct risk_model *m = w->m;
	double n = (double)m->trials;
	for (int s = 0; s < m->scenarios; s++) {
		r->scenario[s].mean = w->sum[0][s][w->now[s]] * w->loss_now[s] / n;
		r->scenario[s].events = (double)w->events[0][s] / n;
		r->mean += r->scenario[s].mean;
	}
	for (int s = 0; s < m->scenarios; s++)
		r->scenario[s].share = r->mean > 0 ? r->scenario[s].mean / r->mean : 0;
	const struct risk_count *c = &w->loss[0];
	r->p10 = risk_count_at(c, m->trials, 0.10);
	r->p50 = risk_count_at(c, m->trials, 0.50);
	r->p90 = risk_count_at(c, m->trials, 0.90);
	r->p99 = risk_count_at(c, m->trials, 0.99);
	r->chance = 1 - c->n[0] / n;
	r->over_cash = m->cash > 0 ? (double)w->over_cash[0] / n : 0;
	r->days_mean = w->days[0] / n;
	r->days_p50 = risk_count_at(&w->standstill[0], m->trials, 0.50);
	r->days_p90 = risk_count_at(&w->standstill[0], m->trials, 0.90);
	curve(w, r);
	values(w, r);
}

bool risk_run(struct arena *a, const struct risk_model *m, struct risk_result *ret, struct err *e)
{
	if (!model_good(m, e))
		return false;
	memset(ret, 0, sizeof *ret);
	struct risk_play *w = ready(a, m);
	risk_share(m->threads, RISK_PARTS, risk_play_part, w);
	gather(w);
	result(w, ret);
	return true;
}
