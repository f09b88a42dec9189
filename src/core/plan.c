// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What to do first; see plan.h.
#include "plan.h"

#include <string.h>

// Measures that come together, or one alone.
struct unit {
	int first;            // its first item
	int hard;             // 0: none of it is a hard stop
	double worth, would;
	int64_t minutes, once, yearly;
	bool nobody;
};

struct planning {
	const struct plan_item *item;
	const struct plan_budget *b;
	int n, units;
	struct unit unit[RISK_MEASURES];
	int of[RISK_MEASURES]; // the unit of each item
	int64_t spent;         // euro
	struct plan *plan;
};

// ---- units, in the order of doing

static double cost(const struct planning *p, const struct unit *u)
{
	return (double)u->once + (double)u->yearly * p->b->years + (double)u->minutes * p->b->minute;
}

// What it saves for each euro that it costs. A free minute's work still costs something, so that worth stays finite.
static double worth(const struct planning *p, const struct unit *u)
{
	double c = cost(p, u);
	return u->would * p->b->caution * p->b->years / (c > 0.5 ? c : 0.5);
}

// What nobody can do leaves its bundle: the others would wait for it for ever.
static int unit_of(struct planning *p, int i)
{
	const struct plan_item *t = &p->item[i];
	for (int k = 0; k < i && t->bundle && !t->nobody; k++)
		if (p->item[k].bundle == t->bundle && !p->item[k].nobody)
			return p->of[k];
	p->unit[p->units] = (struct unit){.first = i};
	return p->units++;
}

static void gather(struct planning *p)
{
	for (int i = 0; i < p->n; i++) {
		const struct plan_item *t = &p->item[i];
		struct unit *u = &p->unit[p->of[i] = unit_of(p, i)];
		u->would += t->would;
		u->minutes += t->minutes;
		u->once += t->once;
		u->yearly += t->yearly;
		u->nobody = u->nobody || t->nobody;
		if (t->hard && (!u->hard || t->hard < u->hard))
			u->hard = t->hard;
	}
	for (int k = 0; k < p->units; k++)
		p->unit[k].worth = worth(p, &p->unit[k]);
}

static bool before(const struct unit *a, const struct unit *b)
{
	if (!a->hard != !b->hard)
		return a->hard != 0;
	if (a->hard != b->hard)
		return a->hard < b->hard;
	if (a->worth > b->worth || a->worth < b->worth)
		return a->worth > b->worth;
	return a->first < b->first;
}

static void order(const struct planning *p, int *ret)
{
	for (int k = 0; k < p->units; k++) {
		int at = k;
		for (; at > 0 && before(&p->unit[k], &p->unit[ret[at - 1]]); at--)
			ret[at] = ret[at - 1];
		ret[at] = k;
	}
}

// ---- months

// The first month with room for so many minutes, from 0; -1: none. What is longer than a month runs on over the next ones, as long as these are empty.
static int room(const struct planning *p, int64_t minutes, int *ret_months)
{
	int64_t most = p->b->minutes;
	*ret_months = minutes > most ? (int)((minutes + most - 1) / most) : 1;
	int64_t need = *ret_months > 1 ? most : minutes;
	for (int i = 0; i + *ret_months <= PLAN_MONTHS; i++) {
		bool fits = true;
		for (int k = i; k < i + *ret_months; k++)
			fits = fits && p->plan->month[k].minutes + need <= most;
		if (fits)
			return i;
	}
	return -1;
}

static enum plan_why place(struct planning *p, const struct unit *u, int *ret_month, int *ret_months)
{
	int64_t year = u->once + u->yearly;
	*ret_month = -1;
	*ret_months = 1;
	if (u->nobody)
		return PLAN_NOBODY;
	if (!u->hard && u->worth <= 1)
		return PLAN_COSTS_MORE;
	if (p->b->euro >= 0 && p->spent + year > p->b->euro)
		return PLAN_MONEY;
	if ((*ret_month = room(p, u->minutes, ret_months)) < 0)
		return PLAN_TIME;
	p->spent += year;
	int64_t left = u->minutes;
	for (int i = *ret_month; i < *ret_month + *ret_months; i++) {
		int64_t part = left < p->b->minutes ? left : p->b->minutes;
		p->plan->month[i].minutes += part;
		left -= part;
	}
	p->plan->month[*ret_month].once += u->once;
	p->plan->month[*ret_month].yearly += u->yearly;
	return PLAN_PLANNED;
}

static void fill(struct planning *p)
{
	int turn[RISK_MEASURES], month, months;
	order(p, turn);
	for (int k = 0; k < p->units; k++) {
		enum plan_why why = place(p, &p->unit[turn[k]], &month, &months);
		for (int i = 0; i < p->n; i++) {
			if (p->of[i] != turn[k])
				continue;
			p->plan->line[p->plan->lines++] = (struct plan_line){i, why, month + 1, why == PLAN_PLANNED ? months : 0, 0};
			if (why == PLAN_PLANNED)
				p->plan->month[month].lines++;
		}
	}
}

// ---- what it saves

// A month's saving, shared by its lines as they would save each alone; evenly where none says.
static void share(struct planning *p, int month, double saves)
{
	double all = 0;
	for (int k = 0; k < p->plan->lines; k++)
		if (p->plan->line[k].month == month + 1)
			all += p->item[p->plan->line[k].item].would;
	for (int k = 0; k < p->plan->lines; k++)
		if (p->plan->line[k].month == month + 1)
			p->plan->line[k].saves = all > 0 ? saves * (p->item[p->plan->line[k].item].would / all) : saves / p->plan->month[month].lines;
}

// Whether any line that begins in this month changes the model; its measures are whole from now on.
static bool done(const struct planning *p, int month, struct risk_model *m)
{
	bool any = false;
	for (int k = 0; k < p->plan->lines; k++) {
		int i = p->item[p->plan->line[k].item].measure;
		if (p->plan->line[k].month == month + 1 && i >= 0 && m->measure[i].cover < 1) {
			m->measure[i].cover = 1;
			any = true;
		}
	}
	return any;
}

static bool save(struct arena *a, struct planning *p, const struct risk_model *m, struct err *e)
{
	struct risk_model *now = arena_alloc(a, sizeof *now);
	struct risk_result *r = arena_alloc(a, sizeof *r);
	struct arena_mark mark = arena_mark(a);
	*now = *m;
	if (!risk_run(a, now, r, e))
		return false;
	arena_rewind(a, mark);
	p->plan->before = p->plan->after = r->mean;
	for (int i = 0; i < PLAN_MONTHS; i++) {
		struct plan_month *month = &p->plan->month[i];
		month->mean = p->plan->after;
		if (!done(p, i, now))
			continue;
		if (!risk_run(a, now, r, e))
			return false;
		arena_rewind(a, mark);
		month->mean = r->mean < p->plan->after ? r->mean : p->plan->after; // the last bits of two sums may differ
		month->saves = p->plan->after - month->mean;
		p->plan->after = month->mean;
		share(p, i, month->saves);
	}
	return true;
}

// ---- what is refused

static bool item_good(const struct risk_model *m, const struct plan_item *t)
{
	return t->measure >= -1 && t->measure < m->measures && t->would >= 0 && t->would <= PLAN_MOST && t->minutes >= 0 && t->minutes <= PLAN_MINUTES && t->once >= 0 &&
		(double)t->once <= PLAN_MOST && t->yearly >= 0 && (double)t->yearly <= PLAN_MOST && t->hard >= 0 && t->bundle >= 0;
}

static bool asked_good(const struct risk_model *m, const struct plan_item *item, int n, const struct plan_budget *b, struct err *e)
{
	if (b->minutes < 1 || b->minutes > PLAN_MINUTES)
		return err_set(e, "a plan for %lld minutes a month: give a number from 1 to %lld", (long long)b->minutes, (long long)PLAN_MINUTES);
	if (!(b->years > 0 && b->years <= 100) || !(b->minute >= 0 && b->minute <= 1e6) || !(b->caution >= 1 && b->caution <= 1e6))
		return err_set(e, "a plan needs years above 0, the price of a minute from 0 and caution from 1");
	if (n < 0 || n > RISK_MEASURES)
		return err_set(e, "a plan of %d measures is not possible", n);
	for (int i = 0; i < n; i++)
		if (!item_good(m, &item[i]))
			return err_set(e, "measure %d of the plan has a number that is not possible", i + 1);
	return true;
}

bool plan_draw_up(struct arena *a, const struct risk_model *m, const struct plan_item *item, int n, const struct plan_budget *b, struct plan *ret, struct err *e)
{
	if (!asked_good(m, item, n, b, e))
		return false;
	struct planning *p = arena_alloc(a, sizeof *p);
	memset(ret, 0, sizeof *ret);
	p->item = item;
	p->n = n;
	p->b = b;
	p->plan = ret;
	gather(p);
	fill(p);
	return save(a, p, m, e);
}
