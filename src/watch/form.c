// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Forms; see form.h.
#include "form.h"
#include "hash.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { WEIGHT = 1500000 }; // nodes, predicates and names of all classes that are kept: some hundred bytes each

// The place of a source in the form; it is added when it is new.
static struct form_source *place(struct form *f, const struct logsource *l, size_t rules)
{
	for (int i = 0; i < f->sources; i++)
		if (f->source[i].is == l)
			return &f->source[i];
	f->source[f->sources] = (struct form_source){l, arena_alloc(f->a, sizeof(int) * rules), 0};
	return &f->source[f->sources++];
}

static void gather(struct form *f)
{
	const struct rule_set *s = f->rules;
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < f->means[i].n; k++)
			if (logsource_format(f->means[i].source[k], f->decoder->name)) {
				struct form_source *p = place(f, f->means[i].source[k], s->n);
				p->rule[p->rules++] = (int)i;
			}
}

struct form *form_new(struct arena *a, const struct decoder *d, const struct rule_set *rules, const struct form_means *means, size_t sources)
{
	struct form *f = arena_alloc(a, sizeof *f);
	*f = (struct form){.decoder = d, .rules = rules, .means = means, .a = a};
	f->source = arena_alloc(a, sizeof *f->source * (sources + 1));
	gather(f);
	pthread_mutex_init(&f->lock, NULL);
	struct class_entry *entry = arena_alloc(a, sizeof *entry * (size_t)(f->sources + 1));
	int n = 0;
	for (int i = 0; i < f->sources; i++)
		if (f->source[i].is->when)
			entry[n++] = (struct class_entry){f->source[i].is->when, f->source[i].is, i, 0};
	f->when = class_new(a, entry, n);
	for (int i = 0; i < f->when->preds; i++)
		f->keyword |= f->when->pred[i].slot == CLASS_KEYWORD;
	return f;
}

static int by_order(const void *x, const void *y)
{
	const struct class_entry *a = x, *b = y;
	return a->order != b->order ? (a->order > b->order) - (a->order < b->order) : (a->source > b->source) - (a->source < b->source);
}

static struct form_class *made(struct arena *a, const struct form *f, const bool *set)
{
	struct form_class *ret = arena_alloc(a, sizeof *ret);
	int n = 0, sum = 0;
	for (int i = 0; i < f->sources; i++)
		sum += set[i] ? f->source[i].rules : 0;
	if (!sum)
		return ret;
	struct arena *scratch = arena_new();
	struct class_entry *entry = arena_raw(scratch, sizeof *entry * (size_t)sum);
	for (int i = 0; i < f->sources; i++)
		for (int k = 0; set[i] && k < f->source[i].rules; k++)
			entry[n++] = (struct class_entry){f->rules->rule[f->source[i].rule[k]]->when, f->source[i].is, f->source[i].rule[k], 0};
	qsort(entry, (size_t)n, sizeof *entry, by_order);
	ret->class = class_new(a, entry, n);
	atomic_store(&ret->plan, plan_new(a, ret->class, NULL, PLAN_ANCHORS));
	arena_free(scratch);
	return ret;
}

static struct form_class *kept(const struct form *f, const bool *set, uint64_t hash)
{
	struct form_class *c = f->kept[hash % 1024];
	while (c && memcmp(c->set, set, (size_t)f->sources) != 0)
		c = c->next;
	return c;
}

static struct form_class *keep(struct form *f, const bool *set, uint64_t hash)
{
	struct form_class *c = made(f->a, f, set);
	bool *copy = arena_alloc(f->a, (size_t)f->sources);
	memcpy(copy, set, (size_t)f->sources);
	c->set = copy;
	c->next = f->kept[hash % 1024];
	f->kept[hash % 1024] = c;
	f->classes++;
	f->weight += c->class ? c->class->nodes + c->class->preds + c->class->names : 1;
	return c;
}

struct form_class *form_class(struct form *f, const bool *set)
{
	uint64_t hash = hash_text(0, (struct text){(const char *)set, (size_t)f->sources});
	pthread_mutex_lock(&f->lock);
	struct form_class *c = kept(f, set, hash);
	if (!c && f->classes < MATCH_CLASSES && f->weight < WEIGHT)
		c = keep(f, set, hash);
	pthread_mutex_unlock(&f->lock);
	if (!c) {
		struct arena *own = arena_new();
		c = made(own, f, set);
		c->own = own;
	}
	return c;
}

void form_drop(struct form_class *c)
{
	if (c->own)
		arena_free(c->own);
}

void form_learn(struct form *f, struct form_class *c, const struct sieve_seen *seen, enum plan_kind kind, int step)
{
	pthread_mutex_lock(&f->lock);
	if (!c->own && atomic_load(&c->plan)->step < step) {
		struct plan *p = plan_new(f->a, c->class, seen, kind);
		p->step = step;
		atomic_store(&c->plan, p);
	}
	pthread_mutex_unlock(&f->lock);
}

// The tree of a rule that means a source, with what the source says of its events.
static struct rule_node *with(struct form *f, const struct logsource *l, struct rule_node *tree)
{
	struct rule_node *ret = arena_alloc(f->a, sizeof *ret);
	ret->kind = RULE_AND;
	ret->n = 2;
	ret->child = arena_alloc(f->a, 2 * sizeof(struct rule_node *));
	ret->child[0] = l->when;
	ret->child[1] = tree;
	return l->when ? ret : tree;
}

static struct form_class *all(struct form *f)
{
	struct form_class *ret = arena_alloc(f->a, sizeof *ret);
	int n = 0, sum = 0;
	for (int i = 0; i < f->sources; i++)
		sum += f->source[i].rules;
	struct class_entry *entry = arena_raw(f->a, sizeof *entry * (size_t)(sum + 1));
	for (int i = 0; i < f->sources; i++)
		for (int k = 0; k < f->source[i].rules; k++, n++)
			entry[n] = (struct class_entry){with(f, f->source[i].is, f->rules->rule[f->source[i].rule[k]]->when), f->source[i].is, f->source[i].rule[k], 0};
	if (n) {
		ret->class = class_new(f->a, entry, n);
		atomic_store(&ret->plan, plan_new(f->a, ret->class, NULL, PLAN_RAW));
	}
	return ret;
}

struct form_class *form_all(struct form *f)
{
	pthread_mutex_lock(&f->lock);
	if (!f->all)
		f->all = all(f);
	pthread_mutex_unlock(&f->lock);
	return f->all;
}
