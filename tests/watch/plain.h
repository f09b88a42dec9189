// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The plain evaluator: one rule, one event, each predicate asked of each field, one after the other. It is slow and has nothing clever, so that the engine can be measured by it.
#ifndef BOLWERK_PLAIN_H
#define BOLWERK_PLAIN_H

#include "../../src/watch/event.h"
#include "../../src/watch/rule.h"

struct plain {
	struct arena *a; // for what one call needs
	// Whether a field of the event is what Sigma names so; NULL: when the names are the same but for ASCII case.
	bool (*is)(void *arg, struct text sigma, struct text field);
	void *arg;
	int limits; // regular expressions that gave up are counted here (and are no hit)
};

// Whether the expression of a rule (r->when) holds of an event; correlations have none and never hit.
bool plain_hits(struct plain *p, const struct rule *r, const struct event *e);

#endif
