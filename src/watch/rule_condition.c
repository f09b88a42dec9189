// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Conditions: or binds least, then and, not, "x of", parentheses.
#include "rule_read.h"

#include <string.h>

struct cursor {
	struct rule_reading *r;
	struct text rest, word; // word: the one at hand, empty at the end
	size_t line;
	int depth, words;
};

static void advance(struct cursor *c)
{
	size_t i = 0, n = 0;
	while (i < c->rest.n && strchr(" \t\r\n", c->rest.p[i]) && c->rest.p[i])
		i++;
	c->rest = text_after(c->rest, i);
	if (c->rest.n && strchr("()|", c->rest.p[0]))
		n = 1;
	else
		while (n < c->rest.n && !strchr(" \t\r\n()|", c->rest.p[n])) // NUL is found by strchr too: it ends a word
			n++;
	if (!n && c->rest.n)
		n = 1;
	c->word = (struct text){c->rest.p, n};
	c->rest = text_after(c->rest, n);
	c->words++;
}

static const struct rule_named *lookup(struct cursor *c, struct text name)
{
	for (int i = 0; i < c->r->names; i++)
		if (text_same(c->r->named[i].name, name))
			return &c->r->named[i];
	return NULL;
}

// Whether the word at hand is that word of the language; a selection of that name goes before.
static bool is(struct cursor *c, const char *word)
{
	return text_is_nocase(c->word, word) && !lookup(c, c->word);
}

static struct rule_node *no(struct cursor *c, const char *what)
{
	rule_refuse(c->r, c->line, "condition: %s", what);
	return NULL;
}

// * is any number of characters.
static bool fits(struct text name, struct text pattern)
{
	size_t i = 0, k = 0, star = pattern.n, from = 0;
	while (i < name.n) {
		if (k < pattern.n && pattern.p[k] == '*') {
			star = k++;
			from = i;
		} else if (k < pattern.n && pattern.p[k] == name.p[i]) {
			i++;
			k++;
		} else if (star < pattern.n) {
			k = star + 1;
			i = ++from;
		} else
			return false;
	}
	while (k < pattern.n && pattern.p[k] == '*')
		k++;
	return k == pattern.n;
}

// "N of PATTERN", "all of them": the word at hand is the one behind `of`.
static struct rule_node *several(struct cursor *c, int64_t least)
{
	bool them = is(c, "them");
	int n = 0;
	struct rule_node *some = rule_node_of(c->r, least < 0 ? RULE_AND : least == 1 ? RULE_OR : RULE_SOME, c->r->names);
	for (int i = 0; i < c->r->names; i++) {
		struct text name = c->r->named[i].name;
		bool hidden = name.n && name.p[0] == '_' && (them || !c->word.n || c->word.p[0] != '_');
		if (!hidden && (them || fits(name, c->word)))
			some->child[n++] = c->r->named[i].node;
	}
	const char *shown = rule_shown(c->r, c->word);
	if (!n || least > n)
		return no(c, arena_printf(c->r->scratch, n ? "\"%s\" fits fewer selections than are asked" : "\"%s\" fits no selection", shown));
	some->n = n;
	some->least = (int)least;
	advance(c);
	return rule_node_tidy(some);
}

static struct rule_node *either(struct cursor *c);

static struct rule_node *within(struct cursor *c)
{
	advance(c);
	if (++c->depth > RULE_DEPTH)
		return no(c, "parentheses nest too deep");
	struct rule_node *n = either(c);
	c->depth--;
	if (!n)
		return NULL;
	if (!text_is(c->word, ")"))
		return no(c, "a closing parenthesis is missing");
	advance(c);
	return n;
}

// A selection by its name, or a number of them.
static struct rule_node *named(struct cursor *c)
{
	const struct rule_named *s = lookup(c, c->word);
	struct text first = c->word;
	int64_t least = is(c, "all") ? -1 : is(c, "any") ? 1 : 0;
	bool count = least != 0 || (text_int(c->word, 10, &least) && least > 0 && least <= RULE_PREDS);
	if (!c->word.n)
		return no(c, "something is missing at its end");
	if (text_is(c->word, "|"))
		return no(c, "aggregation behind | is a form of old; a correlation rule says the same");
	if (text_is(c->word, ")") || is(c, "and") || is(c, "or") || is(c, "of"))
		return no(c, arena_printf(c->r->scratch, "\"%s\" stands where a selection is expected", rule_shown(c->r, c->word)));
	advance(c);
	if (count && is(c, "of")) {
		advance(c);
		return several(c, least);
	}
	if (s)
		return s->node;
	return no(c, arena_printf(c->r->scratch, "there is no selection \"%s\"", rule_shown(c->r, first)));
}

static struct rule_node *negated(struct cursor *c)
{
	bool turned = false;
	while (is(c, "not")) {
		turned = !turned;
		advance(c);
	}
	struct rule_node *n = text_is(c->word, "(") ? within(c) : named(c);
	return turned ? rule_node_not(c->r, n) : n;
}

// A chain of what `part` reads, with a word between.
static struct rule_node *chain(struct cursor *c, enum rule_node_kind kind, const char *word, struct rule_node *(*part)(struct cursor *))
{
	struct rule_node *n = part(c), *all = NULL;
	int room = 0;
	while (n && is(c, word)) {
		advance(c);
		struct rule_node *next = part(c);
		if (!next)
			return NULL;
		if (!all || all->n == room) {
			struct rule_node *more = rule_node_of(c->r, kind, room = room ? 2 * room : 2);
			more->n = all ? all->n : 1;
			memcpy(more->child, all ? all->child : &n, sizeof n * (size_t)more->n);
			all = more;
		}
		all->child[all->n++] = next;
	}
	return n && all ? all : n;
}

static struct rule_node *both(struct cursor *c)
{
	return chain(c, RULE_AND, "and", negated);
}

static struct rule_node *either(struct cursor *c)
{
	return chain(c, RULE_OR, "or", both);
}

struct rule_node *rule_condition_read(struct rule_reading *r, struct text condition, size_t line)
{
	struct cursor c = {.r = r, .rest = condition, .line = line};
	if (condition.n > RULE_CONDITION)
		return no(&c, "it is too long");
	advance(&c);
	struct rule_node *n = either(&c);
	if (n && text_is(c.word, "|"))
		return no(&c, "aggregation behind | is a form of old; a correlation rule says the same");
	if (n && c.word.n)
		return no(&c, arena_printf(r->scratch, "\"%s\" stands where and, or, or its end is expected", rule_shown(r, c.word)));
	return n;
}
