// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Inside the risk engine: what is prepared once (risk.c), and what a part of the years adds up (risk_play.c).
#ifndef BOLWERK_RISK_PLAY_H
#define BOLWERK_RISK_PLAY_H

#include "risk.h"

#include <string.h>

enum {
	RISK_PARTS = 64,                       // pieces of work, summed in order
	RISK_BINS = 2 * 2 * RISK_MEASURES + 4, // most different relative risks of a scenario
	RISK_LEAVES = 8,                       // parts of the relative risks that events are drawn by
	RISK_HALVINGS = 12,                    // of the chance, that the tables of losses cover on each side
	RISK_CELLS = 16,                       // of each; a power of two
	RISK_INVERSES = 200,                   // most events that are counted one by one
	RISK_GUIDE = 1024,                     // steps of the guide into the bins
	RISK_FINE = 9,                         // bits of the fraction that tell counted losses apart: 0.2 %, and in a step on a line
	RISK_LOSS_LOW = 0,                     // 2^0: what is below one euro counts as nothing
	RISK_LOSS_HIGH = 44,                   // 2^44 euro
	RISK_DAY_LOW = -7,                     // 2^-7 day: 11 minutes
	RISK_DAY_HIGH = 10,
	RISK_UNIT = 1 << 20, // relative risks as whole numbers
};

// How many years had how much: logarithmic steps; the first counts what is below all.
struct risk_count {
	int low, high; // powers of two
	uint32_t *n;
};

// Loss and days side by side: they are computed together.
typedef double risk_pair __attribute__((vector_size(16)));

// A step of the chance that decides what an event costs, in units of the medians: a cubic over the step, lowest power first.
struct risk_cell {
	risk_pair power[4];
};

struct risk_play {
	const struct risk_model *m;
	struct arena *a;
	double off[RISK_HITS], on[RISK_HITS]; // for each effect: the relative risk of its scenario without its measure, and with all of it
	int block_bits;        // a block is 2^block_bits years
	int64_t blocks;
	double *rate, *median; // for each scenario and block: events a year without measures; median loss
	double spread[RISK_SCENARIOS], days_spread[RISK_SCENARIOS]; // of the logarithm
	double loss_now[RISK_SCENARIOS];                            // relative risk on loss, as it is
	uint32_t bin[RISK_SCENARIOS][RISK_BINS];    // relative risks on frequency that matter, rising, in units; the last is the highest
	int bins[RISK_SCENARIOS], now[RISK_SCENARIOS]; // how many; which is the one as it is
	uint16_t guide[RISK_SCENARIOS][RISK_GUIDE]; // first bin above a step
	uint64_t lane_count[RISK_SCENARIOS], lane_leaf[RISK_SCENARIOS], lane_event[RISK_SCENARIOS];
	struct risk_cell (*cell)[2][RISK_HALVINGS * RISK_CELLS]; // of each scenario: chances from 2^-13 to 2^-12, …, 1/4 to 1/2, and the same from the other end
	double inverse[RISK_INVERSES];               // 1/k
	// For each part: sums of losses by bin of each scenario, events kept, years over cash, days.
	double *sum[RISK_PARTS][RISK_SCENARIOS];
	int64_t (*events)[RISK_SCENARIOS], *over_cash;
	double *days;
	// For each thread:
	struct risk_count *loss, *standstill;
	risk_pair **year;
	uint32_t **busy;
};

// Plays the blocks of one part on one thread.
void risk_play_part(void *play, int thread, int part);

static inline size_t risk_count_size(const struct risk_count *c)
{
	return ((size_t)(c->high - c->low) << RISK_FINE) + 1;
}

// The step that a value belongs to.
static inline size_t risk_count_step(const struct risk_count *c, double v)
{
	uint64_t b;
	memcpy(&b, &v, sizeof b);
	int64_t i = (int64_t)(b >> (52 - RISK_FINE)) - ((int64_t)(1023 + c->low) << RISK_FINE) + 1, last = (int64_t)risk_count_size(c) - 1;
	return (size_t)(i < 0 ? 0 : i > last ? last : i);
}

static inline void risk_count_add(struct risk_count *c, double v)
{
	c->n[risk_count_step(c, v)]++;
}

// The value that the share p of all years stays below.
double risk_count_at(const struct risk_count *c, int64_t all, double p);

// The shares of years above n values, which rise.
void risk_count_above(const struct risk_count *c, int64_t all, const double *values, size_t n, double *ret);

#endif
