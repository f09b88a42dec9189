// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// One case: rules and records, judged by the plain evaluator and by the matcher. Whatever differs is told by `differ`.
#ifndef BOLWERK_TEST_AGREE_H
#define BOLWERK_TEST_AGREE_H

#include "../../src/watch/match.h"

#include <pthread.h>

// A record of a log, and the rules that the plain evaluator says it hits: their places in the set, in order.
struct agree_record {
	const struct decoder *decoder;
	const char *file;
	long index; // in its file, from 0
	struct event e;
	struct text bytes;
	void *state; // of the decoder
	int *hit, hits;
};

struct agree {
	struct arena *a;
	struct rule_set *rules;
	struct logsource_set *sources;
	struct match *match;
	const struct logsource ***means; // of each rule the sources that it means, and how many
	size_t *meant;
	struct agree_record *record;
	size_t n, room;
	long unread, hits, differences;
	pthread_mutex_t lock;
	void (*differ)(struct agree *g, const struct agree_record *r, const struct rule *rule, const char *what);
};

// A case over rules that are read and linked. The caller ends it with agree_free, and the arena after it.
struct agree *agree_new(struct arena *a, struct rule_set *rules, struct logsource_set *sources);
void agree_free(struct agree *g);

// Takes each step-th record of some bytes that a decoder reads; the bytes are copied.
void agree_add(struct agree *g, const struct decoder *d, const char *file, struct text bytes, long step);

// Asks the plain evaluator; then the matcher, by so many threads that each look at all records (each beginning elsewhere).
void agree_plain(struct agree *g);
void agree_match(struct agree *g, int threads);

// Asks the matcher alone, as if it were the plain evaluator.
void agree_matcher(struct agree *g);

#endif
