// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fuzzes the reader of Sigma rules: whatever the YAML, each document is a rule or is refused with a line; rules that stand are judged on an event made of the same bytes.
#include "../watch/plain.h"
#include "target.h"

static void checked(const struct rule_node *n, int depth)
{
	if (!n || depth > 200 || (n->kind == RULE_PRED && !n->pred) || (n->kind != RULE_PRED && n->n < 1))
		abort();
	for (int i = 0; n->kind != RULE_PRED && i < n->n; i++)
		checked(n->child[i], depth + 1);
}

static void target(struct arena *a, struct text t)
{
	static const struct text values[] = {{"x*y", 3}, {"z", 1}};
	struct rule_placeholder known = {text_of("p"), values, 2};
	struct rule_set *s = rule_set_new(a, &known, 1);
	struct event e = {.raw = t, .at = -1};
	struct plain p = {.a = a};
	if (t.n > 20000)
		return;
	event_add(a, &e, text_of("a"), (struct text){t.p, t.n < 100 ? t.n : 100}, EVENT_TEXT);
	event_add(a, &e, text_of("b"), text_of("2026-11-21T10:20:30"), EVENT_TEXT);
	event_add(a, &e, text_of("c"), text_of(""), EVENT_NULL);
	rule_set_text(s, "f", t);
	rule_set_link(s);
	for (size_t i = 0; i < s->refusals; i++)
		if (!s->refused[i].text[0] || s->refused[i].line == 0)
			abort();
	for (size_t i = 0; i < s->n; i++) {
		if (s->rule[i]->kind != RULE_CORRELATION)
			checked(s->rule[i]->when, 0);
		if (s->rule[i]->preds < 200)
			plain_hits(&p, s->rule[i], &e);
	}
}
