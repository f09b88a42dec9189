// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Plans; see plan.h.
#include "plan.h"
#include "hash.h"
#include "regex.h"

#include <stdlib.h>

// What a literal costs is how often it would be found in the sample; a little for each, so that of two that never stood there the fewer are taken, and a little more for short ones.
enum { COST_LITERAL = 2, COST_SHORT = 2, COST_SEEN = 64, COST_NUMBER = 24, NEVER = 1 << 28 };

struct pair {
	int literal;
	struct plan_opened opens;
};

struct making {
	struct arena *a, *scratch;
	bool raw;             // all literals are sought in the record
	const struct class *c;
	const struct sieve_seen *seen;
	int *cost;            // of nodes; -1: not known yet
	int *owner;           // of predicates: number of the literal + 1
	struct sieve_literal *literal;
	int *slot, *pred;     // of literals
	int literals;
	struct pair *pair;
	int pairs, pair_room;
};

static bool ascii(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.p[i] < ' ' || (unsigned char)t.p[i] > 127)
			return false;
	return true;
}

// The text that must stand in the value that a predicate holds of, the longest that can be sought; n 0: none.
static struct text value_text(struct arena *a, const struct rule_pred *p)
{
	struct text best = {"", 0};
	if (p->op == RULE_REGEXP)
		return sieve_text(regex_literal(a, p->text, p->flags));
	if (p->op != RULE_LIKE)
		return best;
	if (p->shape != RULE_GLOB)
		return sieve_text(p->text);
	for (int i = 0; i < p->parts; i++) {
		struct text one = p->part[i].kind == RULE_LITERAL ? sieve_text(p->part[i].text) : best;
		if (one.n > best.n)
			best = one;
	}
	return best;
}

// The same, as it is sought. ret_whole: it must be all of the value.
static struct text text_of_pred(const struct making *m, const struct rule_pred *p, bool *ret_whole)
{
	*ret_whole = !m->raw && p->op == RULE_LIKE && p->shape == RULE_EQUALS && p->text.n > 0 && p->field.n && ascii(p->text);
	return *ret_whole ? p->text : value_text(m->a, p);
}

static int pred_cost(const struct making *m, const struct rule_pred *p)
{
	bool whole;
	struct text run = text_of_pred(m, p, &whole);
	if (!run.n)
		return NEVER;
	bool digits = whole;
	for (size_t i = 0; digits && i < run.n; i++)
		digits = run.p[i] >= '0' && run.p[i] <= '9';
	return COST_LITERAL + (whole || sieve_long(run) ? 0 : COST_SHORT) + COST_SEEN * (int)sieve_often(m->seen, run, whole) + (digits && !m->seen ? COST_NUMBER : 0);
}

static int compared(const void *x, const void *y)
{
	return (*(const int *)x > *(const int *)y) - (*(const int *)x < *(const int *)y);
}

static int node_cost(struct making *m, int i);

// Of the children one at least of which must hold: all but the dearest least - 1.
static int some_cost(struct making *m, const struct class_node *n, int least)
{
	int *each = arena_raw(m->scratch, sizeof *each * (size_t)(n->n + 1)), sum = 0;
	for (int i = 0; i < n->n; i++)
		each[i] = node_cost(m, m->c->child[n->first + i]);
	qsort(each, (size_t)n->n, sizeof *each, compared);
	for (int i = 0; i < n->n - least + 1 && sum < NEVER; i++)
		sum += each[i];
	return sum < NEVER ? sum : NEVER;
}

static int node_cost(struct making *m, int i)
{
	const struct class_node *n = &m->c->node[i];
	if (m->cost[i] >= 0)
		return m->cost[i];
	if (n->kind == RULE_PRED)
		return m->cost[i] = pred_cost(m, m->c->pred[n->first].is);
	if (n->kind == RULE_NOT || n->n == 0 || (n->kind == RULE_SOME && (n->least <= 0 || n->least > n->n)))
		return m->cost[i] = NEVER;
	int least = n->kind == RULE_AND ? n->n : n->kind == RULE_OR ? 1 : n->least;
	return m->cost[i] = some_cost(m, n, least);
}

static enum sieve_sure sure_of(const struct rule_pred *p, struct text run, bool whole)
{
	if (whole || p->op != RULE_LIKE || p->flags & RULE_CASED || run.n != p->text.n)
		return SIEVE_NEVER;
	return p->shape == RULE_HAS ? SIEVE_HAS : p->shape == RULE_STARTS ? SIEVE_STARTS : p->shape == RULE_ENDS ? SIEVE_ENDS : SIEVE_NEVER;
}

// The literal that is sought for a predicate; each has its own.
static int literal_of(struct making *m, int p)
{
	const struct class_pred *is = &m->c->pred[p];
	if (m->owner[p])
		return m->owner[p] - 1;
	bool whole;
	struct text run = text_of_pred(m, is->is, &whole);
	m->literal[m->literals] = (struct sieve_literal){run, whole, sure_of(is->is, run, whole), m->literals};
	m->slot[m->literals] = m->raw ? CLASS_KEYWORD : is->slot;
	m->pred[m->literals] = p;
	m->owner[p] = ++m->literals;
	return m->literals - 1;
}

static void hang(struct making *m, int pred, int entry, int node)
{
	if (m->pairs == m->pair_room) {
		int room = m->pair_room ? 2 * m->pair_room : 1024;
		struct pair *more = arena_raw(m->scratch, sizeof *more * (size_t)room);
		if (m->pairs)
			memcpy(more, m->pair, sizeof *more * (size_t)m->pairs);
		m->pair = more;
		m->pair_room = room;
	}
	m->pair[m->pairs++] = (struct pair){literal_of(m, pred), {entry, node}};
}

static void anchor(struct making *m, int i, int entry, int above);

// The cheapest `take` children.
static void anchors(struct making *m, const struct class_node *n, int take, int entry, int above)
{
	int *each = arena_raw(m->scratch, sizeof *each * (size_t)(n->n + 1));
	for (int k = 0; k < n->n; k++)
		each[k] = node_cost(m, m->c->child[n->first + k]);
	qsort(each, (size_t)n->n, sizeof *each, compared);
	int limit = each[take - 1];
	for (int dear = 0; dear < 2; dear++)
		for (int k = 0; k < n->n && take > 0; k++) {
			int child = m->c->child[n->first + k], cost = node_cost(m, child);
			if (dear ? cost == limit : cost < limit) {
				anchor(m, child, entry, above);
				take--;
			}
		}
}

// Hangs an entry on the anchors of a node. above: the highest node that this one alone makes true, -1 when there is none.
static void anchor(struct making *m, int i, int entry, int above)
{
	const struct class_node *n = &m->c->node[i];
	if (n->kind == RULE_PRED)
		hang(m, n->first, entry, above);
	else if (n->kind == RULE_OR)
		anchors(m, n, n->n, entry, above < 0 ? i : above);
	else
		anchors(m, n, n->kind == RULE_AND ? 1 : n->n - n->least + 1, entry, -1);
}

// Sieves of the literals of each slot.
static void sieves(struct making *m, struct arena *a, struct plan *p)
{
	struct sieve_literal *of = arena_raw(m->scratch, sizeof *of * (size_t)(m->literals + 1));
	int *first = arena_alloc(m->scratch, sizeof *first * (size_t)(m->c->slots + 2));
	for (int i = 0; i < m->literals; i++)
		first[m->slot[i] + 2]++;
	for (int s = 0; s < m->c->slots + 1; s++)
		first[s + 1] += first[s];
	int *at = arena_raw(m->scratch, sizeof *at * (size_t)(m->c->slots + 2));
	memcpy(at, first, sizeof *at * (size_t)(m->c->slots + 2));
	for (int i = 0; i < m->literals; i++)
		of[at[m->slot[i] + 1]++] = m->literal[i];
	p->slot = arena_alloc(a, sizeof(struct sieve *) * (size_t)(m->c->slots + 1));
	for (int s = -1; s < m->c->slots; s++) {
		int n = first[s + 2] - first[s + 1];
		struct sieve *made = n ? sieve_new(a, of + first[s + 1], n, m->seen) : NULL;
		*(s < 0 ? &p->raw : &p->slot[s]) = made;
	}
}

// The lists of entries of each literal.
static void lists(const struct making *m, struct arena *a, struct plan *p)
{
	p->literals = m->literals;
	p->literal = arena_alloc(a, sizeof *p->literal * (size_t)(m->literals + 1));
	p->opened = arena_raw(a, sizeof *p->opened * (size_t)(m->pairs + 1));
	for (int i = 0; i < m->pairs; i++)
		p->literal[m->pair[i].literal].n++;
	for (int i = 0; i < m->literals; i++) {
		p->literal[i].pred = m->pred[i];
		p->literal[i].first = i ? p->literal[i - 1].first + p->literal[i - 1].n : 0;
	}
	for (int i = m->pairs - 1; i >= 0; i--) {
		struct plan_literal *l = &p->literal[m->pair[i].literal];
		p->opened[l->first + --l->n] = m->pair[i].opens;
	}
	for (int i = 0; i < m->pairs; i++)
		p->literal[m->pair[i].literal].n++;
}

struct plan *plan_new(struct arena *a, const struct class *c, const struct sieve_seen *seen, enum plan_kind kind)
{
	struct plan *p = arena_alloc(a, sizeof *p);
	struct arena *scratch = arena_new();
	struct making m = {.a = a, .raw = kind == PLAN_RAW, .scratch = scratch, .c = c, .seen = seen};
	m.cost = arena_raw(scratch, sizeof *m.cost * (size_t)(c->nodes + 1));
	memset(m.cost, -1, sizeof *m.cost * (size_t)(c->nodes + 1));
	m.owner = arena_alloc(scratch, sizeof *m.owner * (size_t)(c->preds + 1));
	m.literal = arena_raw(scratch, sizeof *m.literal * (size_t)(c->preds + 1));
	m.slot = arena_raw(scratch, sizeof *m.slot * (size_t)(c->preds + 1));
	m.pred = arena_raw(scratch, sizeof *m.pred * (size_t)(c->preds + 1));
	p->judged = arena_raw(a, sizeof *p->judged * (size_t)(c->entries + 1));
	for (int i = 0; i < c->entries; i++)
		if (node_cost(&m, c->entry[i].root) < NEVER)
			anchor(&m, c->entry[i].root, i, -1);
		else
			p->judged[p->always++] = i;
	bool whole;
	p->kind = kind;
	for (int i = 0; kind == PLAN_FULL && i < c->preds; i++)
		if (text_of_pred(&m, c->pred[i].is, &whole).n)
			literal_of(&m, i);
	sieves(&m, a, p);
	lists(&m, a, p);
	p->sought = arena_raw(a, sizeof *p->sought * (size_t)(c->preds + 1));
	for (int i = 0; i < c->preds; i++)
		p->sought[i] = m.owner[i] - 1;
	arena_free(scratch);
	return p;
}
