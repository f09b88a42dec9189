// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which rule gives which correlation which values, and the way of a hit through them; see correlate.h.
#include "correlate_state.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// ---- set up

static size_t slot(const struct correlate *c, const struct rule *r)
{
	size_t i = ((uintptr_t)r >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 20 & c->mask;
	while (c->table[i] && c->table[i]->rule != r)
		i = (i + 1) & c->mask;
	return i;
}

const struct correlate_node *correlate_node(const struct correlate *c, const struct rule *r)
{
	return r->quiet || r->loud ? c->table[slot(c, r)] : NULL;
}

// What a correlation calls name, in events of one of its rules.
static struct text called(const struct correlation *x, const struct rule *of, struct text name)
{
	for (int i = 0; i < x->c->aliases; i++)
		if (x->c->alias[i].of == of && text_same(x->c->alias[i].name, name))
			return x->c->alias[i].field;
	return name;
}

static int find(const struct text *list, int n, struct text name)
{
	for (int i = 0; i < n; i++)
		if (text_same(list[i], name))
			return i;
	return -1;
}

// The place of a value among those that a node gives; it is added.
static int want(struct correlate *c, struct correlate_node *n, struct text name)
{
	int at = find(n->want, n->wants, name);
	if (at >= 0)
		return at;
	if ((n->wants & (n->wants - 1)) == 0) { // room doubles
		struct text *more = arena_alloc(c->a, sizeof *more * (size_t)(n->wants ? 2 * n->wants : 1));
		if (n->wants)
			memcpy(more, n->want, sizeof *more * (size_t)n->wants);
		n->want = more;
	}
	n->want[n->wants] = name;
	return n->wants++;
}

// All that a correlation wants of one of its rules.
static void want_all(struct correlate *c, const struct correlation *x, struct correlate_node *of)
{
	for (int i = 0; i < x->c->groups; i++)
		want(c, of, called(x, of->rule, x->c->group[i]));
	for (int i = 0; i < x->c->fields; i++)
		want(c, of, called(x, of->rule, x->c->field[i]));
	for (int i = 0; i < x->node->wants; i++)
		if (find(x->c->group, x->c->groups, x->node->want[i]) < 0)
			want(c, of, called(x, of->rule, x->node->want[i]));
}

static void join(struct correlate *c, struct correlation *x, struct correlate_node *of, uint32_t ref)
{
	struct feed *f = arena_alloc(c->a, sizeof *f * (size_t)(of->feeds + 1));
	if (of->feeds)
		memcpy(f, of->feed, sizeof *f * (size_t)of->feeds);
	of->feed = f;
	f += of->feeds++;
	*f = (struct feed){x, ref, arena_alloc(c->a, sizeof(int) * (size_t)(x->c->groups + 1)), arena_alloc(c->a, sizeof(int) * (size_t)(x->c->fields + 1)),
		arena_alloc(c->a, sizeof(int) * (size_t)(x->node->wants + 1))};
	for (int i = 0; i < x->c->groups; i++)
		f->group[i] = want(c, of, called(x, of->rule, x->c->group[i]));
	for (int i = 0; i < x->c->fields; i++)
		f->field[i] = want(c, of, called(x, of->rule, x->c->field[i]));
	for (int i = 0; i < x->node->wants; i++) {
		int at = find(x->c->group, x->c->groups, x->node->want[i]);
		f->over[i] = at >= 0 ? -1 - at : want(c, of, called(x, of->rule, x->node->want[i]));
	}
}

static void set_up(struct correlation *x)
{
	const struct rule_correlation *c = x->c;
	double asked = 0;
	x->closes = c->sum == RULE_VALUE_AVG || c->sum == RULE_VALUE_PERCENTILE;
	for (int i = 0; i < c->limits; i++) {
		x->closes |= c->limit[i].compare != RULE_GT && c->limit[i].compare != RULE_GTE;
		asked = c->limit[i].number.real > asked ? c->limit[i].number.real : asked;
	}
	x->shares = c->sum == RULE_VALUE_PERCENTILE && c->percentile < 0;
	asked = c->sum == RULE_VALUE_SUM ? 0 : 2 * asked;
	x->most = c->sum == RULE_TEMPORAL_ORDERED ? CORRELATE_ORDERED : asked > CORRELATE_MOST ? CORRELATE_MOST : asked > CORRELATE_LEAST ? (uint32_t)asked : CORRELATE_LEAST;
}

static void end(void *arg)
{
	struct correlate *c = arg;
	while (c->oldest)
		group_end(c, c->oldest);
	free(c->groups);
	arena_free(c->once);
}

// A rule that a correlation names; a node that nobody asks when it was refused after all.
static struct correlate_node *ref_of(struct correlate *c, const struct correlation *x, int i)
{
	struct correlate_node *n = c->table[slot(c, x->c->ref[i].rule)];
	return n ? n : &c->node[c->nodes];
}

// The values that they must give: those of correlations of correlations want more below, until nothing more is wanted.
static void plan(struct correlate *c)
{
	int before = -1, now = 0;
	while (before != now) {
		before = now;
		now = 0;
		for (size_t i = 0; i < c->correlations; i++)
			for (int k = 0; k < c->all[i].c->refs; k++)
				want_all(c, &c->all[i], ref_of(c, &c->all[i], k));
		for (size_t i = 0; i < c->nodes; i++)
			now += c->node[i].wants;
	}
	for (size_t i = 0; i < c->correlations; i++)
		for (int k = 0; k < c->all[i].c->refs; k++)
			join(c, &c->all[i], ref_of(c, &c->all[i], k), (uint32_t)k);
}

static bool concerned(const struct rule *r)
{
	return r->kind == RULE_CORRELATION || r->quiet || r->loud;
}

struct correlate *correlate_new(struct arena *a, const struct rule_set *rules, void (*say)(void *arg, const struct correlate_said *c), void *arg)
{
	struct correlate *c = arena_alloc(a, sizeof *c);
	*c = (struct correlate){.a = a, .once = arena_new(), .say = say, .arg = arg, .mask = 15};
	arena_defer(a, end, c);
	arena_raw(c->once, 1); // so that its memory stays when it is emptied
	for (size_t i = 0; i < rules->n; i++)
		c->nodes += concerned(rules->rule[i]);
	while (c->mask < 2 * c->nodes)
		c->mask = 2 * c->mask + 1;
	c->node = arena_alloc(a, sizeof *c->node * (c->nodes + 1));
	c->node[c->nodes].rule = arena_alloc(a, sizeof(struct rule));
	c->all = arena_alloc(a, sizeof *c->all * (c->nodes + 1));
	c->table = arena_alloc(a, sizeof(void *) * (c->mask + 1));
	struct correlate_node *n = c->node;
	for (size_t i = 0; i < rules->n; i++)
		if (concerned(rules->rule[i])) {
			n->rule = rules->rule[i];
			if (n->rule->kind == RULE_CORRELATION) {
				n->own = &c->all[c->correlations++];
				*n->own = (struct correlation){.rule = n->rule, .c = n->rule->correlation, .node = n};
				set_up(n->own);
			}
			c->table[slot(c, n->rule)] = n;
			n++;
		}
	plan(c);
	return c;
}

// ---- the way of a hit

struct text *correlate_values(const struct correlate_node *n, const struct logsource *l, const struct event *e, struct arena *a)
{
	struct text *v = arena_alloc(a, sizeof *v * (size_t)(n->wants + 1));
	for (int i = 0; i < n->wants; i++) {
		const struct event_field *f = match_field(l, e, n->want[i]);
		if (f && f->kind != EVENT_NULL)
			v[i] = (struct text){arena_strndup(a, f->value.n ? f->value.p : "", f->value.n), f->value.n};
	}
	return v;
}

// The values of the group-by fields, each behind its length; false when one is not there.
static bool key_of(struct correlate *c, const struct feed *f, const struct text *value, struct text *ret)
{
	int groups = f->to->c->groups;
	size_t n = 0;
	for (int i = 0; i < groups; i++) {
		if (!value[f->group[i]].p)
			return false;
		n += sizeof(uint32_t) + CORRELATE_KEY;
	}
	char *p = arena_raw(c->once, n + 1);
	*ret = (struct text){p, 0};
	for (int i = 0; i < groups; i++) {
		struct text v = value[f->group[i]];
		uint32_t size = v.n < CORRELATE_KEY ? (uint32_t)v.n : CORRELATE_KEY;
		memcpy(p + ret->n, &size, sizeof size);
		memcpy(p + ret->n + sizeof size, v.p, size);
		ret->n += sizeof size + size;
	}
	return true;
}

// The values that are counted, as one number.
static bool hash_of(const struct feed *f, const struct text *value, uint64_t *ret)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (int i = 0; i < f->to->c->fields; i++) {
		struct text v = value[f->field[i]];
		if (!v.p)
			return false;
		for (size_t k = 0; k < v.n; k++)
			h = (h ^ (unsigned char)v.p[k]) * UINT64_C(0x100000001b3);
		h = (h ^ v.n) * UINT64_C(0x9e3779b97f4a7c15);
	}
	*ret = h ^ h >> 31;
	return true;
}

static bool number_of(const struct feed *f, const struct text *value, double *ret)
{
	bool any = false;
	*ret = 0;
	for (int i = 0; i < f->to->c->fields; i++) {
		struct rule_number n;
		struct text v = value[f->field[i]];
		if (v.p && rule_number_read(text_trim(v), &n) && n.real - n.real == 0) {
			*ret += n.real;
			any = true;
		}
	}
	return any;
}

// What an event is for a correlation; false: nothing.
static bool entry_of(struct correlate *c, const struct feed *f, const struct correlate_item *i, struct entry *ret)
{
	*ret = (struct entry){.at = i->at, .ref = f->ref, .weight = 1};
	switch (f->to->c->sum) {
	case RULE_EVENT_COUNT: return true;
	case RULE_TEMPORAL:
	case RULE_TEMPORAL_ORDERED: ret->hash = f->ref; return true;
	case RULE_VALUE_COUNT: return hash_of(f, i->value, &ret->hash);
	default: break;
	}
	if (f->to->shares) {
		if (!hash_of(f, i->value, &ret->hash))
			return false;
		struct text v = i->value[f->field[0]];
		ret->text = text_dup(c->once, (struct text){v.p, v.n < CORRELATE_TEXT - 1 ? v.n : CORRELATE_TEXT - 1});
		return true;
	}
	if (!number_of(f, i->value, &ret->number))
		return false;
	memcpy(&ret->hash, &ret->number, sizeof ret->hash);
	return true;
}

void correlate_item(struct correlate *c, const struct correlate_item *i)
{
	if (i->at < 0) {
		c->counts.untimed++;
		return;
	}
	c->depth++;
	for (int k = 0; k < i->node->feeds; k++) {
		const struct feed *f = &i->node->feed[k];
		struct arena_mark m = arena_mark(c->once);
		struct text key;
		struct entry e;
		if (key_of(c, f, i->value, &key) && entry_of(c, f, i, &e))
			judge_event(c, f, key, &e, i);
		arena_rewind(c->once, m);
	}
	if (--c->depth == 0) // no group is looked at any more
		group_room(c);
}

// The rules whose bits are set.
static int parts_of(struct correlate *c, const struct rule_correlation *x, uint64_t refs, const struct rule *const **ret)
{
	const struct rule **part = arena_alloc(c->once, sizeof *part * (size_t)(x->refs + 1));
	int n = 0;
	for (int i = 0; i < x->refs; i++)
		if (refs >> (i < 63 ? i : 63) & 1)
			part[n++] = x->ref[i].rule;
	*ret = part;
	return n;
}

void correlate_found(struct correlate *c, const struct found *f)
{
	const struct correlation *x = f->g->of;
	struct text *group = arena_alloc(c->once, sizeof *group * (size_t)(x->c->groups + 1));
	struct correlate_said said = {.path = f->path, .record = f->record};
	group_values(f->g, group);
	said.window = (struct hit_window){.rule = x->rule, .group = group, .value = f->value, .count = f->count, .of = f->of, .from = f->from, .to = f->to, .last = f->event};
	said.window.parts = parts_of(c, x->c, f->refs, &said.window.part);
	c->say(c->arg, &said);
	if (!x->node->feeds)
		return;
	struct correlate_item i = {x->node, f->to, f->path, f->record, f->event, arena_alloc(c->once, sizeof(struct text) * (size_t)(x->node->wants + 1))};
	for (int k = 0; k < x->node->wants; k++) {
		int at = find(x->c->group, x->c->groups, x->node->want[k]);
		i.value[k] = at >= 0 ? group[at] : f->value_of[k];
	}
	correlate_item(c, &i);
}

void correlate_end(struct correlate *c)
{
	bool any = true;
	c->depth++;
	while (any) { // those that look at others get hits while these end
		any = false;
		for (size_t i = 0; i < c->correlations; i++) {
			any |= c->all[i].open != NULL;
			judge_older(c, &c->all[i], INT64_MAX);
		}
	}
	c->depth--;
}

struct correlate_counts correlate_counted(const struct correlate *c)
{
	return c->counts;
}
