// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// From a firm to a model of its risk: the numbers of data/threat, data/sector and data/ref/risk_*.csv for its size, trade and turnover.
#ifndef BOLWERK_RISK_MODEL_H
#define BOLWERK_RISK_MODEL_H

#include "../db/db.h"
#include "risk.h"

#define RISK_TURNOVER 1000000000000 // at most, euro

struct risk_firm {
	int64_t people;     // who work there; 0: not known
	int64_t turnover;   // euro a year; 0: not known
	const char *sector; // its id, or a NACE code such as 47.110; NULL: any
};

// What was taken instead.
struct risk_taken {
	int64_t people, turnover;
	const char *sector, *sector_title; // NULL: any
	bool people_assumed, turnover_assumed;
	bool people_capped; // the numbers end at 249 people: a larger firm counts as one of 249, its turnover as it is
};

// The id of a trade by its id or a NACE code (the longest code of data/sector that it begins with); NULL when none is known.
const char *risk_sector(struct db *d, struct arena *a, const char *name);

// A number of data/ref/risk_constant.csv, by its name: name and behind put together. 0 when there is none.
double risk_constant(struct db *d, const char *name, const char *behind);

// Fills the model; ids and titles live in the arena: scenarios in the order of data/threat, their titles in `lang`, all measures with cover 0 (the caller sets what is in
// place), floor, wave, cap.
// trials, seed, threads and cash are left for the caller. Numbers between the sizes that data/threat knows lie on a line through the logarithms. Refuses people below 0
// or over 1,000,000, a turnover below 0 or over RISK_TURNOVER, and a sector that is not known. Needs nothing but the catalogue.
bool risk_model_make(struct db *d, struct arena *a, const struct risk_firm *f, const char *lang, struct risk_model *m, struct risk_taken *ret, struct err *e);

// The number of a measure in the model by the id of its control; -1 when it reduces nothing.
int risk_model_measure(const struct risk_model *m, const char *control);

#endif
