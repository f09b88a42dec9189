// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A policy against the years: what it pays next to a fine sum over the same years, what must hold for every offer, extreme ones.
#include "../../src/base/real.h"
#include "../../src/core/insurance.h"
#include "../../src/core/risk_model.h"
#include "tap.h"

#include <math.h>

static struct risk_model model;
static struct insurance_year year;
static struct err e;

static bool play(double premium, double excess, double limit)
{
	struct arena *a = arena_new();
	struct insurance_offer o = {premium, excess, limit};
	e = (struct err){0};
	bool good = insurance_play(a, &model, &o, &year, &e);
	arena_free(a);
	return good;
}

static double chance_above(double x)
{
	static struct risk_result r;
	struct arena *a = arena_new();
	double cash = model.cash;
	model.cash = x;
	bool good = risk_run(a, &model, &r, &e);
	model.cash = cash;
	arena_free(a);
	return good ? r.over_cash : NAN;
}

// The area under the chance in 150 steps; each step's error is a part of its own small fall.
static double finely(double from, double to)
{
	double sum = 0, x = from, y = chance_above(x > 0 ? x : 1e-9);
	for (int i = 1; i <= 150; i++) {
		double next = from > 1 ? from * real_exp(real_log(to / from) * i / 150) : from + (to - from) * i / 150, at = chance_above(next);
		sum += (y + at) / 2 * (next - x);
		x = next;
		y = at;
	}
	return sum;
}

static void firm(struct db *d, int64_t people)
{
	struct risk_taken t;
	struct risk_firm f = {.people = people};
	if (!risk_model_make(d, d->a, &f, "en", &model, &t, &e))
		printf("# %s\n", e.text);
	model.trials = 60000;
	model.seed = 1;
	model.threads = 1;
}

static void against_years(struct db *d)
{
	static const double offers[][2] = {{2500, 100000}, {500, 5000}, {10000, 250000}, {30, 400}};
	double worst = 0;
	for (int64_t people = 5; people <= 125; people += 120)
		for (int i = 0; i < 4; i++) {
			firm(d, people);
			play(0, offers[i][0], offers[i][1]);
			double fine = finely(offers[i][0], offers[i][0] + offers[i][1]), off = fine > 0 ? fabs(year.paid / fine - 1) : 0;
			printf("# %d people, excess %.0f, limit %.0f: %.1f of %.1f a year is paid, finely %.1f\n", (int)people, offers[i][0], offers[i][1], year.paid, year.before, fine);
			worst = fmax(worst, off);
		}
	ok(worst < 0.01, "what is paid is what a fine sum over the same years says: at most %.3f %% off", 100 * worst);
}

static bool sound(double premium, double excess, double limit)
{
	return play(premium, excess, limit) && isfinite(year.paid) && year.paid >= 0 && year.stays >= 0 && fabs(year.paid + year.stays - year.before) <= 1e-9 * (1 + year.before) &&
		year.pays >= year.beyond && year.pays <= 1 && year.beyond >= 0 && year.p90 >= 0 && year.p99 >= year.p90 && year.cost >= premium && year.over_cash >= 0 && year.over_cash <= 1;
}

static void every_offer(struct db *d)
{
	bool good = true, falls = true;
	uint64_t lane = real_lane(9, 9), at = 0;
	firm(d, 25);
	model.trials = 1000;
	model.cash = 20000;
	for (int i = 0; i < 120; i++) {
		double premium = 3000 * real_unit(real_bits(lane, at++)), excess = real_exp(14 * real_unit(real_bits(lane, at++))), limit = real_exp(16 * real_unit(real_bits(lane, at++)));
		good = good && sound(premium, excess, limit);
		double paid = year.paid, over = year.over_cash;
		good = good && sound(premium, excess, limit * 2);
		falls = falls && year.paid >= paid * 0.999 && year.over_cash <= over;
		good = good && sound(premium, excess * 2, limit);
		falls = falls && year.paid <= paid * 1.001;
	}
	ok(good, "360 offers: what is paid and what stays are the loss, no number is out of bounds");
	ok(falls, "a higher limit pays more, a higher excess less");
}

static void ends(struct db *d)
{
	firm(d, 25);
	model.trials = 10000;
	model.cash = 10000;
	ok(play(1000, 0, -1) && fabs(year.stays) < 1e-6 * year.before && year.p99 <= 0 && year.over_cash <= 0 && year.over_cash_before > 0 && fabs(year.cost - 1000) < 0.1,
		"all is paid: only the premium stays");
	ok(play(0, 0, 0) && year.paid <= 0 && year.pays <= 0 && fabs(year.over_cash - year.over_cash_before) < 1e-12 && year.stays >= year.before, "a limit of nothing pays nothing");
	ok(play(10001, 0, -1) && year.over_cash >= 1, "a premium above the cash is always too much");
	ok(play(0, 1e12, 1e12) && year.paid <= 0 && year.pays <= 0, "an excess beyond all losses pays nothing");
	ok(sound(1e12, 0, 1e12) && fabs(year.paid - year.before) < 1e-6 * year.before, "the most of everything");
	play(0, 3000, 50000);
	double p90 = year.p90, p99 = year.p99;
	play(0, 1e12, 0);
	ok(p90 <= fmin(year.p90, 3000) && p90 >= fmin(year.p90, 3000) && p99 >= 3000 && p99 <= year.p99, "what stays in a bad year: %.0f and %.0f, without policy %.0f and %.0f", p90, p99,
		year.p90, year.p99);
	play(400, 3000, 50000);
	ok(fabs(year.over_cash - chance_above(9600 + 50000)) < 1e-12, "more than the cash stays only where the limit is past: %.4f", year.over_cash);
	ok(!play(-1, 0, 0) && e.text[0], "a premium below 0: refused");
	ok(!play(0, NAN, 0) && !play(0, 0, NAN) && !play(0, 0, INFINITY), "what is no number is refused");
	for (int i = 0; i < model.scenarios; i++)
		model.scenario[i].rate = 0;
	ok(sound(100, 1000, 10000) && year.paid <= 0 && year.cost <= 100, "nothing ever happens: nothing is paid");
}

int main(void)
{
	struct arena *a = arena_new();
	struct db *d = db_open(a, ":memory:", NULL, &e);
	ok(d != NULL, "the catalogue");
	if (d) {
		against_years(d);
		every_offer(d);
		ends(d);
	}
	arena_free(a);
	return tap_done();
}
