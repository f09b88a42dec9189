// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Correlations of Sigma (specification 2.1).
#ifndef BOLWERK_CORRELATE_H
#define BOLWERK_CORRELATE_H

#include "hit.h"
#include "match.h"

// What was found, for hit_window; where its last event stands.
struct correlate_said {
	struct hit_window window;
	const char *path;
	int64_t record;
};

// All correlations of a set. say is called for each hit, within correlate_item or correlate_end. It ends with the arena.
struct correlate;
struct correlate *correlate_new(struct arena *a, const struct rule_set *rules, void (*say)(void *arg, const struct correlate_said *c), void *arg);

// What correlations want of the hits of a rule; NULL: nothing. Any thread may ask.
struct correlate_node;
const struct correlate_node *correlate_node(const struct correlate *c, const struct rule *r);

// The values of an event that they want, in the arena. Any thread may ask.
struct text *correlate_values(const struct correlate_node *n, const struct logsource *l, const struct event *e, struct arena *a);

// A hit of a detection rule. All that it points to must stay only until the call is over, but for path.
struct correlate_item {
	const struct correlate_node *node;
	int64_t at;
	const char *path;
	int64_t record;
	struct text event; // as JSON; empty: nobody wants it
	struct text *value;
};

// Hits come in the order of the stream, from one thread at a time. correlate_end: no more come; windows that wait for their end are judged.
void correlate_item(struct correlate *c, const struct correlate_item *i);
void correlate_end(struct correlate *c);

struct correlate_counts {
	int64_t untimed; // hits without a time
	int64_t lost;    // events that were forgotten for want of room
};
struct correlate_counts correlate_counted(const struct correlate *c);

#endif
