// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Mathematics that gives the same bits everywhere: on each compiler, each level of optimisation, each processor and each C library. Only + - * / and the
// square root are used, which IEEE 754 defines to the last bit, and the Makefile forbids to fuse them (-ffp-contract=off). Nothing ever gives NaN or infinity.
// Chance is a function of (seed, stream, index) without a state, so that neither order nor threads matter.
#ifndef BOLWERK_REAL_H
#define BOLWERK_REAL_H

#include <stddef.h>
#include <stdint.h>

// e to the power x, within 1.5 units in the last place; 0 at and below -708, the value at 709 above 709.
double real_exp(double x);

// The natural logarithm of x, within 2 units in the last place; of what is not above 0 (or is below 2.3e-308) that of 2.3e-308.
double real_log(double x);

// The square root, 0 of what is not above 0.
double real_sqrt(double x);

// x to the power y, for x above 0.
double real_power(double x, double y);

// The value below which the share p of a standard normal distribution lies (Wichura 1988, algorithm AS 241, about 1e-15); p in 0 to 1, ends become +-8.2.
double real_normal(double p);

// The lane of random numbers of one stream under one seed: odd, well mixed. Then number i of that lane: 64 bits ("Squares", Widynski 2020: a counter-based
// generator of five rounds that passes BigCrush and PractRand).
uint64_t real_lane(uint64_t seed, uint64_t stream);
static inline uint64_t real_bits(uint64_t lane, uint64_t i)
{
	uint64_t x = i * lane, y = x, z = y + lane, t;
	x = x * x + y;
	x = x >> 32 | x << 32;
	x = x * x + z;
	x = x >> 32 | x << 32;
	x = x * x + y;
	x = x >> 32 | x << 32;
	t = x = x * x + z;
	x = x >> 32 | x << 32;
	return t ^ ((x * x + y) >> 32);
}

// 64 bits as a number between 0 and 1, never 0 and never 1: the upper 52 bits and a half.
static inline double real_unit(uint64_t bits)
{
	return ((double)(int64_t)(bits >> 12) + 0.5) * 0x1p-52;
}

// Number i of a lane as a draw of a gamma distribution of the given shape (above 0) and mean 1 (Marsaglia and Tsang 2000). Shapes over 1e12 give 1.
double real_gamma(double shape, uint64_t lane, uint64_t i);

#endif
