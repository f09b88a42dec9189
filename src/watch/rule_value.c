// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// `field|modifiers: values` as predicates. Modifiers are applied in the order in which they stand; those that say what kind of question it is exclude each other.
#include "regex.h"
#include "rule_read.h"

#include <string.h>

enum mod {
	MOD_ALL,
	MOD_CASED,
	MOD_NEQ,
	MOD_STARTS,
	MOD_ENDS,
	MOD_CONTAINS,
	MOD_BASE64,
	MOD_OFFSET,
	MOD_UTF16,
	MOD_UTF16LE,
	MOD_UTF16BE,
	MOD_WINDASH,
	MOD_EXPAND,
	MOD_I,
	MOD_M,
	MOD_S,
	MOD_RE,
	MOD_CIDR,
	MOD_EXISTS,
	MOD_FIELDREF,
	MOD_LT,
	MOD_LTE,
	MOD_GT,
	MOD_GTE, // what kind of question
	MOD_MINUTE,
	MOD_HOUR,
	MOD_DAY,
	MOD_WEEK,
	MOD_MONTH,
	MOD_YEAR,
	MODS
};

static const struct {
	const char *word;
	enum mod mod;
} words[] = {{"all", MOD_ALL}, {"cased", MOD_CASED}, {"neq", MOD_NEQ}, {"startswith", MOD_STARTS}, {"endswith", MOD_ENDS}, {"contains", MOD_CONTAINS},
	{"base64", MOD_BASE64}, {"base64offset", MOD_OFFSET}, {"utf16", MOD_UTF16}, {"utf16le", MOD_UTF16LE}, {"wide", MOD_UTF16LE},
	{"utf16be", MOD_UTF16BE}, {"windash", MOD_WINDASH}, {"expand", MOD_EXPAND}, {"i", MOD_I}, {"m", MOD_M}, {"s", MOD_S}, {"re", MOD_RE},
	{"cidr", MOD_CIDR}, {"exists", MOD_EXISTS}, {"fieldref", MOD_FIELDREF}, {"lt", MOD_LT}, {"lte", MOD_LTE}, {"gt", MOD_GT}, {"gte", MOD_GTE},
	{"minute", MOD_MINUTE}, {"hour", MOD_HOUR}, {"day", MOD_DAY}, {"week", MOD_WEEK}, {"month", MOD_MONTH}, {"year", MOD_YEAR}};

enum { CHAIN = 12 };

// A key taken apart. has: bits of the modifiers; kind: what question (RULE_LIKE when none says another).
struct chain {
	struct text field;
	enum mod mod[CHAIN];
	int n;
	uint64_t has;
	enum rule_op op;
	enum rule_compare compare;
	enum rule_time time;
};

#define HAS(c, m) (((c)->has & (uint64_t)1 << (m)) != 0)
#define BIT(m) ((uint64_t)1 << (m))

// What may stand beside each kind of question.
static const struct {
	enum rule_op op;
	const char *word;
	uint64_t may;
} beside[] = {
	{RULE_REGEXP, "re",
		BIT(MOD_ALL) | BIT(MOD_NEQ) | BIT(MOD_CASED) | BIT(MOD_I) | BIT(MOD_M) | BIT(MOD_S) | BIT(MOD_STARTS) | BIT(MOD_ENDS) |
			BIT(MOD_CONTAINS)},
	{RULE_CIDR, "cidr", BIT(MOD_ALL) | BIT(MOD_NEQ) | BIT(MOD_EXPAND)},
	{RULE_EXISTS, "exists", 0},
	{RULE_SAME, "fieldref", BIT(MOD_ALL) | BIT(MOD_NEQ) | BIT(MOD_CASED) | BIT(MOD_STARTS) | BIT(MOD_ENDS) | BIT(MOD_CONTAINS)},
	{RULE_COMPARE, "of numbers or times", BIT(MOD_ALL) | BIT(MOD_NEQ)},
};

static bool chain_kind(struct chain *c, enum mod m)
{
	static const enum rule_op ops[] = {RULE_REGEXP, RULE_CIDR, RULE_EXISTS, RULE_SAME};
	enum rule_op before = c->op;
	c->op = m <= MOD_FIELDREF ? ops[m - MOD_RE] : RULE_COMPARE;
	if (m >= MOD_MINUTE) {
		bool first = c->time == RULE_NO_TIME;
		c->time = (enum rule_time)(m - MOD_MINUTE + RULE_MINUTE);
		return first && (before == RULE_LIKE || before == RULE_COMPARE);
	}
	if (m >= MOD_LT) {
		bool first = c->compare == RULE_EQ;
		c->compare = (enum rule_compare)(m - MOD_LT + RULE_LT);
		return first && (before == RULE_LIKE || before == RULE_COMPARE);
	}
	return before == RULE_LIKE;
}

static bool chain_add(struct rule_reading *r, struct chain *c, struct text word)
{
	size_t i = 0;
	while (i < sizeof words / sizeof *words && !text_is(word, words[i].word))
		i++;
	if (i == sizeof words / sizeof *words)
		return rule_refuse(r, r->line, "the modifier \"%s\" is not known", rule_shown(r, word));
	enum mod m = words[i].mod;
	if (c->n == CHAIN || (HAS(c, m) && m != MOD_OFFSET && m != MOD_BASE64))
		return rule_refuse(r, r->line, "the modifier \"%s\" stands too often", words[i].word);
	if (m >= MOD_RE && !chain_kind(c, m))
		return rule_refuse(r, r->line, "the modifier \"%s\" cannot stand with the one before it", words[i].word);
	if (m >= MOD_I && m <= MOD_S && c->op != RULE_REGEXP)
		return rule_refuse(r, r->line, "the modifier \"%s\" may only follow re", words[i].word);
	c->mod[c->n++] = m;
	c->has |= BIT(m);
	return true;
}

static bool chain_read(struct rule_reading *r, struct text key, struct chain *c)
{
	struct text rest = key, word;
	*c = (struct chain){.op = RULE_LIKE, .compare = RULE_EQ};
	if (text_field(&rest, '|', &word))
		c->field = rule_keep(r, word);
	while (text_field(&rest, '|', &word))
		if (!chain_add(r, c, word))
			return false;
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		for (int k = 0; k < c->n && c->op == beside[i].op; k++)
			if (c->mod[k] < MOD_RE && !(beside[i].may & BIT(c->mod[k])))
				return rule_refuse(r, r->line, "%s: a modifier cannot stand with one %s", rule_shown(r, key), beside[i].word);
	if (HAS(c, MOD_NEQ) && HAS(c, MOD_ALL))
		return rule_refuse(r, r->line, "%s: neq and all cannot stand together", rule_shown(r, key));
	if (HAS(c, MOD_NEQ) && c->compare != RULE_EQ)
		return rule_refuse(r, r->line, "%s: neq cannot stand with another comparison", rule_shown(r, key));
	if (HAS(c, MOD_STARTS) + HAS(c, MOD_ENDS) + HAS(c, MOD_CONTAINS) > 1)
		return rule_refuse(r, r->line, "%s: only one of startswith, endswith and contains can be meant", rule_shown(r, key));
	if (!c->field.n && (c->op == RULE_EXISTS || c->op == RULE_SAME || c->op == RULE_COMPARE || c->op == RULE_CIDR))
		return rule_refuse(r, r->line, "%s: this modifier needs a field", rule_shown(r, key));
	return true;
}

static struct rule_pred *pred(struct rule_reading *r, const struct chain *c)
{
	struct rule_pred *p = arena_alloc(r->a, sizeof *p);
	*p = (struct rule_pred){.op = c->op, .flags = HAS(c, MOD_CASED) ? RULE_CASED : 0, .line = r->line, .field = c->field};
	if (++r->rule->preds > RULE_PREDS)
		rule_refuse(r, r->line, "this asks more than %d things", RULE_PREDS);
	if (++r->set->preds > RULE_ALL)
		rule_refuse(r, r->line, "all rules together ask more than %d things", RULE_ALL);
	return p;
}

static struct rule_node *leaf(struct rule_reading *r, const struct rule_pred *p)
{
	struct rule_node *n = rule_node_of(r, RULE_PRED, 0);
	n->pred = p;
	return r->bad ? NULL : n;
}

static struct rule_node *regexp(struct rule_reading *r, const struct chain *c, struct text t)
{
	struct err e = {""};
	struct rule_pred *p = pred(r, c);
	p->flags = (HAS(c, MOD_I) ? RULE_I : 0) | (HAS(c, MOD_M) ? RULE_M : 0) | (HAS(c, MOD_S) ? RULE_S : 0);
	if (t.n > RULE_REGEX || memchr(t.p, 0, t.n)) {
		rule_refuse(r, r->line, "the regular expression has more than %d bytes, or a NUL", RULE_REGEX);
		return NULL;
	}
	const char *s = arena_strndup(r->scratch, t.p, t.n);
	s = HAS(c, MOD_STARTS) ? arena_printf(r->scratch, "^(?:%s)", s) : HAS(c, MOD_ENDS) ? arena_printf(r->scratch, "(?:%s)$", s) : s;
	p->text = rule_keep(r, text_of(s));
	if (!regex_new(r->scratch, p->text, p->flags, &e))
		rule_refuse(r, r->line, "%s", e.text);
	return leaf(r, p);
}

static struct rule_node *exists(struct rule_reading *r, const struct chain *c, struct text t)
{
	bool yes = text_is_nocase(t, "true") || text_is_nocase(t, "yes");
	if (!yes && !text_is_nocase(t, "false") && !text_is_nocase(t, "no")) {
		rule_refuse(r, r->line, "exists wants true or false, not \"%s\"", rule_shown(r, t));
		return NULL;
	}
	struct rule_node *n = leaf(r, pred(r, c));
	return yes ? n : rule_node_not(r, n);
}

static struct rule_node *compare(struct rule_reading *r, const struct chain *c, struct text t)
{
	static const int most[] = {0, 59, 23, 31, 53, 12, 9999};
	struct rule_pred *p = pred(r, c);
	p->compare = c->compare;
	p->time = c->time;
	if (!rule_number_read(t, &p->number)) {
		rule_refuse(r, r->line, "\"%s\" is no number, and this modifier compares numbers", rule_shown(r, t));
		return NULL;
	}
	if (c->time && (!p->number.whole || p->number.integer < 0 || p->number.integer > most[c->time])) {
		rule_refuse(r, r->line, "\"%s\" is no number that this part of a time can have", rule_shown(r, t));
		return NULL;
	}
	return leaf(r, p);
}

static struct rule_node *fieldref(struct rule_reading *r, const struct chain *c, struct text t)
{
	struct rule_pred *p = pred(r, c);
	p->shape = HAS(c, MOD_STARTS) ? RULE_STARTS : HAS(c, MOD_ENDS) ? RULE_ENDS : HAS(c, MOD_CONTAINS) ? RULE_HAS : RULE_EQUALS;
	p->text = rule_keep(r, t);
	if (!t.n)
		rule_refuse(r, r->line, "fieldref wants the name of a field");
	return leaf(r, p);
}

static struct rule_node *cidr(struct rule_reading *r, const struct chain *c, struct like l)
{
	struct rule_pred *p = pred(r, c);
	struct text t;
	if (!like_plain(l, &t) || !range_read(t, &p->range))
		rule_refuse(r, r->line, "\"%s\" is no range of addresses such as 10.0.0.0/8", rule_shown(r, t));
	return leaf(r, p);
}

// UTF-16 goes over each literal and leaves wildcards where they are.
static struct like utf16(struct rule_reading *r, struct like l, enum mod m)
{
	struct like out = {arena_raw(r->scratch, sizeof *out.part * (size_t)(l.n + 1)), l.n};
	for (int i = 0; i < l.n; i++) {
		out.part[i] = l.part[i];
		if (l.part[i].kind == LIKE_LITERAL)
			out.part[i].text = code_utf16(r->scratch, l.part[i].text, m == MOD_UTF16BE, m == MOD_UTF16 && i == 0);
	}
	return out;
}

static bool base64(struct rule_reading *r, struct like l, enum mod m, struct likes *to)
{
	struct text t;
	if (!like_plain(l, &t))
		return rule_refuse(r, r->line, "a value with wildcards cannot be put into base64");
	for (int shift = 0; shift < (m == MOD_OFFSET ? 3 : 1); shift++) {
		struct like_part *p = arena_alloc(r->scratch, sizeof *p);
		*p = (struct like_part){LIKE_LITERAL, m == MOD_OFFSET ? code_base64_part(r->scratch, t, shift) : code_base64(r->scratch, t)};
		if (!p->text.n)
			return rule_refuse(r, r->line, "\"%s\" is too short for %s", rule_shown(r, t), m == MOD_OFFSET ? "base64offset" : "base64");
		if (!likes_add(r, to, (struct like){p, 1}))
			return false;
	}
	return true;
}

static bool changed(struct rule_reading *r, struct like l, enum mod m, struct likes *to)
{
	switch (m) {
	case MOD_STARTS: return likes_add(r, to, like_open(r->scratch, l, false, true));
	case MOD_ENDS: return likes_add(r, to, like_open(r->scratch, l, true, false));
	case MOD_CONTAINS: return likes_add(r, to, like_open(r->scratch, l, true, true));
	case MOD_BASE64:
	case MOD_OFFSET: return base64(r, l, m, to);
	case MOD_UTF16:
	case MOD_UTF16LE:
	case MOD_UTF16BE: return likes_add(r, to, utf16(r, l, m));
	case MOD_WINDASH: return like_windash(r, l, to);
	case MOD_EXPAND: return like_expand(r, l, to);
	default: return likes_add(r, to, l);
	}
}

// One value through all modifiers: it may become several, of which any will do.
static struct rule_node *like(struct rule_reading *r, const struct chain *c, struct text t)
{
	struct likes now = {NULL, 0};
	if (!likes_add(r, &now, like_read(r->scratch, t, HAS(c, MOD_EXPAND))))
		return NULL;
	for (int i = 0; i < c->n; i++) {
		struct likes then = {NULL, 0};
		for (int k = 0; k < now.n && c->mod[i] > MOD_NEQ; k++)
			if (!changed(r, now.v[k], c->mod[i], &then))
				return NULL;
		now = c->mod[i] > MOD_NEQ ? then : now;
	}
	struct rule_node *any = rule_node_of(r, RULE_OR, now.n);
	for (int i = 0; i < now.n && !r->bad; i++) {
		if (c->op == RULE_CIDR) {
			any->child[i] = cidr(r, c, now.v[i]);
			continue;
		}
		struct rule_pred *p = pred(r, c);
		like_shape(r, c->field.n || HAS(c, MOD_STARTS) || HAS(c, MOD_ENDS) ? now.v[i] : like_open(r->scratch, now.v[i], true, true), p);
		any->child[i] = leaf(r, p);
	}
	return r->bad ? NULL : rule_node_tidy(any);
}

// Whole numbers without quotes as YAML 1.2 means them: 0x1f and 0o17 in decimal, no zeros or + in front.
static struct text number(struct rule_reading *r, struct text t)
{
	struct text digits = t;
	bool minus = t.n > 1 && t.p[0] == '-';
	int64_t n;
	if (t.n > 1 && (t.p[0] == '-' || t.p[0] == '+'))
		digits = text_after(t, 1);
	int base = digits.n > 2 && digits.p[0] == '0' && digits.p[1] == 'x' ? 16 : digits.n > 2 && digits.p[0] == '0' && digits.p[1] == 'o' ? 8 : 10;
	if (base != 10)
		digits = text_after(digits, 2);
	if (!digits.n || digits.p[0] == '-' || digits.p[0] == '+' || !text_int(digits, base, &n))
		return t;
	return text_of(arena_printf(r->scratch, "%s%lld", minus && n ? "-" : "", (long long)n));
}

static struct rule_node *one(struct rule_reading *r, const struct chain *c, const struct tree *v)
{
	r->line = v->line;
	if (v->kind != TREE_SCALAR) {
		rule_refuse(r, r->line, "%s: a value must be a text, a number, true, false or null", rule_shown(r, c->field));
		return NULL;
	}
	struct text t = v->plain && c->op != RULE_REGEXP ? number(r, v->text) : v->text;
	switch (c->op) {
	case RULE_REGEXP: return regexp(r, c, t);
	case RULE_EXISTS: return exists(r, c, t);
	case RULE_SAME: return fieldref(r, c, t);
	case RULE_COMPARE: return compare(r, c, t);
	default: return like(r, c, t);
	}
}

static struct rule_node *null(struct rule_reading *r, struct chain *c, const struct tree *v)
{
	r->line = v->line;
	if (!c->field.n || (c->n && !(c->n == 1 && HAS(c, MOD_NEQ)))) {
		rule_refuse(r, v->line, "%s: null can only stand alone, with no modifier but neq", rule_shown(r, c->field));
		return NULL;
	}
	c->op = RULE_NULL;
	struct rule_node *n = leaf(r, pred(r, c));
	return HAS(c, MOD_NEQ) ? rule_node_not(r, n) : n;
}

struct rule_node *rule_value_read(struct rule_reading *r, struct text key, const struct tree *value)
{
	struct chain c;
	r->line = value->key_line ? value->key_line : value->line;
	if (!chain_read(r, key, &c))
		return NULL;
	if (tree_null(value))
		return null(r, &c, value);
	int n = 0;
	for (const struct tree *v = value->kind == TREE_LIST ? value->child : value; v; v = value->kind == TREE_LIST ? v->next : NULL) {
		n++;
		if (tree_null(v) && !rule_refuse(r, v->line, "%s: null cannot be part of a list of values", rule_shown(r, c.field)))
			return NULL;
	}
	if (!n && !rule_refuse(r, value->line, "%s has no values", rule_shown(r, c.field)))
		return NULL;
	struct rule_node *all = rule_node_of(r, HAS(&c, MOD_ALL) ? RULE_AND : RULE_OR, n);
	const struct tree *v = value->kind == TREE_LIST ? value->child : value;
	for (int i = 0; i < n && !r->bad; i++, v = v->next)
		all->child[i] = one(r, &c, v);
	if (r->bad)
		return NULL;
	all = rule_node_tidy(all);
	return HAS(&c, MOD_NEQ) ? rule_node_not(r, all) : all;
}
