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
	atomic_store(&ret->plan, plan_new(a, ret->class, NULL));
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

void form_learn(struct form *f, struct form_class *c, const struct sieve_seen *seen, int step)
{
	pthread_mutex_lock(&f->lock);
	if (!c->own && atomic_load(&c->plan)->step < step) {
		struct plan *p = plan_new(f->a, c->class, seen);
		p->step = step;
		atomic_store(&c->plan, p);
	}
	pthread_mutex_unlock(&f->lock);
}
