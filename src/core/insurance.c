// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a policy would pay; see insurance.h.
#include "insurance.h"

#include "../base/real.h"

#define MOST 1e12 // euro

enum { POINTS = RISK_CURVE + 160 };

struct insuring {
	struct arena *a;
	struct risk_model *m;
	struct risk_result *base, *other;
	struct {
		double loss, chance; // that a year costs more
	} point[POINTS];
	int points;
	double tail; // what the lines miss beyond the last point of the curve, where few years are left: the whole area is the mean
};

// ---- the chance that a year costs more than x

static bool above(struct insuring *w, double x, double *ret, struct err *e)
{
	*ret = w->base->chance;
	if (x <= 0)
		return true;
	*ret = 0;
	if (x >= MOST)
		return true;
	struct arena_mark mark = arena_mark(w->a);
	w->m->cash = x;
	bool good = risk_run(w->a, w->m, w->other, e);
	arena_rewind(w->a, mark);
	*ret = w->other->over_cash;
	return good;
}

static void add(struct insuring *w, double loss, double chance)
{
	if (w->points == POINTS || (w->points && loss <= w->point[w->points - 1].loss))
		return;
	w->point[w->points].loss = loss;
	w->point[w->points++].chance = chance;
}

// The points from 0 up to where no year comes, rising.
static bool count(struct insuring *w, struct err *e)
{
	const struct risk_result *r = w->base;
	add(w, 0, r->chance);
	add(w, 1, r->chance); // the engine counts from one euro
	for (int i = 1; (double)(1 << i) < r->curve[0].loss / 1.1 && i < 30; i++) {
		double x = 1 << i, chance;
		if (!above(w, x, &chance, e))
			return false;
		add(w, x, chance);
	}
	for (int i = 0; i < RISK_CURVE; i++)
		add(w, r->curve[i].loss, r->curve[i].chance);
	while (w->point[w->points - 1].chance > 0 && w->points < POINTS) {
		double x = w->point[w->points - 1].loss * 1.25, chance;
		if (!above(w, x, &chance, e))
			return false;
		add(w, x, chance);
	}
	return true;
}

// ---- the area under it

// A line through the logarithms: chance = y0 * (x/x0)^-b. To 0, or from 0, a line.
static double area(double x0, double y0, double x1, double y1)
{
	if (!(x0 > 0) || !(y1 > 0) || !(y0 > y1))
		return (y0 + y1) / 2 * (x1 - x0);
	double wide = real_log(x1 / x0), b = real_log(y0 / y1) / wide;
	if (b > 0.999999 && b < 1.000001)
		return x0 * y0 * wide;
	return x0 * y0 * (real_exp((1 - b) * wide) - 1) / (1 - b);
}

// From a to b, both with their own chances.
static double between(const struct insuring *w, double a, double at_a, double b, double at_b)
{
	double sum = 0, x = a, y = at_a;
	for (int i = 0; i < w->points && x < b; i++) {
		if (w->point[i].loss <= x)
			continue;
		bool last = w->point[i].loss >= b;
		double to = last ? b : w->point[i].loss, chance = last ? at_b : w->point[i].chance;
		sum += area(x, y, to, chance) * (x >= w->base->curve[RISK_CURVE - 1].loss ? w->tail : 1);
		x = to;
		y = chance;
	}
	return sum;
}

static void tail(struct insuring *w)
{
	double top = w->base->curve[RISK_CURVE - 1].loss, at_top = w->base->curve[RISK_CURVE - 1].chance;
	w->tail = 1;
	double left = w->base->mean - between(w, 0, w->base->chance, top, at_top), lines = between(w, top, at_top, 2 * MOST, 0);
	if (lines > 0)
		w->tail = left > 0 ? left / lines : 0;
}

// ---- the policy

static double stays(const struct insurance_offer *o, double loss)
{
	if (loss <= o->excess)
		return loss;
	return o->limit < 0 || loss <= o->excess + o->limit ? o->excess : loss - o->limit;
}

// The chance that what stays is more than the firm has left after the premium.
static bool over_cash(struct insuring *w, const struct insurance_offer *o, double cash, double *ret, struct err *e)
{
	double left = cash - o->premium;
	*ret = 1;
	if (left < 0)
		return true;
	if (left < o->excess)
		return above(w, left, ret, e);
	*ret = 0;
	return o->limit < 0 || above(w, left + o->limit, ret, e);
}

static bool offer_good(const struct insurance_offer *o, struct err *e)
{
	if (o->premium >= 0 && o->premium <= MOST && o->excess >= 0 && o->excess <= MOST && o->limit <= MOST)
		return true;
	return err_set(e, "a policy has a premium, an excess and a limit from 0 to %.0f euro", MOST);
}

static bool pay(struct insuring *w, const struct insurance_offer *o, struct insurance_year *r, struct err *e)
{
	double end = o->limit < 0 ? 2 * MOST : o->excess + o->limit;
	if (!count(w, e) || !above(w, o->excess, &r->pays, e) || !above(w, end, &r->beyond, e))
		return false;
	tail(w);
	double paid = r->pays > 0 ? between(w, o->excess, r->pays, end, r->beyond) : 0;
	r->paid = paid < w->base->mean ? paid : w->base->mean;
	if (!(o->limit < 0) && r->paid > o->limit)
		r->paid = o->limit;
	if (!(o->limit > 0) && !(o->limit < 0))
		r->pays = 0;
	return true;
}

bool insurance_play(struct arena *a, const struct risk_model *m, const struct insurance_offer *o, struct insurance_year *ret, struct err *e)
{
	struct insuring *w = arena_alloc(a, sizeof *w);
	*ret = (struct insurance_year){0};
	w->a = a;
	w->m = arena_alloc(a, sizeof *w->m);
	w->base = arena_alloc(a, sizeof *w->base);
	w->other = arena_alloc(a, sizeof *w->other);
	*w->m = *m;
	struct arena_mark mark = arena_mark(a);
	if (!offer_good(o, e) || !risk_run(a, w->m, w->base, e))
		return false;
	arena_rewind(a, mark);
	if (!pay(w, o, ret, e))
		return false;
	ret->before = w->base->mean;
	ret->stays = ret->before - ret->paid;
	ret->p90 = stays(o, w->base->p90);
	ret->p99 = stays(o, w->base->p99);
	ret->cost = o->premium + ret->stays;
	ret->over_cash_before = w->base->over_cash;
	return !(m->cash > 0) || over_cash(w, o, m->cash, &ret->over_cash, e);
}
