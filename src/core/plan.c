// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What to do first; see plan.h.
#include "plan.h"

#include <string.h>

enum { CHOOSING = 4 }; // of so many years one is played to choose

const char *plan_why_name(enum plan_why why)
{
	static const char *const names[] = {NULL, "money", "time", "nobody", "costs-more"};
	return names[why];
}

// Measures that come together, or one alone.
struct unit {
	int first;            // its first item
	int hard;             // 0: none of it is a hard stop
	double worth, would;
	int64_t minutes, once, yearly;
	bool nobody, decided;
};

struct planning {
	struct arena *a;
	const struct plan_item *item;
	const struct plan_budget *b;
	int n, units;
	struct unit unit[RISK_MEASURES];
	int of[RISK_MEASURES];       // the unit of each item
	double would[RISK_MEASURES]; // of each item, with what is planned so far in place
	int64_t spent;               // euro
	struct risk_model *then;     // with all that is planned so far in place
	struct risk_result *result;
	bool changed;                // since it was played
	struct plan *plan;
};

// ---- units, in the order of doing

static double cost(const struct planning *p, const struct unit *u)
{
	return (double)u->once + (double)u->yearly * p->b->years + (double)u->minutes * p->b->minute;
}

// What each saves now for each euro that it costs. A free minute's work still costs something, so that worth stays finite.
static void weigh(struct planning *p)
{
	for (int k = 0; k < p->units; k++)
		p->unit[k].would = 0;
	for (int i = 0; i < p->n; i++)
		p->unit[p->of[i]].would += p->would[i];
	for (int k = 0; k < p->units; k++) {
		double c = cost(p, &p->unit[k]);
		p->unit[k].worth = p->unit[k].would * p->b->caution * p->b->years / (c > 0.5 ? c : 0.5);
	}
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
		p->would[i] = t->would;
		u->minutes += t->minutes;
		u->once += t->once;
		u->yearly += t->yearly;
		u->nobody = u->nobody || t->nobody;
		if (t->hard && (!u->hard || t->hard < u->hard))
			u->hard = t->hard;
	}
	weigh(p);
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

// The units that are not decided yet; gives their number.
static int order(const struct planning *p, int *ret)
{
	int n = 0;
	for (int k = 0; k < p->units; k++) {
		if (p->unit[k].decided)
			continue;
		int at = n++;
		for (; at > 0 && before(&p->unit[k], &p->unit[ret[at - 1]]); at--)
			ret[at] = ret[at - 1];
		ret[at] = k;
	}
	return n;
}

// ---- months

// The first month from `from` to `last` with room for so many minutes, from 0; -1: none. What is longer than a month runs on over the next ones, as long as these are empty.
static int room(const struct planning *p, int64_t minutes, int from, int last, int *ret_months)
{
	int64_t most = p->b->minutes;
	*ret_months = minutes > most ? (int)((minutes + most - 1) / most) : 1;
	int64_t need = *ret_months > 1 ? most : minutes;
	for (int i = from; i <= last && i + *ret_months <= PLAN_MONTHS; i++) {
		bool fits = true;
		for (int k = i; k < i + *ret_months; k++)
			fits = fits && p->plan->month[k].minutes + need <= most;
		if (fits)
			return i;
	}
	return -1;
}

static void take(struct planning *p, const struct unit *u, int month, int months)
{
	int64_t left = u->minutes;
	for (int i = month; i < month + months; i++) {
		int64_t part = left < p->b->minutes ? left : p->b->minutes;
		p->plan->month[i].minutes += part;
		left -= part;
	}
	p->spent += u->once + u->yearly;
	p->plan->month[month].once += u->once;
	p->plan->month[month].yearly += u->yearly;
}

// Where it could go now.
static enum plan_why place(const struct planning *p, const struct unit *u, int from, int last, int *ret_month, int *ret_months)
{
	if (u->nobody)
		return PLAN_NOBODY;
	if (!u->hard && u->worth <= 1)
		return PLAN_COSTS_MORE;
	if (p->b->euro >= 0 && p->spent + u->once + u->yearly > p->b->euro)
		return PLAN_MONEY;
	*ret_month = room(p, u->minutes, from, last, ret_months);
	return *ret_month < 0 ? PLAN_TIME : PLAN_PLANNED;
}

static void decide(struct planning *p, int unit, enum plan_why why, int month, int months)
{
	bool planned = why == PLAN_PLANNED;
	p->unit[unit].decided = true;
	if (planned)
		take(p, &p->unit[unit], month, months);
	for (int i = 0; i < p->n; i++) {
		if (p->of[i] != unit)
			continue;
		p->plan->line[p->plan->lines++] = (struct plan_line){i, why, planned ? month + 1 : 0, planned ? months : 0, 0, p->would[i]};
		if (!planned)
			continue;
		p->plan->month[month].lines++;
		if (p->item[i].measure >= 0)
			p->then->measure[p->item[i].measure].cover = 1;
		p->changed = true;
	}
}

// What is left would save less now: savings overlap.
static bool look_again(struct planning *p, struct err *e)
{
	if (!p->changed)
		return true;
	struct arena_mark mark = arena_mark(p->a);
	if (!risk_run(p->a, p->then, p->result, e))
		return false;
	arena_rewind(p->a, mark);
	p->changed = false;
	for (int i = 0; i < p->n; i++)
		if (p->item[i].measure >= 0) {
			double v = p->result->measure[p->item[i].measure].would;
			p->would[i] = v > 0 ? v : 0;
		}
	weigh(p);
	return true;
}

enum which { HARD_ONLY, THAT_FIT, ALL };

// Decides on hard stops, on what fits and is worth it, or on all that is left.
static bool fill(struct planning *p, enum which which, int from, int last, struct err *e)
{
	int turn[RISK_MEASURES], n = order(p, turn);
	for (int k = 0; k < n; k++) {
		int month = 0, months = 0;
		if (which == HARD_ONLY && !p->unit[turn[k]].hard)
			continue;
		enum plan_why why = place(p, &p->unit[turn[k]], from, last, &month, &months);
		if (why == PLAN_PLANNED || which != THAT_FIT)
			decide(p, turn[k], why, month, months);
	}
	return look_again(p, e);
}

static bool fill_all(struct planning *p, struct err *e)
{
	bool good = fill(p, HARD_ONLY, 0, PLAN_MONTHS - 1, e);
	for (int i = 0; i < PLAN_MONTHS && good; i++)
		good = fill(p, THAT_FIT, i, i, e);
	return good && fill(p, ALL, 0, PLAN_MONTHS - 1, e);
}

// ---- what it saves

// A month's saving, shared by its lines as they would save each alone; evenly where none says.
static void share(struct planning *p, int month, double saves)
{
	double all = 0;
	for (int k = 0; k < p->plan->lines; k++)
		if (p->plan->line[k].month == month + 1)
			all += p->plan->line[k].would;
	for (int k = 0; k < p->plan->lines; k++)
		if (p->plan->line[k].month == month + 1)
			p->plan->line[k].saves = all > 0 ? saves * (p->plan->line[k].would / all) : saves / p->plan->month[month].lines;
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

static bool save(struct planning *p, const struct risk_model *m, struct err *e)
{
	struct arena *a = p->a;
	struct risk_model *now = p->then;
	struct risk_result *r = p->result;
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
	p->a = a;
	p->item = item;
	p->n = n;
	p->b = b;
	p->plan = ret;
	p->then = arena_alloc(a, sizeof *p->then);
	p->result = arena_alloc(a, sizeof *p->result);
	*p->then = *m;
	p->then->trials = (m->trials + CHOOSING - 1) / CHOOSING;
	gather(p);
	return fill_all(p, e) && save(p, m, e);
}
