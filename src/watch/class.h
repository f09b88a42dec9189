// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A class of events: the trees that are asked of them, compiled. Fields that the trees name become slots, predicates that stand in several trees become one, and it is known
// which name of a field fills which slots. Nothing changes after class_new: all threads may read it.
#ifndef BOLWERK_CLASS_H
#define BOLWERK_CLASS_H

#include "logsource.h"

enum {
	CLASS_KEYWORD = -1, // in place of a slot: every field and the raw record
	CLASS_NAME = 2048,  // bytes of the name of a field; one with a longer name fills no slot
};

// A field as the rules of one source call it; several names of fields may fill it.
struct class_slot {
	const struct logsource *source;
	struct text sigma;
};

struct class_pred {
	const struct rule_pred *is;
	int slot, other; // other: that of the second field of RULE_SAME
};

struct class_node {
	enum rule_node_kind kind;
	int least, n, first; // first: the predicate, or the first of n numbers of nodes in `child`
};

// A tree that is asked: of a rule, or `when` of a log source.
struct class_entry {
	const struct rule_node *tree;
	const struct logsource *source;
	int order, root; // order: the caller's number; root is set by class_new
};

struct class_name;

struct class {
	int entries, slots, preds, nodes, names;
	struct class_entry *entry;
	struct class_slot *slot;
	struct class_pred *pred;
	struct class_node *node;
	int *child;
	struct class_name *name; // names without a star, by hash
	size_t name_mask;
	struct class_name *star; // those with one
	int stars;
};

// Compiles entries (copied). It lives in the arena.
struct class *class_new(struct arena *a, const struct class_entry *entry, int n);

// The slots that a field of that name fills, at most max of them: how many. The name may be any bytes.
int class_slots(const struct class *c, struct text name, int *ret, int max);

#endif
