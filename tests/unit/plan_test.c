// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The plan: what must hold for every firm, over many random ones; first over random models and measures, then over random findings in a firm's file.
#include "../../src/base/real.h"
#include "../../src/core/firm.h"
#include "../../src/core/plan_own.h"
#include "../../src/core/risk_own.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>

enum { FIRMS = 1200, SETS = 1000 };

static uint64_t lane, at;
static struct err e;

static double chance(void)
{
	return real_unit(real_bits(lane, at++));
}

// A whole number from 0 to n-1.
static int any(int n)
{
	return (int)(chance() * n);
}

// ---- random models, measures, budgets

static struct risk_model model;
static struct plan_item item[RISK_MEASURES];
static struct plan_budget budget;
static struct plan plan, again;
static int items;

static void make_scenarios(void)
{
	for (int i = 0; i < model.scenarios; i++) {
		double p50 = real_exp(chance() * 12), days = chance() < 0.5 ? 0 : chance() * 20;
		model.scenario[i] = (struct risk_scenario){.id = "x", .title = "X", .rate = chance() < 0.1 ? 0 : real_exp(chance() * 6 - 5), .weight = chance() < 0.2 ? 0 : chance() * 50,
			.wave = chance(), .p50 = p50, .p95 = p50 * (1 + chance() * 20), .blur = chance(), .days_p50 = days, .days_p95 = days * 3};
	}
}

static void make_model(void)
{
	model = (struct risk_model){.scenarios = 1 + any(chance() < 0.1 ? RISK_SCENARIOS : 6), .measures = any(chance() < 0.05 ? RISK_MEASURES + 1 : 40), .floor = 0.01 + chance() * 0.8,
		.wave = chance(), .cap = real_exp(chance() * 20), .cash = chance() < 0.5 ? 0 : chance() * 1e6, .trials = 1 + any(800), .seed = at, .threads = 1};
	make_scenarios();
	for (int i = 0; i < model.measures; i++)
		model.measure[i] = (struct risk_measure){"m", chance() < 0.4 ? 0 : chance() < 0.3 ? 1 : chance(), chance() < 0.8 ? 0 : chance()};
	model.hits = model.measures ? any(3 * model.measures) : 0;
	for (int i = 0; i < model.hits; i++)
		model.hit[i] = (struct risk_hit){any(model.measures), any(model.scenarios), chance() < 0.4, 0.001 + chance() * 0.999};
}

static void make_items(const struct risk_result *r)
{
	int from = chance() < 0.5 ? 0 : -any(20);
	items = 0;
	for (int i = from; i < model.measures && items < RISK_MEASURES; i++) {
		if (chance() < 0.2)
			continue;
		struct plan_item *t = &item[items++];
		*t = (struct plan_item){.measure = i < 0 ? -1 : i, .minutes = any(chance() < 0.1 ? 2000 : 120), .once = any(chance() < 0.3 ? 3000 : 1), .yearly = any(chance() < 0.3 ? 800 : 1),
			.hard = chance() < 0.1 ? 1 + any(6) : 0, .bundle = chance() < 0.3 ? 1 + any(5) : 0, .nobody = chance() < 0.1};
		t->would = i < 0 ? 0 : chance() < 0.8 ? r->measure[i].would : chance() * 5000;
		t->would = t->would > 0 ? t->would : 0;
	}
}

static void make_budget(void)
{
	static const double cautions[] = {1, 1.7, 20};
	budget = (struct plan_budget){.minutes = chance() < 0.1 ? 1 : 1 + any(chance() < 0.1 ? 100000 : 200), .euro = chance() < 0.3 ? -1 : any(chance() < 0.2 ? 1 : 8000),
		.years = 1 + chance() * 4, .minute = chance() < 0.1 ? 0 : chance() * 2, .caution = cautions[any(3)]};
}

static bool make(struct arena *a)
{
	struct risk_result *r = arena_alloc(a, sizeof *r);
	make_model();
	if (!risk_run(a, &model, r, &e))
		return false;
	make_items(r);
	make_budget();
	return plan_draw_up(a, &model, item, items, &budget, &plan, &e);
}

// ---- what must hold. Each gives what is wrong, or NULL.

// Whether two items come together.
static bool together(int i, int k)
{
	return i == k || (item[i].bundle && item[i].bundle == item[k].bundle && !item[i].nobody && !item[k].nobody);
}

// All items that come with one, as one.
static struct plan_item all_of(int i)
{
	struct plan_item sum = {.nobody = item[i].nobody};
	for (int k = 0; k < items; k++)
		if (together(i, k)) {
			sum.minutes += item[k].minutes;
			sum.once += item[k].once;
			sum.yearly += item[k].yearly;
			sum.hard = sum.hard || item[k].hard;
		}
	return sum;
}

// What they would save, as it stood when they were decided on.
static double would_of(int i)
{
	double sum = 0;
	for (int k = 0; k < plan.lines; k++)
		sum += together(i, plan.line[k].item) ? plan.line[k].would : 0;
	return sum;
}

static int64_t spent(void)
{
	int64_t sum = 0;
	for (int k = 0; k < plan.lines; k++)
		if (plan.line[k].why == PLAN_PLANNED)
			sum += item[plan.line[k].item].once + item[plan.line[k].item].yearly;
	return sum;
}

static const char *budgets(void)
{
	int64_t once = 0, yearly = 0;
	for (int i = 0; i < PLAN_MONTHS; i++) {
		if (plan.month[i].minutes < 0 || plan.month[i].minutes > budget.minutes)
			return "a month takes more minutes than there are";
		once += plan.month[i].once;
		yearly += plan.month[i].yearly;
	}
	if (budget.euro >= 0 && spent() > budget.euro)
		return "more is spent than there is";
	return once + yearly == spent() ? NULL : "the months do not add up to what is spent";
}

// Minutes as the lines say, spread over the months that they take.
static const char *minutes(void)
{
	int64_t month[PLAN_MONTHS] = {0};
	for (int k = 0; k < plan.lines; k++) {
		const struct plan_line *l = &plan.line[k];
		bool counted = false;
		for (int o = 0; o < k; o++)
			counted = counted || together(plan.line[o].item, l->item);
		if (l->why != PLAN_PLANNED || counted)
			continue;
		int64_t left = all_of(l->item).minutes;
		for (int i = l->month - 1; i < l->month - 1 + l->months; i++) {
			int64_t part = left < budget.minutes ? left : budget.minutes;
			month[i] += part;
			left -= part;
		}
		if (left)
			return "a line takes fewer months than it needs";
	}
	for (int i = 0; i < PLAN_MONTHS; i++)
		if (month[i] != plan.month[i].minutes)
			return "the minutes of a month are not those of its lines";
	return NULL;
}

static const char *places(void)
{
	bool seen[RISK_MEASURES] = {false};
	if (plan.lines != items)
		return "lines are missing";
	for (int k = 0; k < plan.lines; k++) {
		const struct plan_line *l = &plan.line[k];
		if (l->item < 0 || l->item >= items || seen[l->item])
			return "an item stands twice";
		seen[l->item] = true;
		bool planned = l->why == PLAN_PLANNED;
		if (planned ? l->month < 1 || l->months < 1 || l->month + l->months - 1 > PLAN_MONTHS : l->month || l->months || l->saves > 0)
			return "a line stands outside the twelve months";
		if (planned && item[l->item].nobody)
			return "something is planned that nobody can do";
		for (int o = 0; o < plan.lines; o++)
			if (together(l->item, plan.line[o].item) && (l->month != plan.line[o].month || l->why != plan.line[o].why))
				return "a bundle fell apart";
	}
	return NULL;
}

static const char *order(void)
{
	bool soft = false;
	for (int k = 0; k < plan.lines; k++) {
		bool hard = all_of(plan.line[k].item).hard != 0;
		if (soft && hard)
			return "a hard stop stands behind what is none";
		soft = soft || !hard;
	}
	return NULL;
}

static bool fits(int64_t minutes_wanted)
{
	int months = minutes_wanted > budget.minutes ? (int)((minutes_wanted + budget.minutes - 1) / budget.minutes) : 1;
	for (int i = 0; i + months <= PLAN_MONTHS; i++) {
		bool good = true;
		for (int k = i; k < i + months; k++)
			good = good && (months > 1 ? plan.month[k].minutes == 0 : plan.month[k].minutes + minutes_wanted <= budget.minutes);
		if (good)
			return true;
	}
	return false;
}

static const char *whys(void)
{
	for (int k = 0; k < plan.lines; k++) {
		struct plan_item u = all_of(plan.line[k].item);
		double cost = (double)u.once + (double)u.yearly * budget.years + (double)u.minutes * budget.minute;
		double worth = would_of(plan.line[k].item) * budget.caution * budget.years / (cost > 0.5 ? cost : 0.5);
		switch (plan.line[k].why) {
		case PLAN_PLANNED:
			if (!u.hard && worth < 1 - 1e-9)
				return "something is planned that costs more than it saves";
			break;
		case PLAN_NOBODY:
			if (!u.nobody)
				return "somebody could do it";
			break;
		case PLAN_COSTS_MORE:
			if (u.hard || worth > 1 + 1e-9)
				return "it saves more than it costs";
			break;
		case PLAN_MONEY:
			if (budget.euro < 0 || spent() + u.once + u.yearly <= budget.euro)
				return "there is money for it";
			break;
		case PLAN_TIME:
			if (fits(u.minutes))
				return "there is time for it";
			break;
		}
	}
	return NULL;
}

static const char *savings(void)
{
	double sum = 0, left = plan.before, room = 1e-9 * (1 + plan.before);
	for (int i = 0; i < PLAN_MONTHS; i++) {
		const struct plan_month *m = &plan.month[i];
		double lines = 0;
		int n = 0;
		for (int k = 0; k < plan.lines; k++)
			if (plan.line[k].month == i + 1) {
				if (!isfinite(plan.line[k].saves) || plan.line[k].saves < 0 || !isfinite(plan.line[k].would) || plan.line[k].would < 0)
					return "a line saves less than nothing";
				lines += plan.line[k].saves;
				n++;
			}
		if (n != m->lines || fabs(lines - m->saves) > room)
			return "the lines do not save what their month saves";
		if (!isfinite(m->saves) || m->saves < 0 || !isfinite(m->mean) || m->mean < 0)
			return "a month saves less than nothing";
		if (fabs(left - m->saves - m->mean) > room)
			return "what is left is not what was left less what was saved";
		left = m->mean;
		sum += m->saves;
	}
	return isfinite(plan.before) && isfinite(plan.after) && fabs(plan.before - plan.after - sum) <= room ? NULL : "the months do not add up to the whole saving";
}

// The mean after the plan is that of the same years with all that is planned in place.
static const char *jointly(struct arena *a)
{
	struct risk_result *r = arena_alloc(a, sizeof *r);
	for (int k = 0; k < plan.lines; k++)
		if (plan.line[k].why == PLAN_PLANNED && item[plan.line[k].item].measure >= 0)
			model.measure[item[plan.line[k].item].measure].cover = 1;
	if (!risk_run(a, &model, r, &e))
		return e.text;
	return fabs(r->mean - plan.after) <= 1e-9 * (1 + plan.before) ? NULL : "what is left is not what the years with the whole plan cost";
}

static bool alike(double x, double y)
{
	return x >= y && x <= y;
}

static bool alike_plans(void)
{
	bool good = plan.lines == again.lines && alike(plan.before, again.before) && alike(plan.after, again.after);
	for (int k = 0; k < plan.lines && good; k++) {
		const struct plan_line *x = &plan.line[k], *y = &again.line[k];
		good = x->item == y->item && x->why == y->why && x->month == y->month && x->months == y->months && alike(x->saves, y->saves) && alike(x->would, y->would);
	}
	for (int i = 0; i < PLAN_MONTHS && good; i++) {
		const struct plan_month *x = &plan.month[i], *y = &again.month[i];
		good = x->minutes == y->minutes && x->once == y->once && x->yearly == y->yearly && x->lines == y->lines && alike(x->saves, y->saves) && alike(x->mean, y->mean);
	}
	return good;
}

static const char *same_again(struct arena *a)
{
	if (!plan_draw_up(a, &model, item, items, &budget, &again, &e))
		return e.text;
	return alike_plans() ? NULL : "the same input gives another plan";
}

static void random_firms(void)
{
	static const char *(*const holds[])(void) = {budgets, minutes, places, order, whys, savings};
	const char *bad = NULL;
	int i = 0, planned = 0, left[5] = {0}, long_ones = 0;
	for (; i < FIRMS && !bad; i++) {
		struct arena *a = arena_new();
		lane = real_lane(5, (uint64_t)i);
		at = 0;
		bad = make(a) ? NULL : e.text;
		for (int k = 0; k < 6 && !bad; k++)
			bad = holds[k]();
		if (!bad)
			bad = same_again(a);
		if (!bad)
			bad = jointly(a);
		for (int k = 0; k < plan.lines; k++) {
			left[plan.line[k].why]++;
			long_ones += plan.line[k].months > 1;
		}
		planned += plan.lines && plan.line[0].why == PLAN_PLANNED;
		arena_free(a);
	}
	ok(!bad, "%d random firms: budgets, places, order, reasons, savings, repetition%s%s (firm %d)", i, bad ? ": " : "", bad ? bad : "", i - 1);
	ok(left[0] > 1000 && left[1] > 100 && left[2] > 100 && left[3] > 100 && left[4] > 100 && long_ones > 100,
		"all ends were met: %d planned (%d over months), %d no money, %d no time, %d nobody, %d cost more; %d plans begin with something", left[0], long_ones, left[1], left[2],
		left[3], left[4], planned);
}

// ---- what is refused

static bool drawn(void)
{
	struct arena *a = arena_new();
	e = (struct err){0};
	bool good = plan_draw_up(a, &model, item, items, &budget, &plan, &e);
	arena_free(a);
	return good;
}

static void plain(void)
{
	model = (struct risk_model){.scenarios = 1, .measures = 1, .hits = 1, .floor = 0.1, .cap = 1e9, .trials = 4000, .seed = 1, .threads = 1};
	model.scenario[0] = (struct risk_scenario){.id = "x", .title = "X", .rate = 2, .p50 = 1000, .p95 = 5000};
	model.measure[0] = (struct risk_measure){"m", 0, 0};
	model.hit[0] = (struct risk_hit){0, 0, false, 0.5};
	item[0] = (struct plan_item){.measure = 0, .would = 1500, .minutes = 60, .once = 100};
	items = 1;
	budget = (struct plan_budget){.minutes = 60, .euro = -1, .years = 3, .minute = 0.75, .caution = 1};
}

static void refused(void)
{
	plain();
	bool good = drawn();
	ok(good && plan.month[0].lines == 1 && plan.after < 0.6 * plan.before, "a measure that halves: %.0f, then %.0f euro a year", plan.before, plan.after);
	items = 0;
	ok(drawn() && plan.lines == 0 && plan.after >= plan.before && plan.after <= plan.before, "nothing is open, nothing is planned");
	plain();
	budget.minutes = 0;
	good = !drawn();
	ok(good && e.text[0], "no minute a month: %s", e.text);
	plain();
	budget.years = NAN;
	ok(!drawn(), "years that are no number");
	plain();
	item[0].minutes = -1;
	ok(!drawn(), "minutes below 0");
	plain();
	item[0].would = NAN;
	ok(!drawn(), "a saving that is no number");
	plain();
	item[0].once = INT64_MAX;
	ok(!drawn(), "a price beyond all bounds");
	plain();
	item[0].measure = 1;
	ok(!drawn(), "a measure that is not in the model");
	plain();
	item[0].minutes = PLAN_MINUTES;
	budget.minutes = 1;
	item[0].hard = 1;
	ok(drawn() && plan.line[0].why == PLAN_TIME && plan.month[0].lines == 0, "two thousand years of work: no time");
	plain();
	item[0].minutes = 0;
	item[0].once = 0;
	ok(drawn() && plan.line[0].month == 1 && plan.month[0].minutes == 0 && plan.month[0].saves > 0, "what takes no minute and no euro is planned at once");
}

// Two measures that do nearly the same: each would be worth it alone.
static void overlap(void)
{
	plain();
	model.floor = 0.4;
	model.measures = model.hits = 2;
	model.measure[1] = model.measure[0];
	model.hit[1] = (struct risk_hit){1, 0, false, 0.5};
	item[0] = (struct plan_item){.measure = 0, .would = 1500, .minutes = 60, .yearly = 300};
	item[1] = (struct plan_item){.measure = 1, .would = 1500, .minutes = 60, .yearly = 310};
	items = 2;
	bool good = drawn();
	ok(good && plan.line[0].why == PLAN_PLANNED && plan.line[1].why == PLAN_COSTS_MORE && plan.line[1].would < 310, "the second of two that do the same is not planned: it would still save %.0f",
		plan.line[1].would);
	item[1].hard = 1;
	good = drawn();
	ok(good && plan.line[0].item == 1 && plan.line[0].why == PLAN_PLANNED && plan.line[1].why == PLAN_COSTS_MORE, "a hard stop takes the place of what does the same");
}

// ---- random findings in a firm's file

static const char *one_of(const char *const *list, int n)
{
	return list[any(n)];
}

static void findings(struct db *d)
{
	static const char *const verdicts[] = {"ok", "partly", "gap", "gap", "unknown", "not_applicable", "accepted"};
	static const char *const sources[] = {"measured", "proven", "told"};
	char id[RISK_MEASURES][16];
	int n = 0;
	struct rows r = db_rows(d, "SELECT id FROM cat.control ORDER BY position", "");
	while (rows_next(&r, NULL) && n < RISK_MEASURES)
		snprintf(id[n++], sizeof id[0], "%s", rows_text(&r, 0));
	db_do(d, &e, "DELETE FROM finding", "");
	for (int i = 0; i < n; i++) {
		const char *v = one_of(verdicts, 7), *from = one_of(sources, 3);
		int64_t part = strcmp(v, "ok") == 0 ? 1000 : strcmp(v, "partly") == 0 || strcmp(v, "accepted") == 0 ? any(1001) : 0, rest = 1000 - part;
		int64_t known = strcmp(v, "partly") == 0 && chance() < 0.3 ? rest / 2 : rest;
		bool open = strcmp(v, "gap") == 0 || strcmp(v, "partly") == 0, accepted = strcmp(v, "accepted") == 0;
		db_do(d, &e, "INSERT INTO finding VALUES(?1,?2,?3,'',?4,?5,?6,?7,?8,?9,NULL,1,1,1)", "sssiiiiii", id[i], v, from, from[0] == 'm' ? part : 0, from[0] == 'p' ? part : 0,
			from[0] == 't' ? part : 0, open ? known : 0, accepted ? rest : 0, strcmp(v, "unknown") == 0 ? (int64_t)1000 : open ? rest - known : 0);
	}
}

static void profile(struct db *d)
{
	static const char *const trades[] = {NULL, "43.2", "47.11", "86.2", "99.9", "", "nonsense"};
	static const int64_t people[] = {-1, 0, 1, 5, 49, 250, 1000000}, turnover[] = {-1, 0, 1, 90000, 3000000, RISK_TURNOVER}, cash[] = {-1, 0, 1, 20000, RISK_TURNOVER};
	static const int64_t a_month[] = {-1, 0, 1, 15, 60, 600, INT64_MAX}, a_year[] = {-1, 0, 1, 500, 4000, INT64_MAX};
	db_do(d, &e,
		"UPDATE firm SET nace=?1, people=nullif(?2,-1), turnover=nullif(?3,-1), cash=nullif(?4,-1), plan_minutes=nullif(?5,-1), plan_euro=nullif(?6,-1), has_suppliers=nullif(?7,2),"
		" has_website=nullif(?8,2), has_laptops=nullif(?9,2), has_cloud=nullif(?9,2)",
		"siiiiiiii", one_of(trades, 7), people[any(7)], turnover[any(6)], cash[any(5)], a_month[any(7)], a_year[any(6)], (int64_t)any(3), (int64_t)any(3), (int64_t)any(3));
}

// What may not be in the tables; each query counts what is wrong.
static const char *kept_well(struct db *d)
{
	static const char *const never[] = {
		"SELECT count(*) FROM plan p LEFT JOIN finding f USING(control) WHERE coalesce(f.verdict,'') NOT IN ('gap','partly') OR f.gap<=0",
		"SELECT count(*) FROM finding f LEFT JOIN plan p USING(control) WHERE f.verdict IN ('gap','partly') AND f.gap>0 AND p.control IS NULL",
		"SELECT count(*) FROM plan JOIN cat.control c ON c.id=control, firm WHERE month IS NOT NULL AND c.who='supplier' AND has_suppliers=0",
		"SELECT count(*) FROM plan JOIN cat.control c ON c.id=control, firm WHERE why='nobody' AND NOT (c.who='supplier' AND has_suppliers=0)",
		"SELECT count(*) FROM plan WHERE (month IS NULL)<>(why IS NOT NULL) OR month NOT BETWEEN 1 AND 12 OR month+months>13 OR saves<0 OR minutes<0 OR once<0 OR yearly<0",
		"SELECT count(*) FROM plan WHERE why IS NOT NULL AND why NOT IN ('money','time','nobody','costs-more')",
		"SELECT count(*) FROM plan_month, firm WHERE minutes>CASE WHEN plan_minutes>0 THEN plan_minutes ELSE 60 END OR saves<0 OR mean<0",
		"SELECT count(*) FROM firm WHERE plan_euro>=0 AND (SELECT sum(once+yearly) FROM plan WHERE month IS NOT NULL)>plan_euro",
		"SELECT count(*) FROM plan a JOIN plan b USING(bundle) WHERE bundle>0 AND a.month IS NOT b.month AND a.why IS NOT 'nobody' AND b.why IS NOT 'nobody'",
		"SELECT count(DISTINCT month) FROM plan WHERE month NOT IN (SELECT month FROM plan_month)",
		"SELECT count(*) FROM (SELECT m.month, m.saves, sum(p.saves) AS s, count(*) AS n FROM plan_month m JOIN plan p USING(month) GROUP BY 1) WHERE abs(saves-s)>n/2.0+1",
		"SELECT count(*) FROM plan_month m WHERE (once,yearly) IS NOT (SELECT coalesce(sum(once),0), coalesce(sum(yearly),0) FROM plan WHERE month=m.month)",
	};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (db_int_made(d, never[i], -1, ""))
			return never[i];
	return NULL;
}

static const char *set(struct db *d, int64_t now)
{
	struct arena *a = arena_new();
	struct risk_model *m = arena_alloc(a, sizeof *m);
	struct risk_result *r = arena_alloc(a, sizeof *r);
	struct risk_taken t;
	findings(d);
	profile(d);
	bool good = risk_own_model(d, a, "en", m, &t, &e);
	m->trials = 500;
	good = good && risk_run(a, m, r, &e) && plan_own_keep(d, m, r, now, &e);
	arena_free(a);
	return good ? kept_well(d) : e.text;
}

static void random_findings(struct db *d)
{
	const char *bad = NULL;
	int i = 0;
	int64_t lines = 0;
	for (; i < SETS && !bad; i++) {
		lane = real_lane(6, (uint64_t)i);
		at = 0;
		db_begin(d, &e);
		bad = set(d, 1000 + i);
		lines += db_int(d, "SELECT count(*) FROM plan WHERE month IS NOT NULL", 0, "");
		db_commit(d, &e);
	}
	ok(!bad, "%d random sets of findings: the plan holds what is open and can be done, no more, no less%s%s", i, bad ? ": " : "", bad ? bad : "");
	ok(lines > 5 * SETS, "%lld lines were planned", (long long)lines);
}

// ---- the whole of it, as the judge calls it

static const char *numbers(struct db *d)
{
	static const char *const never[] = {
		"SELECT count(*)<>1 FROM risk",
		"SELECT count(*) FROM risk WHERE NOT (0<=p10 AND p10<=p50 AND p50<=p90 AND p90<=p99 AND mean>=0 AND bare>=0 AND chance BETWEEN 0 AND 1 AND days_mean BETWEEN 0 AND 365 AND days_p90 BETWEEN 0 AND 366)",
		"SELECT count(*) FROM risk WHERE NOT coalesce(over_cash,0) BETWEEN 0 AND 1",
		"SELECT count(*) FROM risk_scenario WHERE NOT (mean>=0 AND share BETWEEN 0 AND 1 AND events>=0 AND events<400 AND left_events BETWEEN 0 AND 1 AND left_loss BETWEEN 0 AND 1)",
		"SELECT count(*) FROM risk_measure WHERE NOT (cover BETWEEN 0 AND 1 AND saves>=0 AND would>=0)",
		"SELECT count(*) FROM risk_measure JOIN finding USING(control) WHERE verdict='not_applicable'",
		"SELECT count(*) FROM risk_curve WHERE NOT (chance BETWEEN 0 AND 1)",
		"SELECT count(*)=0 FROM risk_curve",
		"SELECT count(*)=0 FROM risk_day",
	};
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (db_int_made(d, never[i], -1, ""))
			return never[i];
	return kept_well(d);
}

static void extremes(struct db *d)
{
	static const char *const firm[] = {"people=NULL, turnover=NULL, cash=NULL", "people=0, turnover=0, cash=0", "people=1, turnover=1, cash=1",
		"people=1000000, turnover=NULL", "people=1, turnover=1000000000000, cash=1000000000000", "people=1000000, turnover=1", "people=-7, turnover=-7, cash=-7, plan_euro=-7, plan_minutes=-7",
		"people=9000000000000000000, turnover=9000000000000000000, cash=9000000000000000000, plan_minutes=9000000000000000000, plan_euro=9000000000000000000", "plan_minutes=1",
		"plan_euro=0", "plan_minutes=1, plan_euro=0", "has_suppliers=0, has_website=0, has_laptops=0, has_mobiles=0, has_cloud=0, has_remote=0, rents_hosting=0"};
	for (size_t i = 0; i < sizeof firm / sizeof *firm; i++) {
		char sql[400];
		lane = real_lane(7, i);
		at = 0;
		findings(d);
		db_do(d, &e, "UPDATE firm SET nace=NULL, people=NULL, turnover=NULL, cash=NULL, plan_minutes=NULL, plan_euro=NULL, has_suppliers=NULL, has_website=NULL", "");
		snprintf(sql, sizeof sql, "UPDATE firm SET %s", firm[i]);
		bool good = sqlite3_exec(d->handle, sql, NULL, NULL, NULL) == SQLITE_OK && risk_own_keep(d, 86400 * (int64_t)(i + 2), &e);
		const char *bad = good ? numbers(d) : e.text;
		ok(!bad, "%s: %lld euro a year, %lld planned%s%s", firm[i], (long long)db_int(d, "SELECT mean FROM risk", -1, ""),
			(long long)db_int(d, "SELECT count(month) FROM plan", -1, ""), bad ? ": " : "", bad ? bad : "");
	}
}

static void closed(struct db *d)
{
	struct arena *a = arena_new();
	db_do(d, &e, "UPDATE firm SET people=12, plan_minutes=60, plan_euro=NULL, has_suppliers=1, turnover=NULL, cash=NULL", "");
	lane = real_lane(8, 1);
	db_do(d, &e, "DELETE FROM risk_closed", "");
	findings(d);
	ok(risk_own_keep(d, 9000000, &e) && db_int(d, "SELECT count(*) FROM risk_closed WHERE at=9000000 AND control IN (SELECT control FROM plan)", -1, "") == 0, "a plan");
	db_do(d, &e, "DELETE FROM risk_closed", "");
	const char *one = db_text(d, a, "SELECT control FROM plan WHERE month=1 ORDER BY position", "");
	int64_t saves = db_int(d, "SELECT saves FROM plan WHERE control=?1", -1, "s", one), before = db_int(d, "SELECT mean FROM risk", -1, "");
	db_do(d, &e, "UPDATE finding SET verdict='ok', source='measured', measured=1000, proven=0, told=0, gap=0, unknown=0 WHERE control=?1", "s", one);
	ok(risk_own_keep(d, 9000100, &e) && db_int(d, "SELECT count(*) FROM risk_closed", -1, "") == 1 &&
			db_int(d, "SELECT saves FROM risk_closed WHERE control=?1 AND at=9000100", -1, "s", one) == saves,
		"what was mended is closed, with what it was to save (%s, %lld euro a year)", one, (long long)saves);
	ok(db_int(d, "SELECT count(*) FROM plan WHERE control=?1", -1, "s", one) == 0 && db_int(d, "SELECT mean FROM risk", -1, "") < before, "it is planned no more, and a year costs less");
	ok(risk_own_keep(d, 9000200, &e) && db_int(d, "SELECT count(*) FROM risk_closed", -1, "") == 1, "and it is closed once");
	db_do(d, &e, "DELETE FROM finding", "");
	ok(risk_own_keep(d, 9000300, &e) && db_int(d, "SELECT count(*) FROM plan", -1, "") == 0 && db_int(d, "SELECT mean FROM risk", -1, "") > 0, "without findings there is a year and no plan");
	arena_free(a);
}

int main(void)
{
	random_firms();
	refused();
	overlap();
	struct arena *a = arena_new();
	e = (struct err){0};
	struct db *d = firm_open(a, ":memory:", NULL, &e);
	ok(d != NULL, "a firm's file %s", e.text);
	if (d) {
		db_do(d, &e, "INSERT OR IGNORE INTO firm(one) VALUES(1)", "");
		random_findings(d);
		extremes(d);
		closed(d);
	}
	arena_free(a);
	return tap_done();
}
