// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The risk engine: its mathematics, closed forms, limits, results to the last bit.
#include "../../src/base/real.h"
#include "../../src/core/risk.h"
#include "tap.h"

#include <float.h>
#include <math.h>

static struct risk_model plain(void)
{
	struct risk_model m = {.scenarios = 1, .floor = 0.1, .cap = 1e12, .trials = 400000, .seed = 1, .threads = 1};
	m.scenario[0] = (struct risk_scenario){.id = "one", .title = "One", .rate = 0.2, .p50 = 1000, .p95 = 5000};
	return m;
}

static bool play(const struct risk_model *m, struct risk_result *r)
{
	struct err e = {0};
	struct arena *a = arena_new();
	bool good = risk_run(a, m, r, &e);
	arena_free(a);
	if (!good)
		printf("# %s\n", e.text);
	return good;
}

// The same where it must not be refused.
static void plays(const struct risk_model *m, struct risk_result *r)
{
	if (!play(m, r))
		ok(false, "it was refused");
}

// How far a value is from what is true, in units of the last place.
static double off(double v, long double is)
{
	double unit = nextafter(fabs((double)is), INFINITY) - fabs((double)is);
	return (double)(fabsl(v - is) / unit);
}

static void mathematics(void)
{
	double exp_off = 0, log_off = 0, normal_off = 0;
	uint64_t lane = real_lane(1, 2);
	for (uint64_t i = 0; i < 200000; i++) {
		double u = real_unit(real_bits(lane, i)), x = (u - 0.5) * 1400, y = real_exp((u - 0.5) * 20), near = 1 + (u - 0.5) * 1e-3;
		exp_off = fmax(exp_off, off(real_exp(x), expl(x)));
		log_off = fmax(log_off, fmax(off(real_log(y), logl(y)), off(real_log(near), logl(near))));
		normal_off = fmax(normal_off, fabs(0.5 * erfc(-real_normal(u) / sqrt(2)) - u) / u);
	}
	ok(exp_off < 1.5 && log_off < 2, "exp and log: %.2f and %.2f units of the last place from libm's long double", exp_off, log_off);
	ok(normal_off < 1e-13, "the normal quantile turned back: %.1e", normal_off);
	ok(isfinite(real_exp(1e300)) && real_exp(-1e300) >= 0 && real_exp(-1e300) <= 0 && isfinite(real_log(0)) && isfinite(real_log(-1)) && isfinite(real_log(1e308 * 10)) &&
			isfinite(real_normal(0)) && isfinite(real_normal(1)) && isfinite(real_exp(NAN)) && isfinite(real_log(NAN)),
		"ends and nonsense give numbers");
	ok(real_bits(0x548c9decbce65297ULL | 1, 1) != real_bits(0x548c9decbce65297ULL | 1, 2) && real_lane(1, 1) != real_lane(1, 2) && real_lane(1, 1) != real_lane(2, 1),
		"lanes differ");
}

static void chances(void)
{
	double sum = 0, squares = 0, bits = 0;
	const int n = 200000;
	for (int i = 0; i < n; i++) {
		double g = real_gamma(0.4, real_lane(3, 1), (uint64_t)i);
		sum += g;
		squares += g * g;
		bits += __builtin_popcountll(real_bits(real_lane(9, 9), (uint64_t)i) ^ real_bits(real_lane(9, 9), (uint64_t)i + 1));
	}
	double mean = sum / n, var = squares / n - mean * mean;
	ok(fabs(mean - 1) < 0.018 && fabs(var - 2.5) < 0.15, "gamma of shape 0.4: mean %.4f, variance %.3f (1 and 2.5; five standard errors)", mean, var);
	ok(fabs(bits / n - 32) < 0.05, "half of the bits change from one to the next: %.3f", bits / n);
	ok(real_gamma(1e13, 1, 1) <= 1 && real_gamma(1e13, 1, 1) >= 1 && isfinite(real_gamma(0, 1, 1)) && isfinite(real_gamma(1e-300, 1, 5)), "extreme shapes");
}

static void closed_forms(void)
{
	static struct risk_model m;
	static struct risk_result r;
	m = plain();
	double sigma = log(5.0) / 1.6448536269514722, one = 1000 * exp(sigma * sigma / 2), n = (double)m.trials;
	// The sum of a Poisson number of losses has variance rate * E[loss^2].
	double error = sqrt(0.2 * 1000 * 1000 * exp(2 * sigma * sigma) / n);
	plays(&m, &r);
	ok(fabs(r.mean - 0.2 * one) < 5 * error, "mean of Poisson and lognormal: %.2f for %.2f, room %.2f", r.mean, 0.2 * one, 5 * error);
	ok(fabs(r.chance - (1 - exp(-0.2))) < 5 * sqrt(0.18 * 0.82 / n), "chance of a year with loss: %.5f for %.5f", r.chance, 1 - exp(-0.2));
	m.cap = 1000; // half of the losses are cut: E[min(L, median)] = median/2 + mean * Phi(-sigma)
	double cut = 500 + one * 0.5 * erfc(sigma / sqrt(2));
	plays(&m, &r);
	ok(fabs(r.mean - 0.2 * cut) < 5 * sqrt(0.2 * 1e6 / n), "with a cap: %.2f for %.2f", r.mean, 0.2 * cut);
	m = plain();
	m.scenario[0].p95 = 1000; // no spread: whole thousands
	m.scenario[0].rate = 3;
	plays(&m, &r);
	ok(fabs(r.p50 - 3000) < 6 && fabs(r.p90 - 5000) < 10 && fabs(r.p99 - 8000) < 16, "Poisson alone: p50 %.0f, p90 %.0f, p99 %.0f", r.p50, r.p90, r.p99);
	m.scenario[0].weight = 1; // rate gamma of shape 3, so counts are negative binomial with size 3 and chance 1/2: no event 1/8
	plays(&m, &r);
	ok(fabs(r.chance - 0.875) < 0.01, "a rate that is not known: %.4f of the years have loss, for 0.875", r.chance);
	m.scenario[0].events = 0;
	m.scenario[0].years = 2; // shape 3, mean 3/3
	plays(&m, &r);
	ok(fabs(r.scenario[0].events - 1) < 0.02, "counts without events lower it: %.4f a year", r.scenario[0].events);
}

static void measures(void)
{
	static struct risk_model m;
	static struct risk_result r;
	m = plain();
	m.measures = 2;
	m.hits = 2;
	m.measure[0] = (struct risk_measure){"a", 0, 0};
	m.measure[1] = (struct risk_measure){"b", 1, 0};
	m.hit[0] = (struct risk_hit){0, 0, false, 0.5};
	m.hit[1] = (struct risk_hit){1, 0, true, 0.25};
	ok(fabs(risk_relative(&m, 0, false, 0, 1) - 0.5) < 1e-12 && fabs(risk_relative(&m, 0, true, -1, 0) - 0.25) < 1e-12, "one measure alone has its relative risk");
	plays(&m, &r);
	ok(fabs(r.measure[1].saves - 3 * r.mean) < 1e-6 * r.mean && r.measure[1].would <= 0, "a quarter of the loss: saves three times what is left");
	ok(fabs(r.measure[0].would / r.mean - 0.5) < 0.02 && r.measure[0].saves <= 0, "half of the events: would save %.3f of the mean", r.measure[0].would / r.mean);
	double last = 1;
	m.hits = 0;
	bool falls = true;
	for (int i = 0; i < 100; i++) {
		m.measure[i] = (struct risk_measure){"x", 1, 0};
		m.hit[i] = (struct risk_hit){i, 0, false, 0.55};
		m.measures = m.hits = i + 1;
		double rr = risk_relative(&m, 0, false, -1, 0);
		falls = falls && rr < last && rr > 0.1;
		last = rr;
	}
	ok(falls, "each more is worth something, and the floor stays: %.4f", last);
	for (int i = 0; i < 100; i++)
		m.measure[i].usual = 1;
	plays(&m, &r);
	ok(fabs(r.scenario[0].events - 0.2) < 0.005, "a firm with what is usual has the usual rate: %.4f", r.scenario[0].events);
}

static bool all_finite(const struct risk_result *r, const struct risk_model *m)
{
	bool good = isfinite(r->mean) && isfinite(r->p10) && isfinite(r->p50) && isfinite(r->p90) && isfinite(r->p99) && isfinite(r->days_p90) && isfinite(r->days_mean);
	for (int i = 0; i < m->scenarios; i++)
		good = good && isfinite(r->scenario[i].mean) && isfinite(r->scenario[i].share);
	for (int i = 0; i < RISK_CURVE; i++)
		good = good && isfinite(r->curve[i].loss) && r->curve[i].chance >= 0 && r->curve[i].chance <= 1;
	return good;
}

static void limits(void)
{
	static struct risk_model m;
	static struct risk_result r;
	m = plain();
	m.trials = 1;
	plays(&m, &r);
	ok(all_finite(&r, &m), "one year");
	m.trials = 5000;
	m.scenario[0].rate = 0;
	plays(&m, &r);
	ok(all_finite(&r, &m) && r.mean <= 0 && r.scenario[0].share <= 0 && r.p99 <= 0, "nothing ever happens");
	m.scenario[0] = (struct risk_scenario){"x", "X", 366, 1e-9, 0, 0, 1, 1e12, 1e16, 2, 365, 3650};
	m.wave = 3;
	plays(&m, &r);
	ok(all_finite(&r, &m), "the most of everything: %.3g a year", r.mean);
	m.scenario[0] = (struct risk_scenario){"x", "X", 1e-300, 1e9, 0, 1e9, 1, 0.01, 0.01, 0, 1e-3, 1e-3};
	plays(&m, &r);
	ok(all_finite(&r, &m), "the least of everything");
	m = plain();
	m.scenario[0].p95 = 10;
	ok(!play(&m, &r), "p95 below p50 is refused");
	m = plain();
	m.scenario[0].rate = -1;
	ok(!play(&m, &r), "a negative rate is refused");
	m.scenario[0].rate = NAN;
	ok(!play(&m, &r), "what is no number is refused");
	m = plain();
	m.hits = 1;
	ok(!play(&m, &r), "an effect of no measure is refused");
}

// The same on every compiler, processor and system that runs this test.
static void last_bit(void)
{
	static struct risk_model m;
	static struct risk_result r;
	m = plain();
	m.scenarios = 2;
	m.scenario[1] = (struct risk_scenario){"two", "Two", 0.7, 20, 1, 3, 1, 300, 4000, 0.5, 1, 10};
	m.wave = 0.3;
	m.trials = 100000;
	m.seed = 42;
	char got[200];
	plays(&m, &r);
	snprintf(got, sizeof got, "%a %a %a %a", r.mean, r.p90, r.p99, r.days_mean);
	same(got, "0x1.f4a01afcd593p+9 0x1.4743c3c3c3c3cp+11 0x1.6d2p+13 0x1.c0727dd798e64p+0", "results to the last bit");
	snprintf(got, sizeof got, "%a %a %a %a", real_exp(1), real_log(10), real_normal(0.01), real_gamma(2.5, real_lane(7, 7), 7));
	same(got, "0x1.5bf0a8b145769p+1 0x1.26bb1bbb55516p+1 -0x1.29c5c4630ff0ep+1 0x1.a4b66179f2f5ep-1", "mathematics to the last bit");
	ok(real_bits(real_lane(1, 1), 1) == 0x13325f76b97e036ULL, "chance to the last bit: %llx", (unsigned long long)real_bits(real_lane(1, 1), 1));
}

int main(void)
{
	mathematics();
	chances();
	closed_forms();
	measures();
	limits();
	last_bit();
	return tap_done();
}
