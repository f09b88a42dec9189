// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Texts with wildcards, as rules hold them (RULE_GLOB).
#ifndef BOLWERK_GLOB_H
#define BOLWERK_GLOB_H

#include "rule.h"

// Whether the whole of t is like the parts. What is needed on the way is taken from the arena. Time: at most bytes times parts.
bool glob_holds(struct arena *a, struct text t, const struct rule_part *part, int parts);

#endif
