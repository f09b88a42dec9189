// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The plan of a class: for each tree a set of literals one of which must stand in an event that it holds of (its anchors), and a sieve for each slot that seeks them all. Of AND the
// rarest part is taken, of OR all parts; NOT asks for nothing. A tree without anchors is judged on every event. A better plan never changes what is found, only how soon.
#ifndef BOLWERK_PLAN_H
#define BOLWERK_PLAN_H

#include "class.h"
#include "sieve.h"

enum plan_kind {
	PLAN_ANCHORS, // of each tree only its anchors are sought
	PLAN_FULL,    // the literals of all predicates, for classes whose rules are often judged
	PLAN_RAW,     // anchors, in the whole record, whatever field they belong to
};

// A literal stands for a predicate; what hangs on it are `n` of `opened` from `first` on: entries, each with the node that the predicate alone makes true (-1: none).
struct plan_literal {
	int pred, first, n;
};

struct plan_opened {
	int entry, node;
};

struct plan {
	struct sieve **slot; // of each slot; NULL: nothing is sought there
	struct sieve *raw;   // for keywords: in every value and in the raw record; NULL: none
	struct plan_literal *literal;
	struct plan_opened *opened;
	int literals, always; // always: entries that are judged each time
	int *judged;          // those
	int *sought;          // of each predicate: the literal that is sought for it, -1: none. One that was not found cannot hold.
	enum plan_kind kind;
	int step;             // how much was known when it was made
};

// Makes a plan; seen: what stood in the values of a sample of events, NULL when there is none yet. It lives in the arena.
struct plan *plan_new(struct arena *a, const struct class *c, const struct sieve_seen *seen, enum plan_kind kind);

#endif
