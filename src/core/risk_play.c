// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Plays years, block by block; see risk.h for how. This is where the time goes.
#include "risk_play.h"

#include "../base/real.h"

#include <string.h>

// What looking at the events of a scenario in a block needs, and how many were kept.
struct event {
	const uint32_t *bin;
	uint32_t top, mine, mask, years; // highest bin, the one as it is; of the block
	double cap, now[2]; // what is left of a loss: not kept, kept
	risk_pair median;
	uint64_t lane;
	double *sum;
	risk_pair *year;
	int64_t kept;
};

// ---- how many events

// The logarithm of k!, by Stirling's series from 10 on.
static double log_factorial(double k)
{
	static const double low[10] = {1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880};
	if (k < 10)
		return real_log(low[(int)k]);
	double r = 1 / k, r2 = r * r;
	return (k + 0.5) * real_log(k) - k + 0.91893853320467274 + r * (1.0 / 12 - r2 * (1.0 / 360 - r2 / 1260));
}

// By inversion: chance p of k events, one after the other. For small means.
static int64_t count_few(const struct risk_play *w, double mean, double u)
{
	double p = real_exp(-mean);
	int k = 1;
	for (; u > p && k < RISK_INVERSES; k++) {
		u -= p;
		p *= mean * w->inverse[k];
	}
	return k - 1;
}

// By transformed rejection (Hoermann 1993, algorithm PTRS); for means of 10 and more.
static int64_t count_many(double mean, uint64_t lane, uint64_t at)
{
	double b = 0.931 + 2.53 * real_sqrt(mean), a = -0.059 + 0.02483 * b, sure = 0.9277 - 3.6224 / (b - 2);
	for (int tries = 0; tries < 100; tries++) {
		double u = real_unit(real_bits(lane, at++)) - 0.5, v = real_unit(real_bits(lane, at++)), edge = 0.5 - (u < 0 ? -u : u);
		double k = (2 * a / edge + b) * u + mean + 0.43;
		if (k < 0 || (edge < 0.013 && v > edge))
			continue;
		int64_t n = (int64_t)k;
		if (edge >= 0.07 && v <= sure)
			return n;
		double scale = 1.1239 + 1.1328 / (b - 3.4);
		if (real_log(v * scale / (a / (edge * edge) + b)) <= (double)n * real_log(mean) - mean - log_factorial((double)n))
			return n;
	}
	return (int64_t)mean;
}

static int64_t count(const struct risk_play *w, double mean, uint64_t lane, uint64_t at)
{
	return mean < 12 ? count_few(w, mean, real_unit(real_bits(lane, at))) : count_many(mean, lane, at);
}

// ---- what they cost

// What an event costs, in medians, by a number of 32 bits: the chance that one costs less. The number from its nearer end, as a double, says by its exponent which halving and by the
// first bits of its fraction which cell; the other bits are the place in it.
static inline risk_pair cost(const struct risk_play *w, int s, uint32_t r)
{
	uint32_t upper = r >> 31;
	double x = (double)(int32_t)(r ^ -upper) + 0.5, t;
	uint64_t b;
	memcpy(&b, &x, sizeof b);
	uint32_t cell = (uint32_t)(b >> 48) - ((1023 + 31 - RISK_HALVINGS) << 4);
	if (cell >= RISK_HALVINGS * RISK_CELLS) { // in the last ends
		x = real_normal(((double)r + 0.5) * 0x1p-32);
		return (risk_pair){real_exp(w->spread[s] * x), real_exp(w->days_spread[s] * x)};
	}
	b = (b << 4 & 0xfffffffffffff) | 0x3ff0000000000000;
	memcpy(&t, &b, sizeof t);
	t -= 1;
	const risk_pair *c = w->cell[s][upper][cell].power;
	return (c[0] + c[1] * t) + t * t * (c[2] + c[3] * t);
}

// One event, number `at`. A number of 64 bits: 17 for keeping it, within the leaf that begins at `base`, 15 for the year, 32 for what it costs.
static inline void look(const struct risk_play *w, struct event *e, int s, uint32_t base, uint64_t at)
{
	uint64_t r = real_bits(e->lane, at);
	uint32_t keep = base | ((uint32_t)r & 0x1ffff), when = (uint32_t)r >> 17 & e->mask;
	if (keep >= e->top || when >= e->years)
		return;
	risk_pair v = cost(w, s, (uint32_t)(r >> 32)) * e->median;
	v[0] = v[0] < e->cap ? v[0] : e->cap;
	int k = w->guide[s][keep >> 10];
	while (keep >= e->bin[k])
		k++;
	e->sum[k] += v[0];
	uint64_t kept = keep < e->mine; // no branch: nobody can foresee it
	e->year[when] += v * e->now[kept];
	e->kept += (int64_t)kept;
}

// The events of the first leaves, n of each.
static void events(struct risk_play *w, int s, int64_t block, uint32_t years, int thread, int part, int leaves, const int64_t *n)
{
	const uint32_t *bin = w->bin[s];
	struct event e = {bin, bin[w->bins[s] - 1], bin[w->now[s]], ((uint32_t)1 << w->block_bits) - 1, years, w->m->cap, {0, w->loss_now[s]},
		{w->median[block * w->m->scenarios + s], w->m->scenario[s].days_p50}, w->lane_event[s], w->sum[part][s], w->year[thread], 0};
	for (uint32_t i = 0; i < (uint32_t)leaves; i++)
		for (uint64_t at = (uint64_t)block << 32 | (uint64_t)i << 29, end = at + (uint64_t)n[i]; at < end; at++)
			look(w, &e, s, i << 17, at);
	w->events[part][s] += e.kept;
}

// Deals n events to the leaves: 21 numbers from 0 to 7 in one of 64 bits.
static void deal(uint64_t lane, uint64_t at, int64_t n, int64_t *ret)
{
	memset(ret, 0, RISK_LEAVES * sizeof *ret);
	for (; n > 0; n -= 21) {
		uint64_t r = real_bits(lane, at++);
		for (int64_t i = 0; i < n && i < 21; i++, r >>= 3)
			ret[r & 7]++;
	}
}

// All events of a scenario in a block. Leaves that no state of the measures keeps are not looked at. The events of a leaf are the same whatever the measures.
static void scenario(struct risk_play *w, int s, int64_t block, uint32_t years, int thread, int part)
{
	int64_t at = block * w->m->scenarios + s, n[RISK_LEAVES];
	uint32_t top = w->bin[s][w->bins[s] - 1], wide = RISK_UNIT / RISK_LEAVES;
	int leaves = (int)((top + wide - 1) / wide);
	n[0] = count(w, w->rate[at] * (double)((int64_t)1 << w->block_bits), w->lane_count[s], (uint64_t)block << 24);
	if (w->bins[s] == 1 && top == RISK_UNIT) // no measure makes it rarer
		leaves = 1;
	else
		deal(w->lane_leaf[s], (uint64_t)block << 32, n[0], n);
	events(w, s, block, years, thread, part, leaves, n);
}

static void block(struct risk_play *w, int64_t at, int thread, int part)
{
	int64_t left = w->m->trials - (at << w->block_bits);
	uint32_t years = (uint32_t)(left < (int64_t)1 << w->block_bits ? left : (int64_t)1 << w->block_bits);
	risk_pair *year = w->year[thread];
	double cash = w->m->cash > 0 ? w->m->cash : 1e300;
	memset(year, 0, years * sizeof *year);
	for (int s = 0; s < w->m->scenarios; s++)
		scenario(w, s, at, years, thread, part);
	uint32_t *busy = w->busy[thread], n = 0; // years with a loss; found without a branch that nobody can foresee
	for (uint32_t i = 0; i < years; i++) {
		busy[n] = i;
		n += year[i][0] > 0;
	}
	for (uint32_t i = 0; i < n; i++) {
		double v = year[busy[i]][0], d = year[busy[i]][1] < 365 ? year[busy[i]][1] : 365;
		risk_count_add(&w->loss[thread], v);
		risk_count_add(&w->standstill[thread], d);
		w->over_cash[part] += v > cash;
		w->days[part] += d;
	}
	w->loss[thread].n[0] += years - n;
	w->standstill[thread].n[0] += years - n;
}

void risk_play_part(void *play, int thread, int part)
{
	struct risk_play *w = play;
	int64_t first = w->blocks * part / RISK_PARTS, end = w->blocks * (part + 1) / RISK_PARTS;
	for (int64_t i = first; i < end; i++)
		block(w, i, thread, part);
}
