// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Correlations: what stands under `correlation` and, shared with filters, the names of rules.
#include "rule_read.h"

#include <string.h>

static const char *const sums[] = {"event_count", "value_count", "temporal", "temporal_ordered", "value_sum", "value_avg", "value_percentile"};

const char *rule_sum_word(enum rule_sum s)
{
	return sums[s];
}

int64_t rule_span(struct text t)
{
	static const char unit[] = "smhd";
	static const int64_t seconds[] = {1, 60, 3600, 86400};
	const char *u = t.n > 1 ? strchr(unit, t.p[t.n - 1]) : NULL;
	int64_t n;
	if (!u || !*u || t.p[0] < '0' || t.p[0] > '9' || !text_int((struct text){t.p, t.n - 1}, 10, &n) || n < 1 || n > 100000000)
		return -1;
	return n * seconds[u - unit];
}

bool rule_refs(struct rule_reading *r, const struct tree *t, struct rule_ref **ret, int *ret_n)
{
	struct text *name;
	if (!t)
		return rule_refuse(r, r->rule->line, "it names no rules");
	if (!rule_texts(r, t, "rules", &name, ret_n))
		return false;
	if (!*ret_n)
		return rule_refuse(r, t->line, "it names no rules");
	if (*ret_n > RULE_REFS)
		return rule_refuse(r, t->line, "it names more than %d rules", RULE_REFS);
	*ret = arena_alloc(r->a, sizeof **ret * (size_t)*ret_n);
	const struct tree *i = t->kind == TREE_LIST ? t->child : t;
	for (int k = 0; k < *ret_n; k++, i = i->next) {
		(*ret)[k] = (struct rule_ref){name[k], i->line, NULL};
		for (int j = 0; j < k; j++)
			if (text_same(name[j], name[k]))
				return rule_refuse(r, i->line, "the rule \"%s\" is named twice", rule_shown(r, name[k]));
	}
	return true;
}

static bool sum(struct rule_reading *r, const struct tree *t, enum rule_sum *ret)
{
	struct text word = tree_text(t, "type");
	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
		if (text_is(word, sums[i])) {
			*ret = (enum rule_sum)i;
			return true;
		}
	const struct tree *type = tree_get(t, "type");
	return rule_refuse(r, type ? type->line : t->line, "the type of correlation \"%s\" is not known", rule_shown(r, word));
}

static bool limit(struct rule_reading *r, const struct tree *m, struct rule_correlation *c)
{
	static const char *const word[] = {"lt", "lte", "gt", "gte", "eq", "neq"};
	size_t i = 0;
	while (i < 6 && !text_is(m->key, word[i]))
		i++;
	if (i == 6)
		return rule_refuse(r, m->key_line, "the condition \"%s\" is not known", rule_shown(r, m->key));
	struct rule_limit *l = &c->limit[c->limits++]; // a key stands once in a map: six at most
	l->compare = (enum rule_compare)i;
	if (m->kind != TREE_SCALAR || !rule_number_read(m->text, &l->number))
		return rule_refuse(r, m->line, "%s wants a number", word[i]);
	return true;
}

static bool percentile(struct rule_reading *r, const struct tree *m, struct rule_correlation *c)
{
	struct rule_number n;
	if (m->kind != TREE_SCALAR || !rule_number_read(m->text, &n) || n.real < 0 || n.real > 100)
		return rule_refuse(r, m->line, "percentile wants a number from 0 to 100");
	c->percentile = n.real;
	return true;
}

static bool condition(struct rule_reading *r, const struct tree *t, struct rule_correlation *c)
{
	const struct tree *map = tree_get(t, "condition");
	bool temporal = c->sum == RULE_TEMPORAL || c->sum == RULE_TEMPORAL_ORDERED, value = !temporal && c->sum != RULE_EVENT_COUNT;
	if (!map)
		return temporal || rule_refuse(r, t->line, "a correlation of type %s needs a condition", sums[c->sum]);
	if (map->kind != TREE_MAP)
		return rule_refuse(r, map->line, "the condition of a correlation must be a map such as gte: 10");
	for (const struct tree *m = map->child; m; m = m->next) {
		bool good = text_is(m->key, "field")    ? rule_texts(r, m, "field", &c->field, &c->fields)
			: text_is(m->key, "percentile") ? percentile(r, m, c)
							: limit(r, m, c);
		if (!good)
			return false;
	}
	if (!c->limits)
		return rule_refuse(r, map->line, "the condition says neither gt, gte, lt, lte, eq nor neq");
	if (value && !c->fields)
		return rule_refuse(r, map->line, "the condition of a correlation of type %s needs a field", sums[c->sum]);
	return true;
}

static bool aliases(struct rule_reading *r, const struct tree *t, struct rule_correlation *c)
{
	size_t n = 0;
	if (!t)
		return true;
	for (const struct tree *name = t->child; name; name = name->next)
		for (const struct tree *m = name->child; m && n <= TREE_NODES; m = m->next)
			n++;
	if (t->kind != TREE_MAP || n > TREE_NODES)
		return rule_refuse(r, t->line, "aliases must be a map from names to rules and their fields");
	c->alias = arena_alloc(r->a, sizeof *c->alias * (n + 1));
	for (const struct tree *name = t->child; name; name = name->next) {
		if (name->kind != TREE_MAP)
			return rule_refuse(r, name->line, "the alias \"%s\" must be a map from rules to fields", rule_shown(r, name->key));
		for (const struct tree *m = name->child; m; m = m->next) {
			if (m->kind != TREE_SCALAR || !m->text.n)
				return rule_refuse(r, m->line, "the alias \"%s\" names no field", rule_shown(r, name->key));
			c->alias[c->aliases++] = (struct rule_alias){rule_keep(r, name->key), NULL, rule_keep(r, m->key), rule_keep(r, m->text)};
		}
	}
	return true;
}

bool rule_correlation_read(struct rule_reading *r, const struct tree *t)
{
	struct rule_correlation *c = arena_alloc(r->a, sizeof *c);
	const struct tree *group = tree_get(t, "group-by"), *span = tree_get(t, "timespan"),
			  *generate = tree_get(r->rule->kind == RULE_CORRELATION ? t : NULL, "generate");
	r->rule->correlation = c;
	c->percentile = -1;
	if (t->kind != TREE_MAP)
		return rule_refuse(r, t->line, "correlation must be a map");
	if (!sum(r, t, &c->sum) || !rule_refs(r, tree_get(t, "rules"), &c->ref, &c->refs))
		return false;
	if (group && !rule_texts(r, group, "group-by", &c->group, &c->groups))
		return false;
	if (!span)
		return rule_refuse(r, t->line, "the correlation has no timespan");
	if ((c->seconds = rule_span(span->text)) < 0)
		return rule_refuse(r, span->line, "the timespan must be a number and s, m, h or d");
	c->generate = generate && text_yes(generate->text) == 1;
	return condition(r, t, c) && aliases(r, tree_get(t, "aliases"), c);
}
