// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the parts of correlations (correlate*.c) share; not for others. The contract is correlate.h.
#ifndef BOLWERK_CORRELATE_STATE_H
#define BOLWERK_CORRELATE_STATE_H

#include "correlate.h"

// How the values that a rule gives (correlate_node.want) serve a correlation: the place of each field in them. over: of each value that the correlation itself must give, -1 - the place
// in its group-by when it stands there.
struct feed {
	struct correlation *to;
	uint32_t ref; // which of its rules
	int *group, *field, *over;
};

struct correlate_node {
	const struct rule *rule;
	int wants, feeds;
	struct text *want;
	struct feed *feed;
	struct correlation *own; // of correlations
};

// A correlation, and its groups whose windows wait for their end, by the time that they began.
struct correlation {
	const struct rule *rule;
	const struct rule_correlation *c;
	struct correlate_node *node;
	bool closes; // judged when a window is over
	bool shares; // a percentile of values, not of numbers
	uint32_t most; // events of a group
	struct group *open, *open_last;
};

struct entry {
	int64_t at;
	uint64_t hash; // what makes it different: of the value, the rule
	union {
		double number;
		char *text; // of shares: the value
	};
	uint32_t ref, weight;
};

// The last event of a group whose window waits for its end.
struct last {
	char *memory;
	const char *path;
	int64_t record;
	struct text event, *value; // value: what the correlation must give
};

struct group {
	struct correlation *of;
	struct group *chain;             // of the table
	struct group *newer, *older;     // by the time that they were touched
	struct group *next, *before;     // open windows
	uint64_t hash;
	char *key;
	size_t key_n, bytes;
	struct entry *entry; // by time; from `first`
	uint32_t first, n, room;
	int64_t from, to, count; // of a window that waits
	double total;
	uint64_t refs; // bits of the rules seen; the last one: of all from the 64th on
	const char *seen_path; // the last event
	int64_t seen_record;
	struct last last;
};

struct correlate {
	struct arena *a, *once;
	void (*say)(void *arg, const struct correlate_said *c);
	void *arg;
	struct correlate_node *node;
	size_t nodes;
	struct correlate_node **table; // by address of the rule
	size_t mask;
	struct correlation *all;
	size_t correlations;
	struct group **groups;
	size_t groups_mask, groups_n, bytes;
	struct group *newest, *oldest;
	int depth; // correlations of correlations that are at it
	struct correlate_counts counts;
};

// The group of a key; made when it is not there. It becomes the newest. (correlate_group.c)
struct group *group_of(struct correlate *c, struct correlation *of, struct text key);

// Forgets a group, or its events alone.
void group_end(struct correlate *c, struct group *g);
void group_clear(struct correlate *c, struct group *g);

// Puts an entry where its time belongs (behind those of the same time) and gives its place from g->first. Takes one out.
uint32_t group_put(struct correlate *c, struct group *g, struct entry e);
void group_take(struct correlate *c, struct group *g, uint32_t at);

// Keeps what was the last event, in place of the one before.
void group_last(struct correlate *c, struct group *g, const struct correlate_item *i, const struct feed *f);

// Forgets what was touched longest ago until there is room.
void group_room(struct correlate *c);

// The value of a group-by field in a key.
void group_values(const struct group *g, struct text *ret);

// Reckons an event into its group and judges. (correlate_judge.c)
void judge_event(struct correlate *c, const struct feed *f, struct text key, const struct entry *e, const struct correlate_item *i);

// Judges and forgets the windows of a correlation that are over at a time.
void judge_older(struct correlate *c, struct correlation *x, int64_t at);

// A hit of a correlation: says it and hands it on to those that look at it. (correlate.c)
struct found {
	struct group *g;
	double value;
	int64_t count, from, to;
	uint64_t refs;
	struct text of;
	const char *path;
	int64_t record;
	struct text event, *value_of; // value_of: what the correlation must give
};
void correlate_found(struct correlate *c, const struct found *f);

#endif
