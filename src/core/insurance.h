// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a policy would pay of a firm's year, from the same years that the risk engine plays.
//
// The excess is taken of the loss of a whole year, not of each event, and the limit holds for a year: paid = min(max(loss - excess, 0), limit). A policy with an excess for
// each event pays at most that much; in the few years with two events or more it pays less.
// Chances and quantiles are exact: counted in the years themselves (what stays rises with the loss, so its quantile is what stays of the quantile of the loss). The mean is
// the area under the chance that a year costs more, between the points where that was counted, 1.25 times from each other or less, on lines through the logarithms: within
// a percent of the years themselves where a few hundred of them cost more than the excess, and exact where there is no excess and no year reaches the limit.
#ifndef BOLWERK_INSURANCE_H
#define BOLWERK_INSURANCE_H

#include "risk.h"

struct insurance_offer {
	double premium; // euro a year
	double excess;  // euro of a year's loss that the firm pays itself
	double limit;   // euro that the insurer pays at most in a year; below 0: no limit
};

struct insurance_year {
	double before;          // euro a year on average without the policy
	double paid;            // euro a year on average that the insurer pays
	double pays;            // chance that it pays anything in a year
	double beyond;          // chance that a year costs more than excess and limit together
	double stays, p90, p99; // what of the loss stays with the firm, without the premium
	double cost;            // euro a year on average: the premium and what stays
	double over_cash, over_cash_before; // chance that premium and what stays (without policy: the loss) are more than the firm's cash; 0 when that is not known
};

// Plays the model a few times (each as risk_run). False with a sentence when the model or the offer is impossible: each number from 0 to 1e12.
bool insurance_play(struct arena *a, const struct risk_model *m, const struct insurance_offer *o, struct insurance_year *ret, struct err *e);

#endif
