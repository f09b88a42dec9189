// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Windows of correlations and what their sums say; see correlate.h.
#include "correlate_state.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 16 }; // windows around an event that came late

struct span {
	uint32_t from, to; // entries, both ends in it
};

static const struct entry *entries(const struct group *g)
{
	return g->entry + g->first;
}

static bool holds(const struct correlation *x, double value)
{
	struct rule_number n = {.whole = value >= -9e15 && value <= 9e15 && value == (double)(int64_t)value, .real = value};
	n.integer = n.whole ? (int64_t)value : 0;
	for (int i = 0; i < x->c->limits; i++)
		if (!rule_number_holds(n, x->c->limit[i].compare, x->c->limit[i].number))
			return false;
	return x->c->limits || value >= x->c->refs;
}

// How many of the rules come in their order: the longest row of entries whose rules grow.
static int ordered(const struct group *g, struct span s)
{
	static _Thread_local int len[RULE_REFS];
	int most = 0;
	memset(len, 0, sizeof *len * (size_t)g->of->c->refs);
	for (uint32_t i = s.from; i <= s.to; i++) {
		uint32_t ref = entries(g)[i].ref;
		int best = 0;
		for (uint32_t k = 0; k < ref; k++)
			best = len[k] > best ? len[k] : best;
		len[ref] = len[ref] > best + 1 ? len[ref] : best + 1;
		most = len[ref] > most ? len[ref] : most;
	}
	return most;
}

// What the entries of a window come to.
static double measure(const struct group *g, struct span s)
{
	enum rule_sum sum = g->of->c->sum;
	double total = 0;
	if (sum == RULE_TEMPORAL_ORDERED)
		return ordered(g, s);
	if (sum != RULE_VALUE_SUM)
		return (double)s.to - s.from + 1;
	if (s.from == 0 && s.to + 1 == g->n)
		return g->total;
	for (uint32_t i = s.from; i <= s.to; i++)
		total += entries(g)[i].number;
	return total;
}

static uint64_t bit(uint32_t ref)
{
	return UINT64_C(1) << (ref < 63 ? ref : 63);
}

// ---- judged at each event

static bool counted(const struct correlation *x)
{
	return x->c->sum != RULE_VALUE_SUM && x->c->sum != RULE_VALUE_AVG && x->c->sum != RULE_VALUE_PERCENTILE;
}

static void hit(struct correlate *c, struct group *g, struct span s, double value, const struct feed *f, const struct correlate_item *i)
{
	struct found x = {.g = g, .value = value, .count = counted(g->of) ? (int64_t)value : -1, .from = entries(g)[s.from].at, .to = entries(g)[s.to].at, .path = i->path,
		.record = i->record, .event = i->event};
	int wants = g->of->node->wants;
	for (uint32_t k = s.from; k <= s.to; k++)
		x.refs |= bit(entries(g)[k].ref);
	x.value_of = arena_alloc(c->once, sizeof *x.value_of * (size_t)(wants + 1));
	for (int k = 0; k < wants; k++)
		x.value_of[k] = f->over[k] >= 0 ? i->value[f->over[k]] : (struct text){NULL, 0};
	correlate_found(c, &x);
}

static void forget(struct correlate *c, struct group *g, uint32_t at)
{
	g->total -= entries(g)[at].number;
	group_take(c, g, at);
	if (!g->n)
		g->total = 0;
}

// Whether entries that say the same count once: then the latest stays.
static bool once(const struct correlation *x)
{
	return x->c->sum == RULE_VALUE_COUNT || x->c->sum == RULE_TEMPORAL;
}

// Puts an entry in; false when one that says the same stands behind it already.
static bool put(struct correlate *c, struct group *g, const struct entry *e, int64_t span, uint32_t *ret)
{
	while (g->n && entries(g)[0].at < e->at - span)
		forget(c, g, 0);
	for (uint32_t i = g->n; once(g->of) && i-- > 0;)
		if (entries(g)[i].hash == e->hash && entries(g)[i].at <= e->at + span) {
			if (entries(g)[i].at > e->at)
				return false;
			forget(c, g, i);
			break;
		}
	if (g->of->c->sum == RULE_TEMPORAL_ORDERED && g->n && entries(g)[g->n - 1].ref == e->ref && entries(g)[g->n - 1].at <= e->at)
		forget(c, g, g->n - 1);
	if (g->n == g->of->most) {
		forget(c, g, entries(g)[g->n - 1].at > e->at + span ? g->n - 1 : 0);
		c->counts.lost++;
	}
	*ret = group_put(c, g, *e);
	g->total += e->number;
	return true;
}

static void slide(struct correlate *c, struct group *g, const struct feed *f, const struct entry *e, const struct correlate_item *i)
{
	int64_t span = g->of->c->seconds * 1000;
	uint32_t at;
	struct span s = {0};
	if (!put(c, g, e, span, &at))
		return;
	for (s.to = at; s.to < g->n && entries(g)[s.to].at <= e->at + span && s.to - at < TRIES; s.to++) {
		if (s.to + 1 < g->n && entries(g)[s.to + 1].at == entries(g)[s.to].at && !(g->of->c->sum == RULE_TEMPORAL_ORDERED))
			continue;
		while (entries(g)[s.from].at < entries(g)[s.to].at - span)
			s.from++;
		double value = measure(g, s);
		if (holds(g->of, value)) {
			hit(c, g, s, value, f, i);
			group_clear(c, g);
			return;
		}
	}
}

// ---- judged when a window is over

static int by_number(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	return (a->number > b->number) - (a->number < b->number);
}

static int by_weight(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int less = (a->weight > b->weight) - (a->weight < b->weight);
	return less ? less : (a->at > b->at) - (a->at < b->at);
}

// The value at that percentile of the numbers, by nearest rank.
static double percentile(struct group *g)
{
	qsort(g->entry + g->first, g->n, sizeof *g->entry, by_number);
	double rank = g->of->c->percentile / 100 * (double)g->count, sum = 0;
	for (uint32_t i = 0; i < g->n; i++)
		if ((sum += entries(g)[i].weight) >= rank)
			return entries(g)[i].number;
	return 0;
}

// What a window that is over comes to; of shares the lowest that holds.
static bool weigh(struct group *g, double *ret, struct text *ret_of)
{
	const struct correlation *x = g->of;
	if (x->shares) {
		qsort(g->entry + g->first, g->n, sizeof *g->entry, by_weight);
		for (uint32_t i = 0; i < g->n; i++) {
			*ret = 100.0 * entries(g)[i].weight / (double)g->count;
			*ret_of = text_of(entries(g)[i].text);
			if (holds(x, *ret))
				return true;
		}
		return false;
	}
	switch (x->c->sum) {
	case RULE_EVENT_COUNT: *ret = (double)g->count; break;
	case RULE_VALUE_SUM: *ret = g->total; break;
	case RULE_VALUE_AVG: *ret = g->total / (double)g->count; break;
	case RULE_VALUE_PERCENTILE: *ret = percentile(g); break;
	case RULE_TEMPORAL_ORDERED: *ret = ordered(g, (struct span){0, g->n - 1}); break;
	default: *ret = g->n;
	}
	return holds(x, *ret);
}

static void close_window(struct correlate *c, struct group *g)
{
	double value = 0;
	struct text of = {NULL, 0};
	if (weigh(g, &value, &of)) {
		struct found x = {.g = g, .value = value, .count = counted(g->of) ? (int64_t)value : -1, .from = g->from, .to = g->to, .refs = g->refs, .of = of, .path = g->last.path,
			.record = g->last.record, .event = g->last.event, .value_of = g->last.value};
		correlate_found(c, &x);
	}
	group_end(c, g);
}

void judge_older(struct correlate *c, struct correlation *x, int64_t at)
{
	while (x->open && x->open->from + x->c->seconds * 1000 < at) {
		struct arena_mark m = arena_mark(c->once);
		close_window(c, x->open);
		arena_rewind(c->once, m);
	}
}

// Whether each event is to be kept, not only what they come to.
static bool keeps(const struct correlation *x)
{
	return x->c->sum != RULE_EVENT_COUNT && x->c->sum != RULE_VALUE_SUM && x->c->sum != RULE_VALUE_AVG;
}

static void gather_entry(struct correlate *c, struct group *g, const struct entry *e)
{
	bool all = g->of->c->sum == RULE_TEMPORAL_ORDERED;
	for (uint32_t i = 0; !all && i < g->n; i++) {
		struct entry *same = &g->entry[g->first + i];
		if (same->hash == e->hash) {
			same->weight++;
			return;
		}
	}
	if (g->n == g->of->most) {
		c->counts.lost++;
		g->count--;
		return;
	}
	struct entry mine = *e;
	if (g->of->shares) {
		mine.text = strdup(e->text);
		if (!mine.text)
			abort();
		g->bytes += CORRELATE_TEXT;
		c->bytes += CORRELATE_TEXT;
	}
	group_put(c, g, mine);
}

// A window that waits: the event becomes part of it.
static void gather(struct correlate *c, struct group *g, const struct feed *f, const struct entry *e, const struct correlate_item *i)
{
	struct correlation *x = g->of;
	if (!g->count) {
		g->from = g->to = e->at;
		g->before = x->open_last;
		*(x->open_last ? &x->open_last->next : &x->open) = g;
		x->open_last = g;
	}
	g->from = e->at < g->from ? e->at : g->from;
	g->to = e->at > g->to ? e->at : g->to;
	g->count++;
	g->refs |= bit(e->ref);
	if (!x->shares)
		g->total += e->number;
	if (keeps(x))
		gather_entry(c, g, e);
	group_last(c, g, i, f);
}

void judge_event(struct correlate *c, const struct feed *f, struct text key, const struct entry *e, const struct correlate_item *i)
{
	struct correlation *x = f->to;
	int64_t span = x->c->seconds * 1000;
	if (x->closes)
		judge_older(c, x, e->at);
	struct group *g = group_of(c, x, key);
	bool again = i->node->rule->kind == RULE_DETECTION && g->seen_path == i->path && g->seen_record == i->record;
	if (again && x->c->sum != RULE_TEMPORAL && x->c->sum != RULE_TEMPORAL_ORDERED)
		return;
	if (x->closes && g->count && (e->at > g->from + span || e->at < g->to - span)) {
		close_window(c, g);
		g = group_of(c, x, key);
	}
	g->seen_path = i->path;
	g->seen_record = i->record;
	if (x->closes)
		gather(c, g, f, e, i);
	else
		slide(c, g, f, e, i);
}
