// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a year may cost, in euro: many years of a firm are played, and counted.
//
// The model, number RISK_VERSION (it goes up when the same input gives other euro, be it for another rule or for other chance):
// - Frequency: the events of a scenario in a year are Poisson. Their rate is not known: it is gamma distributed, worth `weight` firm-years of knowledge (the gamma
//   is conjugate to the Poisson: what was counted since, `events` in `years` firm-years, is added to it). A factor that all firms share in a year (a wave), gamma
//   with mean 1, moves the rates of the scenarios together.
// - Loss of an event: lognormal by p50 and p95, at most `cap`. Its median is not known: it is moved by a lognormal of mean 1 and spread `blur`. Days of standstill:
//   lognormal too, and long where the loss is large (the same chance decides both).
// - A measure makes events rarer or milder: a relative risk rr; with partial cover c it is 1-(1-rr)c. Measures fail together (the same people, the same neglect), so their
//   effects are not multiplied: relative risk = floor + (1-floor)/(1+E), E the sum of (1-rr)/(rr-floor). One measure alone has exactly its rr, none brings a scenario
//   below the floor, and each more is worth something. (Without floor this is the product of the effects averaged over how well they work in this firm, were that
//   exponentially distributed: the frailty of Vaupel, Manton, Stallard 1979.)
// - The rate is that of firms that have the `usual` cover; without any measure it is higher by the relative risk of that.
// Sums of capped losses are multiplied by the relative risk on loss after the cap.
//
// How it is computed: what is unknown but the same for a while (rates, medians, the wave) is drawn once for a block of years, all blocks together having mean 1. In a
// block the number of events of a scenario is one draw, and each event then takes a year by chance: a quiet year costs nothing. An event has its own uniform: measures
// keep it when that is below their relative risk. So every event needs to be looked at once, whatever the number of measures: sums of losses by that uniform, between
// the relative risks that matter, give the exact mean with each measure switched, on the same events (common random numbers). Events are dealt to eight parts of that
// uniform first, and a part that no measure switched on or off would keep is not looked at. What an event costs comes from a table of e^(spread z) over the chance, right to 1e-6
// where p95 is at most twenty times the median, and always to 2e-4.
// The same input gives the same bits everywhere: src/base/real.h, sums in a fixed order, whole numbers where threads meet.
#ifndef BOLWERK_RISK_H
#define BOLWERK_RISK_H

#include "../base/err.h"

#define RISK_VERSION "2"

enum { RISK_SCENARIOS = 24, RISK_MEASURES = 160, RISK_HITS = 2048, RISK_CURVE = 40 };
#define RISK_TRIALS 100000000 // at most so many years

struct risk_scenario {
	const char *id, *title;
	double rate;               // events a year with the usual cover, at most 366
	double weight;             // firm-years that the rate is worth; 0: it is known exactly
	double events, years;      // what was counted since
	double wave;               // how much of the shared factor of a year it feels, 0 to 1
	double p50, p95;           // loss of an event, euro
	double blur;               // spread (sigma of the logarithm) of what we know of the median
	double days_p50, days_p95; // standstill of an event, at least 0.001; 0: none
};

struct risk_measure {
	const char *id;
	double cover; // 0 to 1: what of it is in place
	double usual; // what of it the firms have that the rates come from
};

// What a measure does to a scenario: numbers of both in their tables.
struct risk_hit {
	int measure, scenario;
	bool loss;   // the loss of an event and its days, else the frequency
	double risk; // relative risk with full cover, above 0 and at most 1
};

struct risk_model {
	struct risk_scenario scenario[RISK_SCENARIOS];
	struct risk_measure measure[RISK_MEASURES];
	struct risk_hit hit[RISK_HITS];
	int scenarios, measures, hits;
	double floor; // 0.01 to 0.9
	double wave;  // spread (coefficient of variation) of the shared factor
	double cap;   // euro: the most that one event can cost
	double cash;  // euro: what the firm can miss; 0: not known
	int64_t trials;
	uint64_t seed;
	int threads; // 1 to 64; the result is the same
};

struct risk_result {
	double mean, p10, p50, p90, p99; // of the loss in a year, euro
	double chance;                   // that a year has any loss
	double over_cash;                // that a year costs more than cash; 0 when that is not known
	double days_mean, days_p50, days_p90;
	struct {
		double loss, chance; // that a year costs more than loss
	} curve[RISK_CURVE];
	struct {
		double mean, share, events; // euro a year, part of the whole, events a year
	} scenario[RISK_SCENARIOS];
	struct {
		double saves; // what the cover in place saves: euro a year that its absence would add
		double would; // what full cover would save more
	} measure[RISK_MEASURES];
};

// Plays it. Refuses a model with an impossible number with a sentence that names it. Memory (a few MB) comes from the arena.
bool risk_run(struct arena *a, const struct risk_model *m, struct risk_result *ret, struct err *e);

// The relative risk of a scenario on frequency or loss, with the cover of each measure as it is. The one at `changed` (-1: none) counts with cover `cover`.
double risk_relative(const struct risk_model *m, int scenario, bool loss, int changed, double cover);

// Euro as they are kept and shown: whole.
static inline int64_t risk_euro(double v)
{
	return (int64_t)(v < 0 ? v - 0.5 : v + 0.5);
}

// Calls work(arg, thread, part) for each part from 0 to parts-1, on so many threads, and waits. thread: 0 to threads-1, never two at a time. Where a thread cannot be
// started fewer do the work.
void risk_share(int threads, int parts, void (*work)(void *arg, int thread, int part), void *arg);

#endif
