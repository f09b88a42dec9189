// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The plain evaluator; see plain.h. Wildcards are tried one way after the other.
#include "plain.h"
#include "../../src/watch/fold.h"
#include "../../src/watch/regex.h"

#include <string.h>

// Bytes of the character that t begins with: a good UTF-8 sequence, else one.
static size_t character(struct text t)
{
	unsigned char c = (unsigned char)t.p[0];
	size_t n = c >= 0xf0 && c < 0xf8 ? 4 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xc2 && c < 0xe0 ? 2 : 1;
	if (n > t.n)
		return 1;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)t.p[i] & 0xc0) != 0x80)
			return 1;
	return n;
}

static bool begins(struct text t, struct text with)
{
	return t.n >= with.n && (with.n == 0 || memcmp(t.p, with.p, with.n) == 0);
}

static bool ends(struct text t, struct text with)
{
	return t.n >= with.n && begins(text_after(t, t.n - with.n), with);
}

static bool has(struct text t, struct text what)
{
	for (size_t i = 0; i + what.n <= t.n; i++)
		if (begins(text_after(t, i), what))
			return true;
	return false;
}

// Which places of the text can be reached after each part: a row of places, one part after the other.
static bool glob(struct arena *a, struct text t, const struct rule_part *part, int parts)
{
	bool *at = arena_alloc(a, t.n + 1);
	at[0] = true;
	for (int i = 0; i < parts; i++) {
		bool *then = arena_alloc(a, t.n + 1), any = false;
		for (size_t k = 0; k <= t.n; k++) {
			any = any || at[k];
			if (part[i].kind == RULE_ANY)
				then[k] = any;
			else if (at[k] && part[i].kind == RULE_LITERAL && begins(text_after(t, k), part[i].text))
				then[k + part[i].text.n] = true;
			else if (at[k] && part[i].kind == RULE_ONE && k < t.n)
				then[k + character(text_after(t, k))] = true;
		}
		at = then;
	}
	return at[t.n];
}

static bool shaped(enum rule_shape shape, struct text value, struct text with)
{
	return shape == RULE_EQUALS    ? value.n == with.n && begins(value, with)
		: shape == RULE_STARTS ? begins(value, with)
		: shape == RULE_ENDS   ? ends(value, with)
				       : has(value, with);
}

static bool like(struct plain *p, const struct rule_pred *q, struct text value)
{
	struct text v = q->flags & RULE_CASED ? value : fold_text(p->a, value);
	return q->shape == RULE_GLOB ? glob(p->a, v, q->part, q->parts) : shaped(q->shape, v, q->text);
}

static bool regexp(struct plain *p, const struct rule_pred *q, struct text value)
{
	struct arena *a = arena_new();
	struct err e;
	struct regex *r = regex_new(a, q->text, q->flags, &e);
	enum regex_found found = r ? regex_find(r, value) : REGEX_NO;
	p->limits += found == REGEX_LIMIT;
	arena_free(a);
	return found == REGEX_YES;
}

static bool within(const struct rule_pred *q, struct text value)
{
	struct address x;
	return address_read(value, &x) && range_has(&q->range, &x);
}

static bool compares(const struct rule_pred *q, struct text value)
{
	struct rule_number x = {.whole = true};
	if (q->time) {
		if (!rule_time_read(value, q->time, &x.integer))
			return false;
		x.real = (double)x.integer;
	} else if (!rule_number_read(value, &x))
		return false;
	return rule_number_holds(x, q->compare, q->number);
}

static bool is(struct plain *p, struct text sigma, struct text field)
{
	if (p->is)
		return p->is(p->arg, sigma, field);
	struct text x = fold_text(p->a, sigma), y = fold_text(p->a, field);
	return x.n == y.n && begins(x, y);
}

static bool same(struct plain *p, const struct rule_pred *q, struct text value, const struct event *e)
{
	for (int i = 0; i < e->fields; i++) {
		const struct event_field *f = &e->field[i];
		if (f->kind == EVENT_NULL || !is(p, q->text, f->name))
			continue;
		bool cased = q->flags & RULE_CASED;
		if (shaped(q->shape, cased ? value : fold_text(p->a, value), cased ? f->value : fold_text(p->a, f->value)))
			return true;
	}
	return false;
}

static bool of_value(struct plain *p, const struct rule_pred *q, struct text value, const struct event *e)
{
	switch (q->op) {
	case RULE_LIKE: return like(p, q, value);
	case RULE_REGEXP: return regexp(p, q, value);
	case RULE_CIDR: return within(q, value);
	case RULE_COMPARE: return compares(q, value);
	case RULE_SAME: return same(p, q, value, e);
	default: return false;
	}
}

static bool pred(struct plain *p, const struct rule_pred *q, const struct event *e)
{
	bool there = false, holds = false;
	for (int i = 0; i < e->fields; i++) {
		const struct event_field *f = &e->field[i];
		if (q->field.n && !is(p, q->field, f->name))
			continue;
		if (q->op == RULE_EXISTS)
			return true;
		if (f->kind == EVENT_NULL)
			continue;
		there = true;
		holds = holds || of_value(p, q, f->value, e);
	}
	if (q->op == RULE_NULL)
		return !there;
	return holds || (!q->field.n && of_value(p, q, e->raw, e));
}

static bool holds(struct plain *p, const struct rule_node *n, const struct event *e)
{
	int yes = 0;
	if (n->kind == RULE_PRED)
		return pred(p, n->pred, e);
	for (int i = 0; i < n->n; i++)
		yes += holds(p, n->child[i], e);
	return n->kind == RULE_AND ? yes == n->n : n->kind == RULE_OR ? yes > 0 : n->kind == RULE_NOT ? yes == 0 : yes >= n->least;
}

bool plain_hits(struct plain *p, const struct rule *r, const struct event *e)
{
	struct arena_mark m = arena_mark(p->a);
	bool hit = r->when && holds(p, r->when, e);
	arena_rewind(p->a, m);
	return hit;
}
