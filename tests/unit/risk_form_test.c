// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The risk engine against answers that are known exactly. Each model is played RUNS times with other seeds. Result: the mean of the runs. Standard error: the
// spread of the runs (the root of their sample variance) over the root of RUNS. So the error holds all chance of the engine, also that of rates that are drawn once for a block of years. A
// result may be K standard errors away; a quantile also STEP of its value, the width of a step in which years are counted (risk_play.h). Being K away by chance happens about
// once in 5,000 comparisons (t, 63 degrees of freedom); the seeds are fixed, so it is always or never. Each line shows how many errors away it was and how large the error is.
#include "../../src/core/risk.h"
#include "tap.h"

#include <math.h>
#include <stddef.h>

enum { RUNS = 64, YEARS = 20000, EVENTS = 400, ALONE = 2048 }; // ALONE: so few years that each draws its own rates
#define K 4
#define STEP 0.002
#define Z95 1.6448536269514722

static struct risk_model m;
static struct risk_result run[RUNS];

static void plain(double rate, double p50, double p95)
{
	m = (struct risk_model){.scenarios = 1, .floor = 0.1, .cap = 1e12, .trials = YEARS, .threads = 1};
	m.scenario[0] = (struct risk_scenario){.id = "one", .title = "One", .rate = rate, .p50 = p50, .p95 = p95};
}

static void play(void)
{
	for (int i = 0; i < RUNS; i++) {
		struct err e = {0};
		struct arena *a = arena_new();
		m.seed = (uint64_t)i + 1;
		if (!risk_run(a, &m, &run[i], &e))
			ok(false, "refused: %s", e.text);
		arena_free(a);
	}
}

#define AT(what) offsetof(struct risk_result, what)

static double value(int i, size_t at)
{
	double v;
	memcpy(&v, (const char *)&run[i] + at, sizeof v);
	return v;
}

// Whether a result, the number at `at` in risk_result, is `exact`. `fine`: the largest part of the value that its error may be, so that the comparison says something.
static void near(const char *model, const char *what, size_t at, double exact, double fine)
{
	double sum = 0, squares = 0;
	for (int i = 0; i < RUNS; i++)
		sum += value(i, at);
	double mean = sum / RUNS;
	for (int i = 0; i < RUNS; i++)
		squares += (value(i, at) - mean) * (value(i, at) - mean);
	bool steps = at == AT(p10) || at == AT(p50) || at == AT(p90) || at == AT(p99) || at == AT(days_p50) || at == AT(days_p90);
	double error = sqrt(squares / (RUNS - 1) / RUNS), away = fmax(0, fabs(mean - exact) - (steps ? STEP : 1e-12) * exact - 1e-9);
	ok(away <= K * error && error <= fine * exact + 1e-9, "%s: %s is %.6g for %.6g (%.1f standard errors of %.2g %%)", model, what, mean, exact, error > 0 ? away / error : 0,
		exact > 0 ? 100 * error / exact : 0);
}

// ---- how many events: chances of 0, 1, 2… in a year

static double chance_of[EVENTS];

// Of a gamma distributed rate with this shape and mean (negative binomial); shape 0: the rate is known (Poisson).
static void count(double mean, double shape)
{
	for (int n = 0; n < EVENTS; n++) {
		double log_poisson = -mean + n * log(mean) - lgamma(n + 1);
		double log_binomial = lgamma(n + shape) - lgamma(shape) - lgamma(n + 1) + shape * log(shape / (shape + mean)) + n * log(mean / (shape + mean));
		chance_of[n] = exp(shape > 0 ? log_binomial : log_poisson);
	}
}

// The fewest events that the share p of the years does not exceed.
static int count_at(double p)
{
	double below = 0;
	int n = 0;
	while (n < EVENTS - 1 && below + chance_of[n] < p)
		below += chance_of[n++];
	return n;
}

static double count_above(int n)
{
	double sum = 0;
	for (int i = n + 1; i < EVENTS; i++)
		sum += chance_of[i];
	return sum;
}

// What the quantile p of `years` years is on the average of many tries. It is over n events when fewer than p x years of them have at most n events, and how many have is binomial. (The
// quantile of all years itself, but where p is close to the end of a step: there tries differ.)
static double count_tried(double p, int years)
{
	double sum = 0, below = 0;
	for (int n = 0; n < EVENTS && below < 1 - 1e-9; n++) {
		below += chance_of[n];
		double fewer = 0, all = below < 1 - 1e-15 ? below : 1 - 1e-15;
		for (int k = 0; k < p * years; k++)
			fewer += exp(lgamma(years + 1.0) - lgamma(k + 1.0) - lgamma(years - k + 1.0) + k * log(all) + (years - k) * log1p(-all));
		sum += fewer;
	}
	return sum;
}

// Each event costs 1000 and a quarter of a day; cash is a bit more than the events that nine years of ten stay below.
static void whole_losses(const char *name, double mean)
{
	m.scenario[0].days_p50 = m.scenario[0].days_p95 = 0.25;
	m.cash = 1000.0 * count_at(0.9) + 500;
	play();
	near(name, "the mean", AT(mean), 1000 * mean, 0.02);
	near(name, "p10", AT(p10), 1000 * count_tried(0.1, (int)m.trials), 0.02);
	near(name, "p50", AT(p50), 1000 * count_tried(0.5, (int)m.trials), 0.02);
	near(name, "p90", AT(p90), 1000 * count_tried(0.9, (int)m.trials), 0.02);
	near(name, "p99", AT(p99), 1000 * count_tried(0.99, (int)m.trials), 0.02);
	near(name, "the chance of loss", AT(chance), 1 - chance_of[0], 0.02);
	near(name, "the chance of more than the cash", AT(over_cash), count_above(count_at(0.9)), 0.05);
	near(name, "days", AT(days_mean), 0.25 * mean, 0.02);
	near(name, "days p90", AT(days_p90), 0.25 * count_tried(0.9, (int)m.trials), 0.02);
	near(name, "events", AT(scenario[0].events), mean, 0.02);
}

static void counts(void)
{
	const double rates[] = {0.06, 0.8, 4, 36};
	char name[120];
	for (int i = 0; i < 4; i++) {
		plain(rates[i], 1000, 1000);
		count(rates[i], 0);
		snprintf(name, sizeof name, "Poisson %g", rates[i]);
		whole_losses(name, rates[i]);
	}
	const double shapes[][2] = {{0.3, 0.6}, {2, 3}, {12, 1.7}}; // mean, shape: the rate is worth shape/mean firm-years
	for (int i = 0; i < 3; i++) {
		plain(shapes[i][0], 1000, 1000);
		m.scenario[0].weight = shapes[i][1] / shapes[i][0];
		m.trials = ALONE;
		count(shapes[i][0], shapes[i][1]);
		snprintf(name, sizeof name, "gamma and Poisson, mean %g, shape %g", shapes[i][0], shapes[i][1]);
		whole_losses(name, shapes[i][0]);
	}
}

// The gamma of a rate (shape a = rate x weight, worth b = weight years) after counting: mean (a + events) / (b + years), shape a + events.
static void updated(void)
{
	const double seen[][4] = {{0.5, 4, 0, 4}, {0.5, 4, 9, 6}, {0.02, 200, 0, 10}, {0.02, 200, 3, 10}, {2, 0.5, 40, 10}}; // rate, weight, events, years
	char name[120];
	for (int i = 0; i < 5; i++) {
		const double *s = seen[i];
		double shape = s[0] * s[1] + s[2], mean = shape / (s[1] + s[3]);
		plain(s[0], 1000, 1000);
		m.scenario[0].weight = s[1];
		m.scenario[0].events = s[2];
		m.scenario[0].years = s[3];
		count(mean, shape);
		snprintf(name, sizeof name, "%g a year worth %g years, then %g events in %g years", s[0], s[1], s[2], s[3]);
		play();
		near(name, "events", AT(scenario[0].events), mean, 0.02);
		near(name, "the chance of loss", AT(chance), 1 - chance_of[0], 0.02);
	}
}

// ---- how much an event costs

static double upper(double z) // of a standard normal distribution
{
	return 0.5 * erfc(z / sqrt(2));
}

// The mean of a lognormal (logarithm mu, spread s) of which everything over the cap counts as the cap.
static double censored(double mu, double s, double cap)
{
	double z = (log(cap) - mu) / s;
	return exp(mu + s * s / 2) * upper(s - z) + cap * upper(z);
}

// The chance that two lognormals together exceed x, by Simpson's rule over the first.
static double two_above(double mu, double s, double x)
{
	enum { STEPS = 4000 };
	double sum = 0, top = (log(x) - mu) / s, wide = (top + 9) / STEPS;
	for (int i = 0; i <= STEPS; i++) {
		double z = -9 + wide * i, left = x - exp(mu + s * z), density = exp(-z * z / 2) / sqrt(2 * M_PI);
		sum += (i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2) * density * (left > 0 ? upper((log(left) - mu) / s) : 1);
	}
	return sum * wide / 3 + upper(top);
}

// The chance that a year costs more than x. Events are so rare that three in a year (counted as over x always) do not matter.
static double year_above(double rate, double mu, double s, double x)
{
	double none = exp(-rate), one = none * rate, two = one * rate / 2;
	return one * upper((log(x) - mu) / s) + two * two_above(mu, s, x) + (1 - none - one - two);
}

static double year_at(double rate, double mu, double s, double p)
{
	double low = log(1e-3), high = log(1e12);
	for (int i = 0; i < 200; i++) {
		double x = (low + high) / 2;
		*(year_above(rate, mu, s, exp(x)) > 1 - p ? &low : &high) = x;
	}
	return exp(low);
}

static void rare(void)
{
	const double shape[][3] = {{0.02, 12000, 120000}, {0.03, 300, 4000}, {0.015, 2000, 2600}}; // rate, p50, p95
	char name[120];
	for (int i = 0; i < 3; i++) {
		double rate = shape[i][0], mu = log(shape[i][1]), s = log(shape[i][2] / shape[i][1]) / Z95;
		plain(rate, shape[i][1], shape[i][2]);
		m.cash = year_at(rate, mu, s, 0.997);
		m.trials = 4 * YEARS;
		play();
		snprintf(name, sizeof name, "lognormal %g/%g, %g a year", shape[i][1], shape[i][2], rate);
		near(name, "the mean", AT(mean), rate * exp(mu + s * s / 2), 0.03);
		near(name, "p99", AT(p99), year_at(rate, mu, s, 0.99), 0.05);
		near(name, "p90", AT(p90), 0, 0);
		near(name, "the chance of the worst three in a thousand", AT(over_cash), 0.003, 0.03);
		near(name, "the chance of loss", AT(chance), 1 - exp(-rate), 0.03);
	}
}

static void capped(void)
{
	const double caps[] = {500, 1000, 4000, 40000};
	double mu = log(1000), s = log(10) / Z95, wide = sqrt(s * s + 0.25);
	char name[120];
	for (int i = 0; i < 4; i++) {
		plain(0.4, 1000, 10000);
		m.cap = caps[i];
		play();
		snprintf(name, sizeof name, "lognormal 1000/10000 with cap %g", caps[i]);
		near(name, "the mean", AT(mean), 0.4 * censored(mu, s, caps[i]), 0.02);
		m.scenario[0].blur = 0.5; // a median that is not known makes the loss as wide as both spreads together, about the same mean
		play();
		snprintf(name, sizeof name, "its median not known, with cap %g", caps[i]);
		near(name, "the mean", AT(mean), 0.4 * censored(mu - 0.125, wide, caps[i]), 0.02);
	}
	m.cap = 1e12;
	play();
	near("its median not known, no cap", "the mean", AT(mean), 0.4 * exp(mu + s * s / 2), 0.03);
}

// ---- several scenarios, and years that are bad for all

static void together(void)
{
	plain(0, 1, 1);
	m.scenarios = 6;
	double mean = 0, rates = 0;
	for (int i = 0; i < 6; i++) {
		double rate = 0.05 + 0.07 * i, p50 = 300 * (i + 1), s = log(1.5 + i) / Z95;
		m.scenario[i] = (struct risk_scenario){.id = "one", .title = "One", .rate = rate, .p50 = p50, .p95 = p50 * (1.5 + i), .wave = 1};
		mean += rate * p50 * exp(s * s / 2);
		rates += rate;
	}
	play();
	near("six scenarios", "the mean", AT(mean), mean, 0.02);
	near("six scenarios", "the chance of loss", AT(chance), 1 - exp(-rates), 0.01);
	m.wave = 0.8; // a shared factor with mean 1 and this spread: the number of events is negative binomial
	play();
	count(rates, 1 / (m.wave * m.wave));
	near("six scenarios in waves", "the mean", AT(mean), mean, 0.02);
	near("six scenarios in waves", "the chance of loss", AT(chance), 1 - chance_of[0], 0.01);
	for (int i = 0; i < 6; i++) {
		m.scenario[i].p50 = m.scenario[i].p95 = 1000;
		m.scenario[i].wave = 1;
	}
	m.cash = 2500;
	m.trials = ALONE;
	play();
	near("six scenarios in waves", "the chance of three events or more", AT(over_cash), count_above(2), 0.02);
	near("six scenarios in waves", "p99", AT(p99), 1000 * count_tried(0.99, ALONE), 0.02);
}

// ---- measures

// floor + (1-floor)/(1+E), E the sum of (1-rr)/(rr-floor), rr = 1-(1-risk) cover; effect i of scenario 0.
static double relative(bool loss, bool usual, int without)
{
	double e = 0;
	for (int i = 0; i < m.hits; i++) {
		const struct risk_measure *t = &m.measure[m.hit[i].measure];
		double rr = 1 - (1 - m.hit[i].risk) * (usual ? t->usual : m.hit[i].measure == without ? 0 : t->cover);
		if (m.hit[i].loss == loss)
			e += (1 - rr) / (rr - m.floor);
	}
	return m.floor + (1 - m.floor) / (1 + e);
}

static void covered(void)
{
	const struct risk_hit hits[] = {{0, 0, false, 0.55}, {1, 0, false, 0.35}, {2, 0, true, 0.2}, {2, 0, false, 0.92}, {3, 0, true, 0.75}};
	const struct risk_measure measures[] = {{"a", 0.5, 0}, {"b", 1, 0.25}, {"c", 0.3, 0.1}, {"d", 0, 1}};
	plain(0.6, 1000, 3000);
	m.measures = 4;
	m.hits = 5;
	memcpy(m.hit, hits, sizeof hits);
	memcpy(m.measure, measures, sizeof measures);
	for (int floor = 0; floor < 3; floor++) {
		char name[60];
		m.floor = (const double[]){0.01, 0.1, 0.19}[floor];
		snprintf(name, sizeof name, "measures, floor %g", m.floor);
		double often = relative(false, false, -1) / relative(false, true, -1), dear = relative(true, false, -1) / relative(true, true, -1), s = log(3) / Z95;
		play();
		near(name, "events", AT(scenario[0].events), 0.6 * often, 0.02);
		near(name, "the mean", AT(mean), 0.6 * often * 1000 * exp(s * s / 2) * dear, 0.02);
		ok(fabs(risk_relative(&m, 0, false, -1, 0) - relative(false, false, -1)) < 1e-12 && fabs(risk_relative(&m, 0, true, 2, 0) - relative(true, false, 2)) < 1e-12,
			"%s: risk_relative is the formula", name);
	}
	plain(0.5, 1000, 1000);
	m.measures = m.hits = 1;
	m.measure[0] = (struct risk_measure){"a", 0.4, 0};
	m.hit[0] = (struct risk_hit){0, 0, false, 0.25};
	play();
	near("one measure of a quarter, covered for four tenths", "events", AT(scenario[0].events), 0.5 * (1 - 0.75 * 0.4), 0.02);
}

// What the engine says that a measure saves and would save, and the difference of two other plays (their seeds differ: both have their own chance).
static void switched(int measure)
{
	double saves = 0, would = 0, part[3] = {0}, squares[3] = {0}, cover = m.measure[measure].cover;
	play();
	for (int i = 0; i < RUNS; i++) {
		saves += run[i].measure[measure].saves / RUNS;
		would += run[i].measure[measure].would / RUNS;
	}
	for (int k = 0; k < 3; k++) { // as it is, without, with all of it
		m.measure[measure].cover = k == 0 ? cover : k - 1;
		for (int i = 0; i < RUNS; i++) {
			struct err e = {0};
			struct arena *a = arena_new();
			m.seed = 1000 * ((uint64_t)k + 1) + (uint64_t)i;
			risk_run(a, &m, &run[i], &e);
			arena_free(a);
			part[k] += run[i].mean / RUNS;
			squares[k] += run[i].mean * run[i].mean / RUNS;
		}
		squares[k] = (squares[k] - part[k] * part[k]) / (RUNS - 1); // of the mean
	}
	m.measure[measure].cover = cover;
	double error_saves = sqrt(squares[0] + squares[1]), error_would = sqrt(squares[0] + squares[2]);
	ok(fabs(saves - (cover > 0 ? part[1] - part[0] : 0)) <= K * error_saves, "measure %d saves %.1f; two other plays differ by %.1f, error %.1f", measure, saves,
		part[1] - part[0], error_saves);
	ok(fabs(would - (cover < 1 ? part[0] - part[2] : 0)) <= K * error_would, "measure %d would save %.1f; two other plays differ by %.1f, error %.1f", measure, would,
		part[0] - part[2], error_would);
}

static void marginal(void)
{
	const struct risk_hit hits[] = {{0, 0, false, 0.55}, {0, 1, false, 0.75}, {1, 0, true, 0.35}, {1, 2, false, 0.55}, {2, 1, true, 0.2}, {2, 1, false, 0.5}};
	const struct risk_measure measures[] = {{"a", 0, 0}, {"b", 0.5, 0.2}, {"c", 1, 0}};
	plain(0.6, 1000, 3000);
	m.scenario[1] = (struct risk_scenario){.id = "two", .title = "Two", .rate = 2, .p50 = 400, .p95 = 900, .weight = 3};
	m.scenario[2] = (struct risk_scenario){.id = "three", .title = "Three", .rate = 0.2, .p50 = 5000, .p95 = 30000, .blur = 0.3};
	m.scenarios = m.measures = 3;
	m.hits = 6;
	m.cap = 20000;
	memcpy(m.hit, hits, sizeof hits);
	memcpy(m.measure, measures, sizeof measures);
	for (int i = 0; i < 3; i++)
		switched(i);
}

int main(void)
{
	counts();
	updated();
	rare();
	capped();
	together();
	covered();
	marginal();
	return tap_done();
}
