// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Judging an event by the trees of a class. What was found out of an event is remembered while it lasts: a predicate or a node that stands in a hundred rules is looked at once,
// a text is folded once.
#ifndef BOLWERK_JUDGE_H
#define BOLWERK_JUDGE_H

#include "class.h"
#include "event.h"

struct judge;

// The memory of one thread. It ends with the arena.
struct judge *judge_new(struct arena *a);

// Begins with an event; both must stay until the next one. Then each field that fills a slot is told, in order; one may fill several.
void judge_begin(struct judge *j, const struct class *c, const struct event *e);
void judge_fill(struct judge *j, int slot, int field);

// What was found out before: predicate i cannot hold when k = sought[i] >= 0 and found[k] is not `number`; it holds when sure[k] is. Until the next judge_begin; all must live as long.
struct judge_sought {
	const int *sought;
	const uint32_t *found, *sure;
	uint32_t number;
};
void judge_sought(struct judge *j, struct judge_sought s);

// Whether the tree of an entry holds.
bool judge_holds(struct judge *j, int entry);

// Whether a predicate of the class holds. judge_true: a node is known to hold, for a reason that the caller knows.
bool judge_pred(struct judge *j, int pred);
void judge_true(struct judge *j, int node);

// The value of a field, or of the raw record when field is their number; rough ones are made plain.
struct text judge_value(struct judge *j, int field);

// Predicates that had to be looked at so far.
int64_t judge_asked(const struct judge *j);

// Searches of regular expressions that gave up so far.
int64_t judge_limits(const struct judge *j);

#endif
