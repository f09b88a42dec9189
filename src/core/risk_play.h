// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Inside the risk engine: what is prepared once (risk.c), and what a part of the years adds up (risk_play.c).
#ifndef BOLWERK_RISK_PLAY_H
#define BOLWERK_RISK_PLAY_H

#include "risk.h"

enum {
	RISK_PARTS = 64,                       // pieces of work, summed in order
	RISK_BINS = 2 * 2 * RISK_MEASURES + 4, // most different relative risks of a scenario
	RISK_CELLS = 512,                      // of the table of normal quantiles
	RISK_GUIDE = 1024,                     // steps of the guide into the bins
	RISK_FINE = 10,                        // bits of the fraction that tell counted losses apart: 0.1 %
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

struct risk_play {
	const struct risk_model *m;
	int block_bits;        // a block is 2^block_bits years
	int64_t blocks;
	double *rate, *median; // for each scenario and block: events a year without measures; logarithm of the median loss
	double spread[RISK_SCENARIOS], days_median[RISK_SCENARIOS], days_spread[RISK_SCENARIOS]; // logarithms
	double loss_now[RISK_SCENARIOS];                                                         // relative risk on loss, as it is
	uint32_t bin[RISK_SCENARIOS][RISK_BINS];    // relative risks on frequency that matter, rising, in units; the last is the highest
	int bins[RISK_SCENARIOS], now[RISK_SCENARIOS]; // how many; which is the one as it is
	uint16_t guide[RISK_SCENARIOS][RISK_GUIDE]; // first bin above a step
	uint64_t lane_count[RISK_SCENARIOS], lane_event[RISK_SCENARIOS], lane_year[RISK_SCENARIOS];
	double normal[RISK_CELLS][4]; // cubic in each cell of p
	// For each part: sums of losses by scenario and bin, events kept, years over cash, days.
	double (*sum)[RISK_SCENARIOS][RISK_BINS];
	int64_t (*events)[RISK_SCENARIOS], *over_cash;
	double *days;
	// For each thread:
	struct risk_count *loss, *standstill;
	double **year, **year_days;
};

// Plays the blocks of one part on one thread.
void risk_play_part(void *play, int thread, int part);

// Counts a year; gives the share p of all years back as a value, and the share of years above a value.
void risk_count_add(struct risk_count *c, double v);
double risk_count_at(const struct risk_count *c, int64_t all, double p);
double risk_count_above(const struct risk_count *c, int64_t all, double v);
size_t risk_count_size(const struct risk_count *c);

#endif
