// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// How many years had how much, in steps of 0.2 %; see risk_play.h. Whole numbers: the order of counting does not matter.
#include "risk_play.h"

#include <string.h>

// The value where step i (from 1) begins.
static double begin(const struct risk_count *c, size_t i)
{
	uint64_t b = (uint64_t)((int64_t)(i - 1) + ((int64_t)(1023 + c->low) << RISK_FINE)) << (52 - RISK_FINE);
	double v;
	memcpy(&v, &b, sizeof v);
	return v;
}

double risk_count_at(const struct risk_count *c, int64_t all, double p)
{
	double want = p * (double)all, before = c->n[0];
	if (want <= before)
		return 0;
	size_t size = risk_count_size(c), last = 0;
	for (size_t i = 1; i < size; i++) {
		if (c->n[i] && before + c->n[i] >= want)
			return begin(c, i) + (begin(c, i + 1) - begin(c, i)) * ((want - before) / c->n[i]);
		before += c->n[i];
		last = c->n[i] ? i : last;
	}
	return last ? begin(c, last + 1) : 0;
}

void risk_count_above(const struct risk_count *c, int64_t all, const double *values, size_t n, double *ret)
{
	double above = 0;
	size_t i = risk_count_size(c) - 1;
	while (n-- > 0) {
		size_t at = risk_count_step(c, values[n]);
		for (; i > at; i--)
			above += c->n[i];
		ret[n] = above / (double)all;
		if (at > 0 && values[n] < begin(c, at + 1))
			ret[n] = (above + c->n[at] * ((begin(c, at + 1) - values[n]) / (begin(c, at + 1) - begin(c, at)))) / (double)all;
	}
}
