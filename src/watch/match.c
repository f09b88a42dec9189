// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The matcher; see match.h. An event's class is told from the values of the few fields that log sources name in their `when`; those values are the key under which a thread
// remembers the class.
#include "match.h"
#include "form.h"
#include "hash.h"
#include "judge.h"
#include "names.h"
#include "raw.h"
#include "rule_read.h"

#include <stdatomic.h>
#include <stdlib.h>

enum {
	FORMS = 32,      // decoders
	KEYS = 4096,     // keys of classes that a thread remembers; when there are more it begins anew
	KEY = 2048,      // bytes of a key; the class of an event with a longer one is told each time
	SLOTS = 256,     // slots that one field may fill
	LEARN = 32,      // events after which a class gets its first better plan
	LATER = 16,      // the second comes after as many times that, of which one in LATER is taken into the sample
	ASKED = 6,       // predicates that are looked at for an event, from which on the literals of all are sought
	SAMPLES = 24,    // that are taken at one time; each takes some memory
	ROOM = 256,      // that is taken beyond what a class needs
	LISTS = 600000, // slots of all names that a thread remembers: more than one event can fill
};

struct match {
	struct arena *a;
	struct rule_set *rules;
	size_t sources;
	struct form_means *means;
	pthread_mutex_t lock;
	struct form *form[FORMS];
};

// What a thread knows of a class: for each name of a field the place in `list` where its slots stand, behind their number; 0: nobody asked yet.
struct known_class {
	struct form_class *is;
	struct known_class *next;
	int *slots, names;
	struct sieve_seen *seen; // a sample, while it is taken
	int events;
	int64_t asked; // predicates that were looked at for them
	bool sampled; // the event that is being looked at belongs to it
};

struct key {
	uint64_t hash;
	struct text bytes;
	struct known_class *class;
};

// What a thread knows of a form.
struct known_form {
	struct form *is;
	struct arena *a, *old; // old: what was known before; an event that is being looked at may point there
	struct raw *raw;
	struct names *names;
	uint8_t *weighs; // of names: 0 not looked at, 1 nothing, 2 that it is there, 3 its value
	int *list, lists;
	struct known_class when, once, *class; // once: one that is not kept
	struct key *key; // by hash
	int keys, samples; // samples: classes of which one is being taken
};

struct matcher {
	struct match *m;
	struct arena *a;
	struct judge *judge, *whens;
	struct known_form form[FORMS], *last; // last: that of the event before
	struct match_hit *hit;
	int hits, hit_room;
	bool *set;
	const struct plan *plan; // of the event
	uint32_t number, *marked; // of entries: the event for which one was last marked
	int *candidate, candidates, entry_room;
	uint32_t *found_event, *sure_event; // of literals: the event in which one was last found; surely (sieve.h)
	int *found, founds, found_room;
	char key[KEY];
	int id[EVENT_FIELDS];
};

static void forms_free(void *arg)
{
	struct match *m = arg;
	for (int i = 0; i < FORMS; i++)
		if (m->form[i]) {
			pthread_mutex_destroy(&m->form[i]->lock);
			arena_free(m->form[i]->a);
		}
	pthread_mutex_destroy(&m->lock);
}

static bool source_same(const struct rule_source *x, const struct rule_source *y)
{
	return text_same(x->product, y->product) && text_same(x->category, y->category) && text_same(x->service, y->service);
}

// Takes out the rules of which nobody knows the source.
static void means(struct match *m, const struct logsource_set *sources)
{
	const struct logsource *l[MATCH_SOURCES];
	struct rule_set *s = m->rules;
	struct form_means last = {0};
	const struct rule *before = NULL;
	size_t n = 0;
	m->means = arena_alloc(m->a, sizeof *m->means * (s->n + 1));
	for (size_t i = 0; i < s->n; i++) {
		struct rule *r = s->rule[i];
		bool detects = r->kind == RULE_DETECTION && r->when;
		if (detects && (!before || !source_same(&r->source, &before->source))) {
			last.n = logsource_find(sources, &r->source, l, MATCH_SOURCES);
			last.source = arena_alloc(m->a, sizeof(void *) * (last.n + 1));
			memcpy((void *)last.source, (const void *)l, sizeof(void *) * last.n);
			before = r;
		}
		if (detects && !last.n) {
			rule_refuse_at(s, r->file, r->line, "no log that is read here is of the log source that the rule names");
			continue;
		}
		m->means[n] = detects ? last : (struct form_means){0};
		s->rule[n++] = r;
	}
	s->n = n;
}

struct match *match_new(struct arena *a, struct rule_set *rules, const struct logsource_set *sources)
{
	struct match *m = arena_alloc(a, sizeof *m);
	*m = (struct match){.a = a, .rules = rules, .sources = sources->n};
	means(m, sources);
	pthread_mutex_init(&m->lock, NULL);
	arena_defer(a, forms_free, m);
	return m;
}

static void matcher_end(void *arg)
{
	struct matcher *x = arg;
	for (int i = 0; i < FORMS; i++)
		for (struct known_class *c = x->form[i].class; c; c = c->next)
			free(c->seen);
	for (int i = 0; i < FORMS; i++) {
		arena_free(x->form[i].a);
		arena_free(x->form[i].old);
		raw_free(x->form[i].raw);
	}
	free(x->hit);
	free(x->set);
	free(x->marked);
	free(x->candidate);
	free(x->found_event);
	free(x->sure_event);
	free(x->found);
}

struct matcher *matcher_new(struct match *m, struct arena *a)
{
	struct matcher *x = arena_alloc(a, sizeof *x);
	x->m = m;
	x->a = a;
	x->judge = judge_new(a);
	x->whens = judge_new(a);
	x->set = calloc(m->sources + 1, sizeof *x->set);
	if (!x->set)
		abort();
	arena_defer(a, matcher_end, x);
	return x;
}

// Forgets what a thread knows of a form, or begins to know it.
static void fresh(struct known_form *k)
{
	struct form *is = k->is;
	struct raw *raw = k->raw;
	for (struct known_class *c = k->class; c; c = c->next)
		free(c->seen);
	arena_free(k->old);
	*k = (struct known_form){.is = is, .raw = raw, .old = k->a, .a = arena_new()};
	k->names = names_new(k->a);
	k->weighs = arena_alloc(k->a, NAMES_MAX);
	k->list = arena_raw(k->a, sizeof *k->list * LISTS);
	k->lists = 1;
	k->key = arena_alloc(k->a, sizeof *k->key * 2 * KEYS);
}

static struct known_form *form_of(struct matcher *x, const struct decoder *d)
{
	if (x->last && x->last->is->decoder == d)
		return x->last;
	int i = 0;
	while (i < FORMS - 1 && decode_all[i] && decode_all[i] != d)
		i++;
	struct known_form *k = x->last = &x->form[i];
	if (k->is)
		return k;
	pthread_mutex_lock(&x->m->lock);
	if (!x->m->form[i])
		x->m->form[i] = form_new(arena_new(), d, x->m->rules, x->m->means, x->m->sources);
	k->is = x->m->form[i];
	pthread_mutex_unlock(&x->m->lock);
	fresh(k);
	return k;
}

// The same, asked for the first time.
static const int *slots_new(struct known_form *k, struct known_class *c, const struct class *of, int id, struct text name, int *ret_n)
{
	if (id >= c->names) {
		int n = 2 * names_count(k->names) + 64, *more = arena_alloc(k->a, sizeof *more * (size_t)n);
		if (c->names)
			memcpy(more, c->slots, sizeof *more * (size_t)c->names);
		c->slots = more;
		c->names = n;
	}
	if (!c->slots[id]) {
		if (k->lists + SLOTS + 1 > LISTS)
			return NULL;
		k->list[k->lists] = class_slots(of, name, k->list + k->lists + 1, SLOTS);
		c->slots[id] = k->lists;
		k->lists += k->list[k->lists] + 1;
	}
	*ret_n = k->list[c->slots[id]];
	return k->list + c->slots[id] + 1;
}

// The slots of a class that a name fills, and how many; NULL: too many are remembered.
static inline const int *slots_of(struct known_form *k, struct known_class *c, const struct class *of, int id, struct text name, int *ret_n)
{
	if (id >= c->names || !c->slots[id])
		return slots_new(k, c, of, id, name, ret_n);
	*ret_n = k->list[c->slots[id]];
	return k->list + c->slots[id] + 1;
}

// What the value of a field of that name has to do with the class of an event.
static uint8_t weighs(const struct class *when, const int *slot, int n)
{
	uint8_t ret = 1;
	for (int i = 0; i < when->preds; i++) {
		const struct rule_pred *p = when->pred[i].is;
		bool there = p->op == RULE_EXISTS || p->op == RULE_NULL || (p->op == RULE_LIKE && p->shape == RULE_HAS && p->text.n == 0);
		bool named = false;
		for (int k = 0; k < n; k++)
			named = named || when->pred[i].slot == slot[k] || (p->op == RULE_SAME && when->pred[i].other == slot[k]);
		if (named && ret < (there ? 2 : 3))
			ret = there ? 2 : 3;
	}
	return ret;
}

// The number of a name; -1: it fills no slot. False: the table is full.
static inline bool number(struct known_form *k, const struct event_field *f, bool again, int before, int *ret)
{
	*ret = again ? -1 : f->id;
	if (*ret >= 0 || f->name.n > CLASS_NAME)
		return true;
	*ret = names_find(k->names, f->name, before);
	return *ret >= 0;
}

// Asks what fields of a name have to do with the class of an event, the first time that one stands there; false: too much is remembered.
static bool weigh(struct known_form *k, int id, struct text name)
{
	int slots = 0;
	const int *slot = slots_of(k, &k->when, k->is->when, id, name, &slots);
	if (slot)
		k->weighs[id] = weighs(k->is->when, slot, slots);
	return slot;
}

// Numbers the names of an event (again: the numbers that it bears are of another table), and puts what its class hangs on into a key; false: too much is remembered. *ret_n > KEY: there is
// none, or it is too long.
static bool key_of(struct matcher *x, struct known_form *k, const struct event *e, bool again, size_t *ret_n)
{
	size_t n = k->is->keyword ? KEY + 1 : 0;
	for (int i = 0, id = -1, before = -1; i < e->fields; i++) {
		const struct event_field *f = &e->field[i];
		if (!number(k, f, again, before, &id))
			return false;
		x->id[i] = id;
		if (id < 0)
			continue;
		before = id;
		if (!k->weighs[id] && !weigh(k, id, f->name))
			return false;
		if (k->weighs[id] == 1 || n > KEY)
			continue;
		struct text v = k->weighs[id] == 3 ? f->value : (struct text){"", 0};
		uint16_t head[3] = {(uint16_t)id, (uint16_t)(f->kind == EVENT_NULL) | (uint16_t)(f->rough << 1), (uint16_t)v.n};
		if (n + sizeof head + v.n > KEY) {
			n = KEY + 1;
			continue;
		}
		memcpy(x->key + n, head, sizeof head);
		memcpy(x->key + n + sizeof head, v.n ? v.p : "", v.n);
		n += sizeof head + v.n;
	}
	*ret_n = n;
	return true;
}

// Tells the judge which fields fill which slots; false: too much is remembered.
static bool fill(struct matcher *x, struct judge *j, struct known_form *k, struct known_class *c, const struct class *of, const struct event *e)
{
	judge_begin(j, of, e);
	for (int i = 0; i < e->fields; i++) {
		int n = 0;
		const int *slot = x->id[i] < 0 ? NULL : slots_of(k, c, of, x->id[i], e->field[i].name, &n);
		if (!slot && x->id[i] >= 0)
			return false;
		for (int s = 0; s < n; s++)
			judge_fill(j, slot[s], i);
	}
	return true;
}

// Asks each log source whether the event is of it; false: too much is remembered.
static bool sources_of(struct matcher *x, struct known_form *k, const struct event *e)
{
	const struct form *f = k->is;
	for (int i = 0; i < f->sources; i++)
		x->set[i] = !f->source[i].is->when;
	if (!fill(x, x->whens, k, &k->when, f->when, e))
		return false;
	for (int i = 0; i < f->when->entries; i++)
		x->set[f->when->entry[i].order] = judge_holds(x->whens, i);
	return true;
}

static struct known_class *class_known(struct known_form *k, struct form_class *is)
{
	struct known_class *c = k->class;
	while (c && c->is != is)
		c = c->next;
	if (!c) {
		c = arena_alloc(k->a, sizeof *c);
		*c = (struct known_class){.is = is, .next = k->class};
		k->class = c;
	}
	return c;
}

static struct key *key_at(struct known_form *k, struct text key, uint64_t hash)
{
	size_t i = hash & (2 * KEYS - 1);
	while (k->key[i].class && (k->key[i].hash != hash || !text_same(k->key[i].bytes, key)))
		i = (i + 1) & (2 * KEYS - 1);
	return &k->key[i];
}

static void key_keep(struct known_form *k, struct key *at, struct text key, uint64_t hash, struct known_class *c)
{
	char *copy = arena_raw(k->a, key.n + 1);
	memcpy(copy, key.n ? key.p : "", key.n);
	*at = (struct key){hash, {copy, key.n}, c};
	k->keys++;
}

static void hit(struct matcher *x, const struct rule *r, const struct logsource *l)
{
	if (x->hits == x->hit_room) {
		x->hit_room = x->hit_room ? 2 * x->hit_room : 64;
		x->hit = realloc(x->hit, sizeof *x->hit * (size_t)x->hit_room);
		if (!x->hit)
			abort();
	}
	x->hit[x->hits++] = (struct match_hit){r, l};
}

// A literal may stand in the event.
static void found(void *arg, int id, bool sure)
{
	struct matcher *x = arg;
	if (sure)
		x->sure_event[id] = x->number;
	if (x->found_event[id] != x->number)
		x->found[x->founds++] = id;
	x->found_event[id] = x->number;
}

// The predicates of the literals that were found are asked; of those that hold the entries are marked, to be judged.
static void mark(struct matcher *x)
{
	for (int f = 0; f < x->founds; f++) {
		const struct plan_literal *l = &x->plan->literal[x->found[f]];
		if (!judge_pred(x->judge, l->pred))
			continue;
		for (const struct plan_opened *o = x->plan->opened + l->first; o < x->plan->opened + l->first + l->n; o++) {
			if (o->node >= 0)
				judge_true(x->judge, o->node);
			if (x->marked[o->entry] != x->number)
				x->candidate[x->candidates++] = o->entry;
			x->marked[o->entry] = x->number;
		}
	}
}

// Numbers of the event for n things, none of them marked, and a list of that room.
static void cleared(uint32_t **event, int **list, int *room, int n, bool again)
{
	if (n <= *room && !again)
		return;
	free(*event);
	free(*list);
	*room = n > *room ? n + ROOM : *room;
	*event = calloc((size_t)*room, sizeof **event);
	*list = calloc((size_t)*room, sizeof **list);
	if (!*event || !*list)
		abort();
}

static void unmark(struct matcher *x, const struct class *of)
{
	bool again = ++x->number == 0;
	x->number += again;
	x->candidates = x->founds = 0;
	cleared(&x->marked, &x->candidate, &x->entry_room, of->entries, again);
	if (x->plan->literals > x->found_room || again) {
		free(x->sure_event);
		x->sure_event = calloc((size_t)(x->plan->literals > x->found_room ? x->plan->literals + ROOM : x->found_room), sizeof *x->sure_event);
		if (!x->sure_event)
			abort();
	}
	cleared(&x->found_event, &x->found, &x->found_room, x->plan->literals, again);
}

// Tells the judge of the fields of an event and seeks the literals in their values; false: too much is remembered.
static bool sift(struct matcher *x, struct known_form *k, struct known_class *c, const struct event *e)
{
	const struct plan *p = x->plan;
	judge_begin(x->judge, c->is->class, e);
	for (int i = 0; i < e->fields; i++) {
		int n = 0;
		const struct event_field *f = &e->field[i];
		const int *slot = x->id[i] < 0 ? NULL : slots_of(k, c, c->is->class, x->id[i], f->name, &n);
		if (!slot && x->id[i] >= 0)
			return false;
		for (int s = 0; s < n; s++) {
			judge_fill(x->judge, slot[s], i);
			if (p->slot[slot[s]] && f->kind != EVENT_NULL)
				sieve_scan(p->slot[slot[s]], f->odd ? judge_value(x->judge, i) : f->value, f->rough && !f->odd ? SIEVE_JSON : SIEVE_PLAIN, found, x);
		}
		if (!n && !p->raw)
			continue;
		if (c->sampled && n)
			sieve_count(c->seen, f->value);
		if (p->raw && f->kind != EVENT_NULL && (f->odd || f->value.p < e->raw.p || f->value.p >= e->raw.p + e->raw.n))
			sieve_scan(p->raw, judge_value(x->judge, i), SIEVE_PLAIN, found, x);
	}
	if (c->sampled && p->raw && c->events % 4 == 1)
		sieve_count(c->seen, e->raw);
	if (p->raw)
		sieve_scan(p->raw, e->raw, SIEVE_EITHER, found, x);
	return true;
}

// Counts the events of a class, takes a sample of them, and has a better plan made of it.
static void learn(struct known_form *k, struct known_class *c, const struct plan *p)
{
	int until = p->step == 0 ? LEARN : LEARN * LATER;
	if (p->step == 2) {
		c->sampled = false;
		return;
	}
	if (!c->seen) {
		if (k->samples == SAMPLES)
			return;
		if (!(c->seen = calloc(1, sizeof *c->seen)))
			abort();
		k->samples++;
	}
	c->sampled = p->step == 0 || c->events % LATER == 0;
	if (++c->events < until)
		return;
	form_learn(k->is, c->is, c->seen, p->kind == PLAN_FULL || c->asked > (int64_t)ASKED * c->events ? PLAN_FULL : PLAN_ANCHORS, p->step + 1);
	if (p->step == 1) {
		free(c->seen);
		c->seen = NULL;
		c->sampled = false;
		k->samples--;
	}
}

static int compared(const void *x, const void *y)
{
	return (*(const int *)x > *(const int *)y) - (*(const int *)x < *(const int *)y);
}

static void judge_one(struct matcher *x, const struct class *of, int entry)
{
	const struct rule *r = x->m->rules->rule[of->entry[entry].order];
	if ((!x->hits || x->hit[x->hits - 1].rule != r) && judge_holds(x->judge, entry))
		hit(x, r, of->entry[entry].source);
}

// Asks the rules of the class that may hit the event, in their order.
static bool judged(struct matcher *x, struct known_form *k, struct known_class *c, const struct event *e)
{
	const struct class *of = c->is->class;
	if (!of)
		return true;
	x->plan = atomic_load_explicit(&c->is->plan, memory_order_acquire);
	unmark(x, of);
	if (!c->is->own)
		learn(k, c, x->plan);
	if (!sift(x, k, c, e))
		return false;
	int64_t before = judge_asked(x->judge);
	judge_sought(x->judge, (struct judge_sought){x->plan->sought, x->found_event, x->sure_event, x->number});
	mark(x);
	if (x->candidates > 1)
		qsort(x->candidate, (size_t)x->candidates, sizeof *x->candidate, compared);
	for (int i = 0, n = 0; i < x->plan->always || n < x->candidates;)
		judge_one(x, of, n == x->candidates || (i < x->plan->always && x->plan->judged[i] < x->candidate[n]) ? x->plan->judged[i++] : x->candidate[n++]);
	c->asked += judge_asked(x->judge) - before;
	return true;
}

// One event; false: too much is remembered, and what was known of the form must be forgotten first.
static bool event(struct matcher *x, struct known_form *k, const struct event *e, bool again)
{
	size_t n;
	x->hits = 0;
	if (k->keys >= KEYS || !key_of(x, k, e, again, &n))
		return false;
	struct text key = {x->key, n > KEY ? 0 : n};
	uint64_t hash = hash_text(0, key);
	struct key *at = n > KEY ? NULL : key_at(k, key, hash);
	if (at && at->class)
		return judged(x, k, at->class, e);
	if (!sources_of(x, k, e))
		return false;
	struct form_class *is = form_class(k->is, x->set);
	if (is->own) {
		k->once = (struct known_class){.is = is};
		bool good = judged(x, k, &k->once, e);
		form_drop(is);
		return good;
	}
	struct known_class *c = class_known(k, is);
	if (at)
		key_keep(k, at, key, hash, c);
	return judged(x, k, c, e);
}

int matcher_event(struct matcher *x, const struct decoder *d, const struct event *e, const struct match_hit **ret)
{
	struct known_form *k = form_of(x, d);
	*ret = NULL;
	if (!k->is->sources)
		return 0;
	if (!event(x, k, e, false)) {
		fresh(k);
		event(x, k, e, true); // one event never fills what is remembered
	}
	*ret = x->hit;
	return x->hits;
}

bool matcher_fields(struct matcher *x, const struct decoder *d, void *state, struct arena *a, struct text record, struct event *ret)
{
	struct known_form *k = d->sketch ? form_of(x, d) : NULL;
	*ret = (struct event){0};
	return k ? d->sketch(state, k->names, a, record, ret) : d->fields(state, a, record, ret);
}

bool matcher_wants(struct matcher *x, const struct decoder *d, struct text record)
{
	struct known_form *k = form_of(x, d);
	if (!k->raw)
		k->raw = raw_new(k->is);
	return raw_wants(k->raw, record);
}

int64_t matcher_limits(const struct matcher *x)
{
	return judge_limits(x->judge);
}

const struct event_field *match_field(const struct logsource *l, const struct event *e, struct text sigma)
{
	for (int i = 0; i < e->fields; i++)
		if (logsource_is(l, sigma, e->field[i].name))
			return &e->field[i];
	return NULL;
}
