// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Classes; see class.h. Tables of numbers by hash find what stood before; they end with the compiling.
#include "class.h"
#include "fold.h"
#include "hash.h"

enum {
	FIRST = 64,           // room of a list at first
	ORDERED = 32,         // children of a node that are put in order
	WEIGHT_MAX = 1 << 20,
};

struct class_name {
	struct text name; // small letters, no spaces
	int slot;
	int next; // another slot of the same name: its number in `name` + 1; 0: none
};

// Numbers of things by their hash: number 0 is free, else it is one more than that of the thing.
struct mark {
	uint64_t hash;
	int number;
};

struct table {
	struct arena *a;
	struct mark *at;
	size_t mask, used;
};

// What a node was made of, and what it costs to ask.
struct origin {
	const struct rule_node *node;
	const struct logsource *source;
	int weight;
};

struct making {
	struct arena *a, *scratch;
	struct class *c;
	struct table slots, preds, nodes;
	struct origin *origin; // of nodes
	int slot_room, pred_room, node_room, origin_room, child_room, star_room, children;
	const struct logsource *source;
};

static struct mark *place(const struct table *t, uint64_t hash)
{
	size_t i = hash & t->mask;
	while (t->at[i].number)
		i = (i + 1) & t->mask;
	return &t->at[i];
}

// Adds a number; the table grows at half full.
static void table_add(struct table *t, uint64_t hash, int number)
{
	if (!t->at || 2 * t->used > t->mask) {
		struct table old = *t;
		t->mask = old.at ? 2 * old.mask + 1 : 255;
		t->at = arena_alloc(t->a, (t->mask + 1) * sizeof *t->at);
		for (size_t i = 0; old.at && i <= old.mask; i++)
			if (old.at[i].number)
				*place(t, old.at[i].hash) = old.at[i];
	}
	*place(t, hash) = (struct mark){hash, number + 1};
	t->used++;
}

// The next number of that hash from place *at on, which goes behind it; -1: there is none. The first place: hash itself.
static int table_next(const struct table *t, uint64_t hash, size_t *at)
{
	for (; t->at && t->at[*at & t->mask].number; ++*at)
		if (t->at[*at & t->mask].hash == hash)
			return t->at[(*at)++ & t->mask].number - 1;
	return -1;
}

static void *grown(struct arena *a, void *old, int n, int *room, size_t size)
{
	if (n < *room)
		return old;
	int more = *room ? 2 * *room : FIRST;
	char *p = arena_raw(a, (size_t)more * size);
	if (old)
		memcpy(p, old, (size_t)n * size);
	*room = more;
	return p;
}

// A name as the table holds it: small letters of ASCII, no spaces. room: as many bytes as t.
static struct text small(struct text t, char *room)
{
	char unspaced[LOGSOURCE_NAME];
	t = logsource_unspaced(t, unspaced);
	for (size_t i = 0; i < t.n; i++)
		room[i] = (char)(t.p[i] >= 'A' && t.p[i] <= 'Z' ? t.p[i] + 32 : t.p[i]);
	return (struct text){room, t.n};
}

// The slot of a field that rules of m->source name.
static int slot_of(struct making *m, struct text sigma)
{
	struct class *c = m->c;
	struct arena_mark mark = arena_mark(m->scratch);
	struct text name = fold_text(m->scratch, sigma);
	const void *naming = logsource_naming(m->source, sigma);
	uint64_t hash = hash_text((uintptr_t)naming, name);
	size_t at = hash;
	int k;
	while ((k = table_next(&m->slots, hash, &at)) >= 0)
		if (logsource_naming(c->slot[k].source, c->slot[k].sigma) == naming && text_same(fold_text(m->scratch, c->slot[k].sigma), name))
			break;
	arena_rewind(m->scratch, mark);
	if (k >= 0)
		return k;
	c->slot = grown(m->a, c->slot, c->slots, &m->slot_room, sizeof *c->slot);
	c->slot[c->slots] = (struct class_slot){m->source, sigma};
	table_add(&m->slots, hash, c->slots);
	return c->slots++;
}

static bool parts_same(const struct rule_pred *x, const struct rule_pred *y)
{
	if (x->parts != y->parts)
		return false;
	for (int i = 0; i < x->parts; i++)
		if (x->part[i].kind != y->part[i].kind || !text_same(x->part[i].text, y->part[i].text))
			return false;
	return true;
}

static bool pred_same(const struct class_pred *p, const struct class_pred *q)
{
	const struct rule_pred *x = p->is, *y = q->is;
	if (p->slot != q->slot || p->other != q->other || x->op != y->op || x->shape != y->shape || x->flags != y->flags || !text_same(x->text, y->text))
		return false;
	if (x->op == RULE_CIDR)
		return memcmp(&x->range, &y->range, sizeof x->range) == 0;
	if (x->op == RULE_COMPARE)
		return x->compare == y->compare && x->time == y->time && x->number.whole == y->number.whole && x->number.integer == y->number.integer &&
			x->number.real == y->number.real;
	return x->op != RULE_LIKE || x->shape != RULE_GLOB || parts_same(x, y);
}

static uint64_t pred_hash(const struct class_pred *p)
{
	const struct rule_pred *x = p->is;
	uint64_t h = hash_mix((uint64_t)x->op << 8 | (uint64_t)x->shape << 4 | x->flags, (uint64_t)(unsigned)p->slot << 32 | (unsigned)p->other);
	h = hash_text(h, x->text);
	for (int i = 0; x->op == RULE_LIKE && x->shape == RULE_GLOB && i < x->parts; i++)
		h = hash_text(h, x->part[i].text);
	return x->op == RULE_COMPARE ? hash_mix(h, (uint64_t)x->number.integer) : h;
}

static int pred_of(struct making *m, const struct rule_pred *is)
{
	struct class *c = m->c;
	struct class_pred p = {is, is->field.n ? slot_of(m, is->field) : CLASS_KEYWORD, is->op == RULE_SAME ? slot_of(m, is->text) : 0};
	uint64_t hash = pred_hash(&p);
	size_t at = hash;
	for (int k; (k = table_next(&m->preds, hash, &at)) >= 0;)
		if (pred_same(&c->pred[k], &p))
			return k;
	c->pred = grown(m->a, c->pred, c->preds, &m->pred_room, sizeof *c->pred);
	c->pred[c->preds] = p;
	table_add(&m->preds, hash, c->preds);
	return c->preds++;
}

// A node that was made of the same one of the rule, for the same source; -1: none yet.
static int made(const struct making *m, const struct rule_node *n, uint64_t hash)
{
	size_t at = hash;
	int k;
	while ((k = table_next(&m->nodes, hash, &at)) >= 0 && (m->origin[k].node != n || m->origin[k].source != m->source))
		;
	return k;
}

// What a predicate costs, roughly in comparisons of a few bytes.
static int pred_weight(const struct rule_pred *p)
{
	static const int op[] = {[RULE_LIKE] = 1, [RULE_REGEXP] = 60, [RULE_CIDR] = 4, [RULE_COMPARE] = 2, [RULE_NULL] = 1, [RULE_EXISTS] = 1, [RULE_SAME] = 4};
	int shape = p->op != RULE_LIKE ? 0 : p->shape == RULE_HAS ? 5 : p->shape == RULE_GLOB ? 8 : 0;
	return (op[p->op] + shape) * (p->field.n ? 1 : 30);
}

// The cheapest first: the order changes nothing but the time.
static void ordered(const struct origin *origin, int *child, int n)
{
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0 && origin[child[k]].weight < origin[child[k - 1]].weight; k--) {
			int other = child[k];
			child[k] = child[k - 1];
			child[k - 1] = other;
		}
}

static int node_of(struct making *m, const struct rule_node *n);

// Makes the children of a node; gives what they cost together.
static int children_of(struct making *m, const struct rule_node *n, int *ret_first)
{
	struct class *c = m->c;
	int *child = arena_raw(m->scratch, sizeof *child * (size_t)(n->n + 1)), weight = 1;
	for (int i = 0; i < n->n; i++) {
		child[i] = node_of(m, n->child[i]);
		weight = weight < WEIGHT_MAX ? weight + m->origin[child[i]].weight : WEIGHT_MAX;
	}
	if (n->n <= ORDERED)
		ordered(m->origin, child, n->n);
	while (m->child_room < m->children + n->n)
		c->child = grown(m->a, c->child, m->child_room, &m->child_room, sizeof *c->child);
	if (n->n)
		memcpy(c->child + m->children, child, sizeof *child * (size_t)n->n);
	*ret_first = m->children;
	m->children += n->n;
	return weight;
}

// The number of a node. The depth is that of rules, which is bounded.
static int node_of(struct making *m, const struct rule_node *n)
{
	struct class *c = m->c;
	uint64_t hash = hash_mix((uintptr_t)n, (uintptr_t)m->source);
	struct class_node node = {n->kind, n->least, n->n, 0};
	int before = made(m, n, hash), weight;
	if (before >= 0)
		return before;
	if (n->kind == RULE_PRED) {
		node.first = pred_of(m, n->pred);
		weight = pred_weight(n->pred);
	} else
		weight = children_of(m, n, &node.first);
	c->node = grown(m->a, c->node, c->nodes, &m->node_room, sizeof *c->node);
	m->origin = grown(m->scratch, m->origin, c->nodes, &m->origin_room, sizeof *m->origin);
	c->node[c->nodes] = node;
	m->origin[c->nodes] = (struct origin){n, m->source, weight};
	table_add(&m->nodes, hash, c->nodes);
	return c->nodes++;
}

static size_t name_at(const struct class *c, struct text name, bool *ret_found)
{
	size_t i = hash_text(1, name) & c->name_mask;
	while (c->name[i].name.p && !text_same(c->name[i].name, name))
		i = (i + 1) & c->name_mask;
	*ret_found = c->name[i].name.p;
	return i;
}

// One name that fills a slot: into the table, or with the starred.
static void name_add(struct making *m, struct text name, int slot, struct class_name *all, int *n)
{
	struct class *c = m->c;
	struct text t = small(name, arena_raw(m->a, name.n + 1));
	if (memchr(t.p, '*', t.n)) {
		c->star = grown(m->a, c->star, c->stars, &m->star_room, sizeof *c->star);
		c->star[c->stars++] = (struct class_name){t, slot, 0};
		return;
	}
	all[(*n)++] = (struct class_name){t, slot, 0};
}

// The names of all slots. What is named twice for one slot stands once.
static void names(struct making *m)
{
	struct class *c = m->c;
	struct text **name = arena_alloc(m->scratch, sizeof *name * (size_t)(c->slots + 1));
	int *n = arena_alloc(m->scratch, sizeof *n * (size_t)(c->slots + 1)), sum = 0, all = 0;
	for (int s = 0; s < c->slots; s++)
		sum += n[s] = logsource_names(c->slot[s].source, m->scratch, c->slot[s].sigma, &name[s]);
	struct class_name *list = arena_alloc(m->scratch, sizeof *list * (size_t)(sum + 1));
	for (int s = 0; s < c->slots; s++)
		for (int i = 0; i < n[s]; i++)
			name_add(m, name[s][i], s, list, &all);
	for (c->name_mask = 15; c->name_mask < 2 * (size_t)all; c->name_mask = 2 * c->name_mask + 1)
		;
	c->name = arena_alloc(m->a, sizeof *c->name * (c->name_mask + 1 + (size_t)all));
	int spare = (int)c->name_mask + 1;
	for (int i = 0; i < all; i++) {
		bool found;
		size_t at = name_at(c, list[i].name, &found);
		if (!found) {
			c->name[at] = list[i];
			continue;
		}
		int k = (int)at;
		while (c->name[k].slot != list[i].slot && c->name[k].next)
			k = c->name[k].next - 1;
		if (c->name[k].slot == list[i].slot)
			continue;
		c->name[spare] = list[i];
		c->name[k].next = ++spare;
	}
	c->names = all;
}

struct class *class_new(struct arena *a, const struct class_entry *entry, int n)
{
	struct class *c = arena_alloc(a, sizeof *c);
	struct arena *scratch = arena_new();
	struct making m = {.a = a, .scratch = scratch, .c = c, .slots.a = scratch, .preds.a = scratch, .nodes.a = scratch};
	m.origin = arena_raw(scratch, sizeof *m.origin * (size_t)(m.origin_room = FIRST));
	c->entries = n;
	c->entry = arena_alloc(a, sizeof *c->entry * (size_t)(n + 1));
	for (int i = 0; i < n; i++) {
		m.source = entry[i].source;
		c->entry[i] = entry[i];
		c->entry[i].root = node_of(&m, entry[i].tree);
	}
	names(&m);
	arena_free(scratch);
	return c;
}

int class_slots(const struct class *c, struct text name, int *ret, int max)
{
	char room[CLASS_NAME];
	int found = 0;
	bool there;
	if (name.n > sizeof room)
		return 0;
	size_t at = name_at(c, small(name, room), &there);
	for (int k = (int)at + 1; there && k && found < max; k = c->name[k - 1].next)
		ret[found++] = c->name[k - 1].slot;
	for (int i = 0; i < c->stars && found < max; i++)
		if (logsource_named(c->star[i].name, name)) {
			bool twice = false;
			for (int k = 0; k < found; k++)
				twice = twice || ret[k] == c->star[i].slot;
			if (!twice)
				ret[found++] = c->star[i].slot;
		}
	return found;
}
