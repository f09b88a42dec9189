// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The events of one decoder, as rules see them: the log sources that they may be of, and the classes that sets of these make. Shared by all threads; within the matcher only.
#ifndef BOLWERK_FORM_H
#define BOLWERK_FORM_H

#include "class.h"
#include "decode/decode.h"
#include "match.h"
#include "plan.h"

#include <pthread.h>

// The rules of a log source, by their numbers in the set.
struct form_source {
	const struct logsource *is;
	int *rule, rules;
};

// A compiled class. Without rules: class is NULL.
struct form_class {
	struct class *class;
	_Atomic(const struct plan *) plan; // the best one so far
	const bool *set;         // the sources that it is of
	struct form_class *next; // of the same hash
	struct arena *own;       // of one that is not kept; NULL: kept
};

// The sources that a rule of the set means.
struct form_means {
	const struct logsource **source;
	size_t n;
};

struct form {
	const struct decoder *decoder;
	const struct rule_set *rules;
	const struct form_means *means; // of each rule
	struct form_source *source;
	int sources;
	struct class *when; // entries: the sources that say when; order: the number of the source
	bool keyword;       // some of them looks at the whole record
	struct arena *a;
	pthread_mutex_t lock;
	struct form_class *kept[1024], *all;
	int classes;
	int64_t weight; // of all classes kept
};

// The sources of all rules for one decoder; without any when no rule looks at its events. What is kept lives in the arena, which form_class uses under the lock.
struct form *form_new(struct arena *a, const struct decoder *d, const struct rule_set *rules, const struct form_means *means, size_t sources);

// The class of events of these sources (set[i]: of source i or not). When too much is kept already a class is made for once: form_drop gives it back.
struct form_class *form_class(struct form *f, const bool *set);
void form_drop(struct form_class *c);

// Makes a better plan from a sample of the events of the class, unless another thread did it for this step.
void form_learn(struct form *f, struct form_class *c, const struct sieve_seen *seen, enum plan_kind kind, int step);

// A class of all sources at once: the trees of all rules, each with `when` of its source, and a plan for whole records (PLAN_RAW). Made when it is first asked for.
struct form_class *form_all(struct form *f);

#endif
