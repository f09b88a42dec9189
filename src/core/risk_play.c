// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Plays years, block by block; see risk.h for how. This is where the time goes.
#include "risk_play.h"

#include "../base/real.h"

#include <string.h>

enum { BATCH = 256 };

// Events of one scenario that some measure-state keeps: the year, the uniform that decides on keeping, the standard normal, and what it costs.
struct batch {
	int n;
	uint32_t year[BATCH], keep[BATCH];
	double z[BATCH], loss[BATCH], days[BATCH];
};

// The number of events where `mean` are expected, by inversion: chance p of k events, one after the other. In pieces, so that e^-mean is never 0.
static int64_t count(const struct risk_play *w, double mean, uint64_t lane, uint64_t at)
{
	int64_t n = 0;
	int64_t pieces = (int64_t)(mean / 200) + 1;
	for (int64_t i = 0; i < pieces; i++, mean -= 200) {
		double piece = mean < 200 ? mean : 200, p = real_exp(-piece), u = real_unit(real_bits(lane, at++));
		for (int k = 1; u > p && k < RISK_INVERSES; k++) {
			u -= p;
			p *= piece * w->inverse[k];
			n++;
		}
	}
	return n;
}

// The normal quantile of a 32-bit number: a cubic in one of 64 cells of each halving of the chance, exact in the last ends.
static inline double normal_of(const struct risk_play *w, uint32_t r)
{
	uint32_t upper = -(r >> 31), x = r ^ upper, halvings = (uint32_t)__builtin_clz(x | 1);
	if (halvings > RISK_HALVINGS)
		return real_normal(((double)r + 0.5) * 0x1p-32);
	x <<= halvings + 1;
	const double *c = w->normal[halvings - 1][x >> 26];
	double t = ((double)(int32_t)(x & 0x3ffffff) + (double)(1U << halvings)) * 0x1p-26;
	double z = (c[0] + c[1] * t) + t * t * (c[2] + c[3] * t);
	uint64_t b;
	memcpy(&b, &z, sizeof b);
	b ^= (uint64_t)r >> 31 << 63; // the sign, without a branch that nobody can foresee
	memcpy(&z, &b, sizeof z);
	return z;
}

// What the events of a batch cost, and where it is counted.
static void settle(struct risk_play *w, struct batch *b, int s, int thread, int part, double median)
{
	double *sum = w->sum[part][s], cap = w->m->cap, now = w->loss_now[s], *year = w->year[thread], *year_days = w->year_days[thread];
	uint32_t mine = w->bin[s][w->now[s]];
	bool days = w->m->scenario[s].days_p50 > 0;
	for (int i = 0; i < b->n; i++)
		b->loss[i] = median + w->spread[s] * b->z[i];
	real_exp_all(b->loss, (size_t)b->n);
	if (days) {
		for (int i = 0; i < b->n; i++)
			b->days[i] = w->days_median[s] + w->days_spread[s] * b->z[i];
		real_exp_all(b->days, (size_t)b->n);
	}
	int64_t kept = 0;
	for (int i = 0; i < b->n; i++) {
		double loss = b->loss[i] < cap ? b->loss[i] : cap;
		int k = w->guide[s][b->keep[i] >> 10];
		while (b->keep[i] >= w->bin[s][k])
			k++;
		sum[k] += loss;
		if (b->keep[i] < mine) {
			year[b->year[i]] += loss * now;
			kept++;
			if (days)
				year_days[b->year[i]] += b->days[i] * now;
		}
	}
	w->events[part][s] += kept;
	b->n = 0;
}

// All events of a scenario in a block. One number of 64 bits each: 20 for keeping it, 12 for the year, 32 for what it costs.
static void scenario(struct risk_play *w, struct batch *b, int s, int64_t block, uint32_t years, int thread, int part)
{
	int64_t at = block * w->m->scenarios + s;
	int64_t n = count(w, w->rate[at] * (double)((int64_t)1 << w->block_bits), w->lane_count[s], (uint64_t)block << 24);
	uint32_t top = w->bin[s][w->bins[s] - 1], mask = ((uint32_t)1 << w->block_bits) - 1;
	for (int64_t i = 0; i < n; i++) {
		uint64_t r = real_bits(w->lane_event[s], (uint64_t)block << 32 | (uint64_t)i);
		uint32_t year = (uint32_t)(r >> 20) & mask, keep = (uint32_t)r & (RISK_UNIT - 1);
		if (w->block_bits > 12)
			year = (uint32_t)(real_bits(w->lane_year[s], (uint64_t)block << 32 | (uint64_t)i) >> 40) & mask;
		if (keep >= top || year >= years)
			continue;
		b->year[b->n] = year;
		b->keep[b->n] = keep;
		b->z[b->n++] = normal_of(w, (uint32_t)(r >> 32));
		if (b->n == BATCH)
			settle(w, b, s, thread, part, w->median[at]);
	}
	if (b->n)
		settle(w, b, s, thread, part, w->median[at]);
}

static void block(struct risk_play *w, struct batch *b, int64_t at, int thread, int part)
{
	int64_t left = w->m->trials - (at << w->block_bits);
	uint32_t years = (uint32_t)(left < (int64_t)1 << w->block_bits ? left : (int64_t)1 << w->block_bits);
	double *year = w->year[thread], *days = w->year_days[thread], cash = w->m->cash > 0 ? w->m->cash : 1e300;
	memset(year, 0, years * sizeof *year);
	memset(days, 0, years * sizeof *days);
	for (int s = 0; s < w->m->scenarios; s++)
		scenario(w, b, s, at, years, thread, part);
	uint32_t *busy = w->busy[thread], n = 0; // years with a loss; found without a branch that nobody can foresee
	for (uint32_t i = 0; i < years; i++) {
		busy[n] = i;
		n += year[i] > 0;
	}
	for (uint32_t i = 0; i < n; i++) {
		double v = year[busy[i]], d = days[busy[i]] < 365 ? days[busy[i]] : 365;
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
	struct batch b;
	b.n = 0;
	int64_t first = w->blocks * part / RISK_PARTS, end = w->blocks * (part + 1) / RISK_PARTS;
	for (int64_t i = first; i < end; i++)
		block(w, &b, i, thread, part);
}
