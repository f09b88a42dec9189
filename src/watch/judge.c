// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Judging; see judge.h. What is remembered bears the number of the event, so nothing needs to be cleared between two.
#include "judge.h"
#include "decode/json_flat.h"
#include "find.h"
#include "fold.h"
#include "glob.h"
#include "hash.h"
#include "regex.h"

#include <stdlib.h>

// A field in the list of a slot.
struct link {
	int field, next; // next: number in `link` + 1
};

struct known {
	uint32_t event; // whose it is
	bool yes;
};

struct compiled {
	const struct rule_pred *pred;
	struct regex *regex;
};

struct judge {
	struct arena *a, *event_arena;
	struct arena_mark start;
	const struct class *c;
	const struct event *e;
	uint32_t number; // of the event
	struct known *pred, *node;
	int preds, nodes; // room
	uint32_t *slot_event;
	int *slot_first, *slot_last;
	int slots;
	struct link *link;
	int links, link_room;
	struct text *plain, *folded; // of fields; of rough ones plain is what they mean
	uint32_t *plain_event, *folded_event;
	struct compiled *regex; // by hash of the predicate
	size_t regexes, regex_mask;
	int64_t limits, asked;
	struct judge_sought sought;
};

static void end(void *arg)
{
	struct judge *j = arg;
	arena_free(j->event_arena);
	free(j->pred);
	free(j->node);
	free(j->slot_event);
	free(j->slot_first);
	free(j->slot_last);
	free(j->link);
}

struct judge *judge_new(struct arena *a)
{
	struct judge *j = arena_alloc(a, sizeof *j);
	j->a = a;
	j->event_arena = arena_new();
	arena_raw(j->event_arena, 64);
	j->start = arena_mark(j->event_arena);
	j->folded = arena_alloc(a, sizeof *j->folded * (EVENT_FIELDS + 1));
	j->folded_event = arena_alloc(a, sizeof *j->folded_event * (EVENT_FIELDS + 1));
	j->plain = arena_alloc(a, sizeof *j->plain * (EVENT_FIELDS + 1));
	j->plain_event = arena_alloc(a, sizeof *j->plain_event * (EVENT_FIELDS + 1));
	arena_defer(a, end, j);
	return j;
}

static void *room_for(void *p, int n, int *room, size_t size)
{
	if (n <= *room)
		return p;
	free(p);
	*room = n + n / 2 + 64;
	p = calloc((size_t)*room, size);
	if (!p)
		abort();
	return p;
}

void judge_begin(struct judge *j, const struct class *c, const struct event *e)
{
	int slots = j->slots, other = slots;
	j->pred = room_for(j->pred, c->preds, &j->preds, sizeof *j->pred);
	j->node = room_for(j->node, c->nodes, &j->nodes, sizeof *j->node);
	j->slot_event = room_for(j->slot_event, c->slots, &j->slots, sizeof *j->slot_event);
	j->slot_first = room_for(j->slot_first, c->slots, &slots, sizeof *j->slot_first);
	j->slot_last = room_for(j->slot_last, c->slots, &other, sizeof *j->slot_last);
	j->c = c;
	j->e = e;
	j->links = 0;
	j->sought.sought = NULL;
	if (++j->number == 0) { // after four thousand million events
		memset(j->pred, 0, sizeof *j->pred * (size_t)j->preds);
		memset(j->node, 0, sizeof *j->node * (size_t)j->nodes);
		memset(j->slot_event, 0, sizeof *j->slot_event * (size_t)j->slots);
		memset(j->folded_event, 0, sizeof *j->folded_event * (EVENT_FIELDS + 1));
		memset(j->plain_event, 0, sizeof *j->plain_event * (EVENT_FIELDS + 1));
		j->number = 1;
	}
	arena_rewind(j->event_arena, j->start);
}

void judge_fill(struct judge *j, int slot, int field)
{
	if (j->links == j->link_room) {
		j->link_room = j->link_room ? 2 * j->link_room : 1024;
		j->link = realloc(j->link, sizeof *j->link * (size_t)j->link_room);
		if (!j->link)
			abort();
	}
	j->link[j->links] = (struct link){field, 0};
	if (j->slot_event[slot] == j->number)
		j->link[j->slot_last[slot]].next = j->links + 1;
	else
		j->slot_first[slot] = j->links;
	j->slot_event[slot] = j->number;
	j->slot_last[slot] = j->links++;
}

// The number of the first link of a slot + 1, as `next`.
static int first_link(const struct judge *j, int slot)
{
	return j->slot_event[slot] == j->number ? j->slot_first[slot] + 1 : 0;
}

struct text judge_value(struct judge *j, int field)
{
	if (field == j->e->fields)
		return j->e->raw;
	if (!j->e->field[field].rough)
		return j->e->field[field].value;
	if (j->plain_event[field] != j->number) {
		j->plain[field] = json_text(j->event_arena, j->e->field[field].value);
		j->plain_event[field] = j->number;
	}
	return j->plain[field];
}

static struct text folded(struct judge *j, int field)
{
	if (j->folded_event[field] != j->number) {
		j->folded[field] = fold_text(j->event_arena, judge_value(j, field));
		j->folded_event[field] = j->number;
	}
	return j->folded[field];
}

static struct text value_of(struct judge *j, int field, bool cased)
{
	return cased ? judge_value(j, field) : folded(j, field);
}

static bool shaped(enum rule_shape shape, struct text value, struct text with)
{
	if (with.n > value.n)
		return false;
	switch (shape) {
	case RULE_EQUALS: return text_same(value, with);
	case RULE_STARTS: return text_same((struct text){value.p, with.n}, with);
	case RULE_ENDS: return text_same(text_after(value, value.n - with.n), with);
	default: return find_text(value, with);
	}
}

static struct regex *regex_of(struct judge *j, const struct rule_pred *p)
{
	if (2 * (j->regexes + 1) > j->regex_mask) {
		struct compiled *old = j->regex;
		size_t n = old ? j->regex_mask + 1 : 0;
		j->regex_mask = n ? 2 * n - 1 : 63;
		j->regex = arena_alloc(j->a, sizeof *j->regex * (j->regex_mask + 1));
		for (size_t i = 0, at; i < n; i++)
			if (old[i].pred) {
				for (at = hash_mix(0, (uintptr_t)old[i].pred) & j->regex_mask; j->regex[at].pred; at = (at + 1) & j->regex_mask)
					;
				j->regex[at] = old[i];
			}
	}
	size_t at = hash_mix(0, (uintptr_t)p) & j->regex_mask;
	while (j->regex[at].pred && j->regex[at].pred != p)
		at = (at + 1) & j->regex_mask;
	if (!j->regex[at].pred) {
		struct err e;
		j->regex[at] = (struct compiled){p, regex_new(j->a, p->text, p->flags, &e)};
		j->regexes++;
	}
	return j->regex[at].regex;
}

static bool regexp(struct judge *j, const struct rule_pred *p, struct text value)
{
	struct regex *r = regex_of(j, p);
	enum regex_found found = r ? regex_find(r, value) : REGEX_NO;
	j->limits += found == REGEX_LIMIT;
	return found == REGEX_YES;
}

static bool compares(const struct rule_pred *p, struct text value)
{
	struct rule_number x = {.whole = true};
	if (p->time) {
		if (!rule_time_read(value, p->time, &x.integer))
			return false;
		x.real = (double)x.integer;
	} else if (!rule_number_read(value, &x))
		return false;
	return rule_number_holds(x, p->compare, p->number);
}

static bool same(struct judge *j, const struct class_pred *p, struct text value)
{
	for (int k = first_link(j, p->other); k; k = j->link[k - 1].next) {
		int field = j->link[k - 1].field;
		if (j->e->field[field].kind != EVENT_NULL && shaped(p->is->shape, value, value_of(j, field, p->is->flags & RULE_CASED)))
			return true;
	}
	return false;
}

static bool of_value(struct judge *j, const struct class_pred *p, int field)
{
	const struct rule_pred *is = p->is;
	struct text value = value_of(j, field, is->op == RULE_LIKE || is->op == RULE_SAME ? is->flags & RULE_CASED : true);
	struct address x;
	switch (is->op) {
	case RULE_LIKE: return is->shape == RULE_GLOB ? glob_holds(j->event_arena, value, is->part, is->parts) : shaped(is->shape, value, is->text);
	case RULE_REGEXP: return regexp(j, is, value);
	case RULE_CIDR: return address_read(value, &x) && range_has(&is->range, &x);
	case RULE_COMPARE: return compares(is, value);
	case RULE_SAME: return same(j, p, value);
	default: return false;
	}
}

// A predicate without a field.
static bool keyword(struct judge *j, const struct class_pred *p)
{
	bool there = false;
	for (int i = 0; i < j->e->fields; i++) {
		if (p->is->op == RULE_EXISTS)
			return true;
		if (j->e->field[i].kind == EVENT_NULL)
			continue;
		there = true;
		if (of_value(j, p, i))
			return p->is->op != RULE_NULL;
	}
	return p->is->op == RULE_NULL ? !there : of_value(j, p, j->e->fields);
}

static bool asked(struct judge *j, const struct class_pred *p)
{
	bool there = false;
	if (p->slot == CLASS_KEYWORD)
		return keyword(j, p);
	for (int k = first_link(j, p->slot); k; k = j->link[k - 1].next) {
		int field = j->link[k - 1].field;
		if (p->is->op == RULE_EXISTS)
			return true;
		if (j->e->field[field].kind == EVENT_NULL)
			continue;
		there = true;
		if (of_value(j, p, field))
			return true;
	}
	return p->is->op == RULE_NULL && !there;
}

static bool pred(struct judge *j, int i)
{
	struct known *k = &j->pred[i];
	int literal = j->sought.sought ? j->sought.sought[i] : -1;
	if (literal >= 0 && j->sought.found[literal] != j->sought.number)
		return false;
	if (literal >= 0 && j->sought.sure[literal] == j->sought.number)
		return true;
	if (k->event != j->number) {
		j->asked++;
		k->yes = asked(j, &j->c->pred[i]);
		k->event = j->number;
	}
	return k->yes;
}

static bool node(struct judge *j, int i);

// Whether at least `least` of the children hold; no more are looked at than must be.
static bool some(struct judge *j, const struct class_node *n, int least)
{
	int yes = 0;
	for (int i = 0; i < n->n && yes < least && yes + n->n - i >= least; i++)
		yes += node(j, j->c->child[n->first + i]);
	return yes >= least;
}

static bool node(struct judge *j, int i)
{
	const struct class_node *n = &j->c->node[i];
	struct known *k = &j->node[i];
	if (n->kind == RULE_PRED)
		return pred(j, n->first);
	if (k->event == j->number)
		return k->yes;
	bool yes = n->kind == RULE_AND ? some(j, n, n->n) : n->kind == RULE_OR ? some(j, n, 1) : n->kind == RULE_NOT ? !some(j, n, 1) : some(j, n, n->least);
	j->node[i] = (struct known){j->number, yes};
	return yes;
}

void judge_sought(struct judge *j, struct judge_sought s)
{
	j->sought = s;
}

int64_t judge_asked(const struct judge *j)
{
	return j->asked;
}

bool judge_holds(struct judge *j, int entry)
{
	return node(j, j->c->entry[entry].root);
}

bool judge_pred(struct judge *j, int i)
{
	return pred(j, i);
}

void judge_true(struct judge *j, int i)
{
	j->node[i] = (struct known){j->number, true};
}

int64_t judge_limits(const struct judge *j)
{
	return j->limits;
}
