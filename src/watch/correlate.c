// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Correlations; see correlate.h.
#include "correlate.h"

struct correlate {
	struct correlate_counts counts;
};

struct correlate *correlate_new(struct arena *a, const struct rule_set *rules, void (*say)(void *arg, const struct correlate_said *c), void *arg)
{
	(void)rules;
	(void)say;
	(void)arg;
	return arena_alloc(a, sizeof(struct correlate));
}

const struct correlate_node *correlate_node(const struct correlate *c, const struct rule *r)
{
	(void)c;
	(void)r;
	return NULL;
}

struct text *correlate_values(const struct correlate_node *n, const struct logsource *l, const struct event *e, struct arena *a)
{
	(void)n;
	(void)l;
	(void)e;
	(void)a;
	return NULL;
}

void correlate_item(struct correlate *c, const struct correlate_item *i)
{
	(void)c;
	(void)i;
}

void correlate_end(struct correlate *c)
{
	(void)c;
}

struct correlate_counts correlate_counted(const struct correlate *c)
{
	return c->counts;
}
