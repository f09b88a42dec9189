// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Correlations of Sigma (specification 2.1): what many hits say together. They count in the time that events say, not in that of reading.
//
// An event counts for a correlation when it has all fields of its group-by (groups are told apart by the first CORRELATE_KEY bytes of each) and the fields that are counted; one that
// several rules hit counts once, but for temporal sums. Hits without a time do not count, and are counted as `untimed`.
//
// When the condition only asks for at least something (gt, gte; temporal sums without any) it is judged at each event, over the events of its group that lie within the timespan before
// it. After a hit the window of that group starts anew: its events count no more. Events may come in any order: each is put where its time belongs and windows around it are
// judged, so files may be read in the wrong order; what lies more than the timespan before an event that comes is forgotten.
//
// Conditions that can still cease to hold (lt, lte, eq, neq; averages and percentiles) are judged when a window is over: it begins with the first event of its group and lasts for the
// timespan; the first event behind it, or the end of the logs, ends it. No window is judged in which nothing happened.
//
// value_count: different values (of several fields: different combinations). temporal_ordered: as many of the rules as the condition asks for (all, when it does not say), in their order.
// value_percentile: with `percentile: 95` in the condition, the number below which so many percent of the values lie (nearest rank); without, the share of each value in percent of all
// values of the window: it hits when that of any value fulfils the condition, and says the rarest one. Values that are no numbers do not count in sums.
//
// A correlation of correlations takes a hit of one as an event at the end of its window; fields that the lower one does not group by are those of its last event.
//
// Memory is bounded by CORRELATE_BYTES for all together: what has not been touched for longest is forgotten first, and counted as `lost`; so are the oldest events of a group that has
// more than it may.
#ifndef BOLWERK_CORRELATE_H
#define BOLWERK_CORRELATE_H

#include "hit.h"
#include "match.h"

enum {
	CORRELATE_BYTES = 16 << 20,
	CORRELATE_KEY = 1024,    // bytes of a value that tell groups apart
	CORRELATE_LEAST = 16384, // events of a group, or twice as many as the condition asks for, up to
	CORRELATE_MOST = 262144,
	CORRELATE_ORDERED = 1024, // events of a group whose order counts
	CORRELATE_TEXT = 256,    // bytes of a value that is said beside its share
	CORRELATE_LAST = 65536,  // bytes of the last event that are kept until a window is over; of a longer one nothing is
};

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

// What was counted so far.
struct correlate_counts correlate_counted(const struct correlate *c);

#endif
