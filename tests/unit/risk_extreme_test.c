// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The risk engine on models by chance with the smallest and largest numbers that it takes: whatever comes out is a number, not negative, in the right order, and adds up.
// And each number that is out of bounds, or none at all, is refused with a sentence that names it.
#include "../../src/base/real.h"
#include "../../src/core/risk.h"
#include "tap.h"

#include <math.h>

enum { MODELS = 400 };

static struct risk_model m;
static struct risk_result r;
static uint64_t drawn;

static double chance(void)
{
	return real_unit(real_bits(real_lane(11, 4), drawn++));
}

static int below(int n)
{
	return (int)(chance() * n);
}

// One of both ends, or somewhere between them on a logarithmic line.
static double from(double least, double most)
{
	int kind = below(4);
	double v = least * pow(most / least, chance());
	return kind == 0 ? least : kind == 1 ? most : v < least ? least : v > most ? most : v;
}

static double or_nothing(double v)
{
	return below(4) ? v : 0;
}

static void scenario(struct risk_scenario *s)
{
	*s = (struct risk_scenario){.id = "any", .title = "Any", .rate = or_nothing(from(1e-300, 366)), .weight = or_nothing(from(1e-9, 1e9))};
	s->events = or_nothing(from(1e-9, s->weight > 1e-3 ? 1e3 : 1e-6));
	s->years = or_nothing(from(1e-9, 1e9));
	s->wave = or_nothing(from(1e-9, 1));
	s->p50 = from(1e-2, 1e12);
	s->p95 = below(3) ? s->p50 * from(1, 1e4) : s->p50;
	s->blur = or_nothing(from(1e-9, 2));
	s->days_p50 = or_nothing(from(1e-3, 365));
	s->days_p95 = from(s->days_p50 > 0 ? s->days_p50 : 1, 3650);
}

static void any_model(void)
{
	m = (struct risk_model){.scenarios = 1 + below(RISK_SCENARIOS), .measures = below(40), .threads = 1 + below(2), .seed = (uint64_t)below(1 << 30)};
	for (int i = 0; i < m.scenarios; i++)
		scenario(&m.scenario[i]);
	for (int i = 0; i < m.measures; i++)
		m.measure[i] = (struct risk_measure){"any", or_nothing(from(1e-9, 1)), or_nothing(from(1e-9, 1))};
	m.hits = m.measures ? below(120) : 0;
	for (int i = 0; i < m.hits; i++)
		m.hit[i] = (struct risk_hit){below(m.measures), below(m.scenarios), below(2), from(1e-3, 1)};
	m.floor = from(0.01, 0.9);
	m.wave = or_nothing(from(1e-9, 3));
	m.cap = from(1, 1e12);
	m.cash = or_nothing(from(1, 1e12)); // below one euro counts as nothing
	m.trials = 1 + below(40);
}

// ---- what must be so

static bool good(double v)
{
	return isfinite(v) && v >= 0;
}

static bool numbers(void)
{
	bool all = good(r.mean) && good(r.p10) && good(r.p50) && good(r.p90) && good(r.p99) && good(r.chance) && good(r.over_cash) && good(r.days_mean) && good(r.days_p50) &&
		good(r.days_p90) && r.chance <= 1 && r.over_cash <= r.chance + 1e-12 && r.days_mean <= 365 && r.days_p90 <= 366;
	for (int i = 0; i < m.scenarios; i++)
		all = all && good(r.scenario[i].mean) && good(r.scenario[i].share) && r.scenario[i].share <= 1 + 1e-12 && good(r.scenario[i].events);
	for (int i = 0; i < m.measures; i++)
		all = all && isfinite(r.measure[i].saves) && isfinite(r.measure[i].would) && r.measure[i].saves >= -1e-9 * r.mean && r.measure[i].would >= -1e-9 * r.mean;
	return all;
}

static bool orders(void)
{
	bool all = r.p10 <= r.p50 && r.p50 <= r.p90 && r.p90 <= r.p99 && r.days_p50 <= r.days_p90;
	for (int i = 0; i < RISK_CURVE; i++)
		all = all && good(r.curve[i].loss) && good(r.curve[i].chance) && r.curve[i].chance <= 1 &&
			(i == 0 || (r.curve[i].loss > r.curve[i - 1].loss && r.curve[i].chance <= r.curve[i - 1].chance));
	return all;
}

static bool adds_up(void)
{
	double mean = 0, share = 0, most = 0;
	for (int i = 0; i < m.scenarios; i++) {
		mean += r.scenario[i].mean;
		share += r.scenario[i].share;
		most += r.scenario[i].events * m.cap;
	}
	return fabs(mean - r.mean) <= 1e-9 * r.mean && (r.mean <= 0 ? share <= 0 : fabs(share - 1) < 1e-9) && r.mean <= most * (1 + 1e-9);
}

static bool runs(void)
{
	struct err e = {0};
	struct arena *a = arena_new();
	bool taken = risk_run(a, &m, &r, &e);
	arena_free(a);
	if (!taken && !*e.text)
		printf("# refused without a word\n");
	return taken;
}

static void extremes(void)
{
	int refused = 0, no_number = 0, no_order = 0, no_sum = 0;
	for (int i = 0; i < MODELS; i++) {
		any_model();
		if (!runs()) {
			refused++;
			continue;
		}
		no_number += !numbers();
		no_order += !orders();
		no_sum += !adds_up();
	}
	ok(refused == 0, "%d models by chance at the ends of what is taken: %d refused", MODELS, refused);
	ok(no_number == 0, "all results are numbers, none negative, chances at most 1: %d are not", no_number);
	ok(no_order == 0, "quantiles rise, the curve falls: %d do not", no_order);
	ok(no_sum == 0, "scenarios add up to the mean, shares to 1, and no event costs more than the cap: %d do not", no_sum);
}

// ---- what is refused

static void refuses(double *field, double value, const char *what)
{
	double was = *field;
	*field = value;
	ok(!runs(), "%s of %g is refused", what, value);
	*field = was;
}

static void nonsense(void)
{
	m = (struct risk_model){.scenarios = 1, .measures = 1, .hits = 1, .threads = 1, .floor = 0.1, .wave = 0.3, .cap = 1e6, .cash = 1, .trials = 10, .seed = 1};
	m.scenario[0] = (struct risk_scenario){"one", "One", 0.2, 10, 1, 1, 1, 1000, 5000, 0.5, 1, 2};
	m.measure[0] = (struct risk_measure){"a", 0.5, 0.5};
	m.hit[0] = (struct risk_hit){0, 0, false, 0.5};
	ok(runs(), "a sound model is taken");
	struct risk_scenario *s = &m.scenario[0];
	struct {
		double *field, low, high;
		const char *what;
	} all[] = {{&s->rate, -1e-9, 367, "a rate"}, {&s->weight, -1, 2e9, "a weight"}, {&s->events, -1, 2e9, "a count"}, {&s->years, -1, 2e9, "a time"}, {&s->wave, -0.1, 1.1, "a part"},
		{&s->p50, 0, 1e13, "a median"}, {&s->p95, 999, 1e9, "a p95"}, {&s->blur, -0.1, 2.1, "a spread"}, {&s->days_p50, -1, 366, "a standstill"}, {&s->days_p95, 0.5, 4000, "a standstill p95"},
		{&m.measure[0].cover, -0.1, 1.1, "a cover"}, {&m.measure[0].usual, -0.1, 1.1, "a usual cover"}, {&m.hit[0].risk, 0, 1.1, "a relative risk"}, {&m.floor, 0, 1, "a floor"},
		{&m.wave, -0.1, 3.1, "a wave"}, {&m.cap, 0, 1e13, "a cap"}, {&m.cash, -1, 1e13, "cash"}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		refuses(all[i].field, all[i].low, all[i].what);
		refuses(all[i].field, all[i].high, all[i].what);
		refuses(all[i].field, NAN, all[i].what);
		refuses(all[i].field, INFINITY, all[i].what);
	}
}

int main(void)
{
	extremes();
	nonsense();
	return tap_done();
}
