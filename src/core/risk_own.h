// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The firm of the database as a model of its risk: its size, trade and turnover as told, its measures as judged.
//
// How much of a measure counts as in place: what was measured and what was proven, whole; what was only told, the share `told_share` of data/ref/risk_constant.csv.
// What is not known counts as not in place, as with the firms that the rates come from. A measure that does not apply has no value; a threat whose `when` is 0 for
// this firm is left out.
#ifndef BOLWERK_RISK_OWN_H
#define BOLWERK_RISK_OWN_H

#include "risk_model.h"

#define RISK_OWN_YEARS 262144 // played for the pages
#define RISK_OWN_SEED 1

// Fills the model (its texts live in the arena), ready to be run: years, seed, one thread and the cash of the firm too. An unknown trade counts as any, a number out of bounds as the bound.
// Needs a firm's file (firm_open).
bool risk_own_model(struct db *d, struct arena *a, const char *lang, struct risk_model *m, struct risk_taken *ret, struct err *e);

// The same with other numbers in place of what was told: each of `other` that is not 0 or NULL, and cash where it is above 0. These are refused when out of bounds.
bool risk_own_model_with(struct db *d, struct arena *a, const struct risk_firm *other, int64_t cash, const char *lang, struct risk_model *m, struct risk_taken *ret, struct err *e);

// Plays the year as the findings stand, and keeps it in the tables risk…, with the plan (plan_own.h). Called inside the transaction of the judge.
bool risk_own_keep(struct db *d, int64_t now, struct err *e);

// The same in a transaction of its own, for who judged one control alone.
bool risk_own_play(struct db *d, int64_t now, struct err *e);

#endif
