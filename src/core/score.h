// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The score: of what applies, how much is measured, proven, told, open, accepted and unknown. It adds up to 100 %.
#ifndef BOLWERK_SCORE_H
#define BOLWERK_SCORE_H

#include "judge.h"

// Reads the score of a topic (0: all) from the findings: shares in thousandths of what applies, which they add up to exactly (all 0
// when nothing applies). Gives how many controls apply.
int score_read(struct db *d, int topic, struct shares *ret);

// Adds the scores of now to their history.
bool score_store(struct db *d, int64_t now, struct err *e);

// Takes the scores of the day of now (UTC) out of the history, but for the first of that day.
bool score_forget_day(struct db *d, int64_t now, struct err *e);

#endif
