// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What to do first: the open measures in months, under a budget of minutes a month and euro for the coming twelve months.
//
// - Worth of a measure: the euro that it saves in `years` years, times `caution` (what a firm pays to be rid of one euro of expected loss), for each euro that it costs in
//   them; minutes of the firm's own people count `minute` euro. What costs more than that is not planned.
// - Hard stops come before all else, in their own order, and are planned even where they cost more than they save.
// - Measures of one bundle stay together: they come at the place that they are worth together (or of the first hard stop among them), begin in one month, or are not planned
//   at all. What nobody can do leaves its bundle.
// - The months are then filled one after the other with what is worth most: what a measure is worth is played again after each month, with what is planned so far in
//   place. So nothing is planned that costs more than it saves once all before it is done.
// - Each goes to the first month with room. What needs more minutes than a month has begins in an empty month and takes the months after it too.
// - What a month saves is played on the same years with all that came before in place: savings overlap, and are never added up.
#ifndef BOLWERK_PLAN_H
#define BOLWERK_PLAN_H

#include "risk.h"

enum { PLAN_MONTHS = 12 };
#define PLAN_MINUTES INT64_C(1000000000) // at most, of a measure and of a month
#define PLAN_MOST 1e12                   // at most, euro

enum plan_why { PLAN_PLANNED, PLAN_MONEY, PLAN_TIME, PLAN_NOBODY, PLAN_COSTS_MORE };

// Its name in tables and JSON: money, time, nobody, costs-more; NULL for what is planned.
const char *plan_why_name(enum plan_why why);

struct plan_item {
	int measure;  // number in the model; -1: it makes nothing rarer or milder
	double would; // euro a year that it would save now, 0 to PLAN_MOST: where measure is not -1, what the engine says of it
	int64_t minutes;      // of the firm's own people, 0 to PLAN_MINUTES
	int64_t once, yearly; // euro, each 0 to PLAN_MOST
	int hard;     // 0: no hard stop; else its place among them, from 1
	int bundle;   // 0: alone; items of one number stay together
	bool nobody;  // nobody in or for the firm can do it
};

struct plan_budget {
	int64_t minutes; // a month, 1 to PLAN_MINUTES
	int64_t euro;    // for the twelve months; below 0: no limit
	double years;    // what is bought once is good for so many years
	double minute;   // euro
	double caution;  // at least 1
};

struct plan_line {
	int item;           // its number; hard stops stand first, then what is planned in the order of doing, then the rest by worth
	enum plan_why why;
	int month, months;  // 1 to PLAN_MONTHS, and how many it takes; 0 when it is not planned
	double saves;       // euro a year: its part of what its month saves; 0 when it is not planned
	double would;       // euro a year that it would save alone, as it stood when it was planned; not planned: after all that is
};

struct plan_month {
	int64_t minutes, once, yearly;
	int lines;    // that begin in it
	double saves; // euro a year, of what begins in it, never below 0
	double mean;  // euro a year that are left once that is done
};

struct plan {
	struct plan_line line[RISK_MEASURES];
	int lines;
	struct plan_month month[PLAN_MONTHS];
	double before, after; // euro a year: now, and after the last month
};

// Makes the plan. m: the model with the cover as it stands; n items, at most RISK_MEASURES. Plays the years once for each month that plans something, and a quarter of
// them to choose. False with a
// sentence when the model, an item or the budget is impossible. The same input gives the same plan, to the last bit.
bool plan_draw_up(struct arena *a, const struct risk_model *m, const struct plan_item *item, int n, const struct plan_budget *b, struct plan *ret, struct err *e);

#endif
