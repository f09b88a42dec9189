// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What rules say of each other, settled when all are read; see rule_set_link.
#include "rule_read.h"

#include <stdlib.h>
#include <strings.h>

// Rules by id or name, sorted.
struct entry {
	struct text key;
	struct rule *rule;
	size_t at; // in the order of reading
};

static int order(const struct text *x, const struct text *y)
{
	size_t n = x->n < y->n ? x->n : y->n;
	int c = n ? strncasecmp(x->p, y->p, n) : 0;
	return c ? c : (x->n > y->n) - (x->n < y->n);
}

static int by_key(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int c = order(&a->key, &b->key);
	return c ? c : (a->at > b->at) - (a->at < b->at);
}

static struct rule *lookup(const struct entry *e, size_t n, struct text key)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (order(&e[mid].key, &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < n && order(&e[low].key, &key) == 0; low++)
		if (!e[low].rule->bad)
			return e[low].rule;
	return NULL;
}

static void refuse(struct rule_set *s, struct rule *x, size_t line, const char *text)
{
	if (!x->bad)
		rule_refuse_at(s, x->file, line, text);
	x->bad = true;
}

// Ids and names in one list; of two that are the same the one read later is refused.
static size_t index_of(struct rule_set *s, struct entry **ret)
{
	struct entry *e = arena_alloc(s->scratch, sizeof *e * (2 * s->n + 1));
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (s->rule[i]->id.n)
			e[n++] = (struct entry){s->rule[i]->id, s->rule[i], i};
		if (s->rule[i]->name.n)
			e[n++] = (struct entry){s->rule[i]->name, s->rule[i], i};
	}
	qsort(e, n, sizeof *e, by_key);
	for (size_t i = 1, first = 0; i < n; i++)
		if (order(&e[i].key, &e[first].key) != 0)
			first = i;
		else if (e[i].rule != e[first].rule)
			refuse(s, e[i].rule, e[i].rule->line,
				arena_printf(s->scratch, "\"%.*s\" is the id or name of the rule at %s:%zu too", (int)e[i].key.n, e[i].key.p,
					e[first].rule->file, e[first].rule->line));
	*ret = e;
	return n;
}

static bool aliased(struct rule_correlation *c, struct rule_alias *a)
{
	for (int i = 0; i < c->refs; i++) {
		const struct rule *x = c->ref[i].rule;
		if (order(&x->name, &a->of_name) == 0 || order(&x->id, &a->of_name) == 0) {
			a->of = x;
			return true;
		}
	}
	return false;
}

static void correlate(struct rule_set *s, struct rule *x, const struct entry *e, size_t n)
{
	struct rule_correlation *c = x->correlation;
	for (int i = 0; i < c->refs; i++) {
		c->ref[i].rule = lookup(e, n, c->ref[i].text);
		if (!c->ref[i].rule || c->ref[i].rule->kind == RULE_FILTER) {
			refuse(s, x, c->ref[i].line,
				arena_printf(s->scratch, "there is no rule \"%.*s\" that it could look at", (int)c->ref[i].text.n, c->ref[i].text.p));
			return;
		}
	}
	for (int i = 0; i < c->aliases; i++)
		if (!aliased(c, &c->alias[i])) {
			refuse(s, x, x->line,
				arena_printf(s->scratch, "an alias is for \"%.*s\", which is none of its rules", (int)c->alias[i].of_name.n,
					c->alias[i].of_name.p));
			return;
		}
}

// Whether a correlation can stand: all that it looks at can, and nothing looks at itself, however far round.
static void stand(struct rule_set *s, struct rule *x, int depth)
{
	if (x->bad || x->mark || x->kind != RULE_CORRELATION)
		return;
	x->mark = 1;
	for (int i = 0; i < x->correlation->refs && !x->bad; i++) {
		struct rule *of = x->correlation->ref[i].rule;
		size_t line = x->correlation->ref[i].line;
		if (depth >= RULE_DEPTH)
			refuse(s, x, line, "correlations of correlations nest too deep");
		else if (of->mark == 1)
			refuse(s, x, line, "correlations look at each other in a ring");
		else
			stand(s, of, depth + 1);
		if (of->bad)
			refuse(s, x, line,
				arena_printf(s->scratch, "the rule \"%.*s\" that it looks at was refused", (int)x->correlation->ref[i].text.n,
					x->correlation->ref[i].text.p));
	}
	x->mark = 2;
}

static bool within(struct text part, struct text whole)
{
	return !part.n || order(&part, &whole) == 0;
}

static void filter(struct rule_set *s, const struct rule *f, struct rule *x)
{
	if (!x || x->kind != RULE_DETECTION || !within(f->source.category, x->source.category) || !within(f->source.product, x->source.product) ||
		!within(f->source.service, x->source.service))
		return;
	struct rule_node *never = arena_alloc(s->a, sizeof *never), *both = arena_alloc(s->a, sizeof *both);
	*never = (struct rule_node){.kind = RULE_NOT, .n = 1, .child = arena_alloc(s->a, sizeof(void *))};
	never->child[0] = f->when;
	*both = (struct rule_node){.kind = RULE_AND, .n = 2, .child = arena_alloc(s->a, 2 * sizeof(void *))};
	both->child[0] = x->when;
	both->child[1] = never;
	x->when = both;
	x->preds += f->preds;
}

// Rules that only correlations look at.
static void quiet(const struct rule *x)
{
	for (int i = 0; i < x->correlation->refs; i++) {
		struct rule *of = x->correlation->ref[i].rule;
		of->loud = of->loud || x->correlation->generate;
		of->quiet = !of->loud;
	}
}

void rule_set_link(struct rule_set *s)
{
	struct entry *e;
	size_t n = index_of(s, &e), good = 0;
	for (size_t i = 0; i < s->n; i++)
		if (s->rule[i]->kind == RULE_CORRELATION && !s->rule[i]->bad)
			correlate(s, s->rule[i], e, n);
	for (size_t i = 0; i < s->n; i++)
		stand(s, s->rule[i], 0);
	for (size_t i = 0; i < s->n; i++) {
		struct rule *x = s->rule[i];
		if (x->kind == RULE_CORRELATION && !x->bad)
			quiet(x);
		for (int k = 0; k < x->refs && !x->bad; k++) {
			x->ref[k].rule = lookup(e, n, x->ref[k].text);
			filter(s, x, x->ref[k].rule);
		}
	}
	for (size_t i = 0; i < s->n; i++)
		if (!s->rule[i]->bad)
			s->rule[good++] = s->rule[i];
	s->n = good;
}
