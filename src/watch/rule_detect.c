// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Selections: maps (all of them), lists (any of them) and keywords; then the condition over them.
#include "rule_read.h"

static struct rule_node *selection(struct rule_reading *r, const struct tree *t, int depth);

static bool step(struct rule_reading *r, const struct tree *t, int depth)
{
	if (depth > RULE_DEPTH)
		return rule_refuse(r, t->line, "this nests more than %d deep", RULE_DEPTH);
	if (++r->steps > TREE_NODES)
		return rule_refuse(r, t->line, "the detection holds more than %d values", TREE_NODES);
	return true;
}

static struct rule_node *map(struct rule_reading *r, const struct tree *t)
{
	int n = 0;
	for (const struct tree *m = t->child; m; m = m->next)
		n++;
	struct rule_node *all = rule_node_of(r, RULE_AND, n);
	n = 0;
	for (const struct tree *m = t->child; m && !r->bad; m = m->next) {
		r->steps++;
		all->child[n++] = rule_value_read(r, m->key, m);
	}
	return r->bad ? NULL : rule_node_tidy(all);
}

static struct rule_node *list(struct rule_reading *r, const struct tree *t, int depth)
{
	int n = 0;
	for (const struct tree *i = t->child; i; i = i->next)
		n++;
	struct rule_node *any = rule_node_of(r, RULE_OR, n);
	n = 0;
	for (const struct tree *i = t->child; i && !r->bad; i = i->next)
		any->child[n++] = selection(r, i, depth + 1);
	return r->bad ? NULL : rule_node_tidy(any);
}

static struct rule_node *selection(struct rule_reading *r, const struct tree *t, int depth)
{
	if (!step(r, t, depth))
		return NULL;
	if (t->kind == TREE_SCALAR && !tree_null(t)) {
		struct tree keyword = *t; // its line is its own, not that of the selection
		keyword.key_line = t->line;
		return rule_value_read(r, (struct text){"", 0}, &keyword);
	}
	if (!t->child) {
		rule_refuse(r, t->line, "a selection is empty");
		return NULL;
	}
	return t->kind == TREE_MAP ? map(r, t) : list(r, t, depth);
}

struct rule_node *rule_selection_read(struct rule_reading *r, const struct tree *t)
{
	return selection(r, t, 0);
}

// What is no selection: words of a detection, and in a filter the rules it is for.
static bool other(const struct tree *m, bool filter)
{
	return text_is(m->key, "condition") || text_is(m->key, "timeframe") || (filter && text_is(m->key, "rules"));
}

static bool named(struct rule_reading *r, const struct tree *detection, bool filter)
{
	int n = 0;
	for (const struct tree *m = detection->child; m; m = m->next)
		n += !other(m, filter);
	r->named = arena_alloc(r->scratch, sizeof *r->named * (size_t)(n + 1));
	for (const struct tree *m = detection->child; m && !r->bad; m = m->next)
		if (!other(m, filter))
			r->named[r->names++] = (struct rule_named){m->key, selection(r, m, 0)};
	if (!r->names)
		rule_refuse(r, detection->line, "there is no selection");
	return !r->bad;
}

static struct rule_node *conditions(struct rule_reading *r, const struct tree *c)
{
	int n = 0;
	for (const struct tree *i = c->child; i; i = i->next)
		n++;
	if (c->kind == TREE_SCALAR)
		return rule_condition_read(r, c->text, c->line);
	if (c->kind == TREE_MAP || !n) {
		rule_refuse(r, c->line, "the condition must be a text or a list of texts");
		return NULL;
	}
	struct rule_node *any = rule_node_of(r, RULE_OR, n);
	n = 0;
	for (const struct tree *i = c->child; i && !r->bad; i = i->next)
		any->child[n++] = rule_condition_read(r, i->kind == TREE_SCALAR ? i->text : (struct text){"", 0}, i->line);
	return r->bad ? NULL : rule_node_tidy(any);
}

struct rule_node *rule_detect_read(struct rule_reading *r, const struct tree *detection, bool filter)
{
	const char *what = filter ? "filter" : "detection";
	const struct tree *condition = tree_get(detection, "condition"), *frame = tree_get(detection, "timeframe");
	if (detection->kind != TREE_MAP || !detection->child) {
		rule_refuse(r, detection->line, "%s must hold selections and a condition", what);
		return NULL;
	}
	if (!condition) {
		rule_refuse(r, detection->line, "%s has no condition", what);
		return NULL;
	}
	if (frame && (r->rule->timeframe = rule_span(frame->text)) < 0) {
		rule_refuse(r, frame->line, "the timeframe must be a number and s, m, h or d");
		return NULL;
	}
	if (!named(r, detection, filter))
		return NULL;
	return conditions(r, condition);
}
