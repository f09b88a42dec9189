// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// From evidence, proof, answers and acceptance to one verdict and its shares. Measured beats proven beats told.
#ifndef BOLWERK_VERDICT_H
#define BOLWERK_VERDICT_H

#include "evidence.h"

// Reaches the verdict of a control whose check has run. applies: false gives not_applicable.
bool verdict_reach(struct judging *j, bool applies, struct err *e);

#endif
