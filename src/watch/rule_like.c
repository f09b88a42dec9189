// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Values of rules as rows of literals and wildcards: escapes, placeholders, dashes, and the shape that a predicate gets of them.
#include "fold.h"
#include "rule_read.h"

#include <string.h>

static bool word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

// A row of parts that grows while a text is read; literals gather in `text`.
struct row {
	struct arena *a;
	struct like l;
	int room;
	char *text;
	size_t n;
};

static void put(struct row *w, struct like_part p)
{
	if (p.kind == LIKE_ANY && w->l.n && w->l.part[w->l.n - 1].kind == LIKE_ANY)
		return;
	if (w->l.n == w->room) {
		struct like_part *more = arena_raw(w->a, sizeof *more * (size_t)(w->room = w->room ? 2 * w->room : 4));
		if (w->l.n)
			memcpy(more, w->l.part, sizeof *more * (size_t)w->l.n);
		w->l.part = more;
	}
	w->l.part[w->l.n++] = p;
}

static void literal(struct row *w)
{
	if (w->n)
		put(w, (struct like_part){LIKE_LITERAL, {w->text, w->n}});
	w->text += w->n;
	w->n = 0;
}

// How many bytes at p are %name%; 0: none.
static size_t name(struct text t)
{
	size_t i = 1;
	while (i < t.n && (word(t.p[i]) || t.p[i] == '-' || t.p[i] == '.'))
		i++;
	return t.p[0] == '%' && i > 1 && i < t.n && t.p[i] == '%' ? i + 1 : 0;
}

struct like like_read(struct arena *a, struct text t, bool names)
{
	struct row w = {.a = a, .text = arena_raw(a, t.n + 1)};
	while (t.n) {
		size_t step = 1, called = names ? name(t) : 0;
		bool escape = t.p[0] == '\\' && t.n > 1 && (t.p[1] == '*' || t.p[1] == '?' || t.p[1] == '\\' || (names && t.p[1] == '%'));
		if (escape) {
			w.text[w.n++] = t.p[1];
			step = 2;
		} else if (t.p[0] == '*' || t.p[0] == '?' || called) {
			literal(&w);
			put(&w, (struct like_part){called ? LIKE_NAME : t.p[0] == '*' ? LIKE_ANY : LIKE_ONE, {t.p + 1, called ? called - 2 : 0}});
			step = called ? called : 1;
		} else
			w.text[w.n++] = t.p[0];
		t = text_after(t, step);
	}
	literal(&w);
	return w.l;
}

struct like like_open(struct arena *a, struct like l, bool before, bool behind)
{
	struct row w = {.a = a, .text = NULL};
	if (before)
		put(&w, (struct like_part){LIKE_ANY, {NULL, 0}});
	for (int i = 0; i < l.n; i++)
		put(&w, l.part[i]);
	if (behind)
		put(&w, (struct like_part){LIKE_ANY, {NULL, 0}});
	return w.l;
}

bool like_plain(struct like l, struct text *ret)
{
	*ret = l.n ? l.part[0].text : (struct text){"", 0};
	return l.n == 0 || (l.n == 1 && l.part[0].kind == LIKE_LITERAL);
}

static struct text last(struct rule_reading *r, struct text t, unsigned flags)
{
	return flags & RULE_CASED ? rule_keep(r, t) : fold_text(r->a, t);
}

void like_shape(struct rule_reading *r, struct like l, struct rule_pred *p)
{
	bool before = l.n && l.part[0].kind == LIKE_ANY, behind = l.n && l.part[l.n - 1].kind == LIKE_ANY;
	struct like inner = {l.part + before, l.n > 1 ? l.n - before - behind : l.n - before};
	struct text t;
	p->op = RULE_LIKE;
	if (like_plain(inner, &t)) {
		p->shape = before && behind ? RULE_HAS : before ? RULE_ENDS : behind ? RULE_STARTS : RULE_EQUALS;
		p->text = last(r, t, p->flags);
		return;
	}
	struct rule_part *part = arena_alloc(r->a, sizeof *part * (size_t)l.n);
	for (int i = 0; i < l.n; i++)
		part[i] = (struct rule_part){(enum rule_part_kind)l.part[i].kind,
			l.part[i].kind == LIKE_LITERAL ? last(r, l.part[i].text, p->flags) : (struct text){"", 0}};
	p->shape = RULE_GLOB;
	p->part = part;
	p->parts = l.n;
}

bool likes_add(struct rule_reading *r, struct likes *to, struct like l)
{
	if (to->n >= RULE_VARIANTS)
		return rule_refuse(r, r->line, "a value becomes more than %d texts", RULE_VARIANTS);
	if ((to->n & (to->n - 1)) == 0) { // room doubles
		struct like *more = arena_raw(r->scratch, sizeof *more * (size_t)(to->n ? 2 * to->n : 1));
		if (to->n)
			memcpy(more, to->v, sizeof *more * (size_t)to->n);
		to->v = more;
	}
	to->v[to->n++] = l;
	return true;
}

// The value with part i replaced by others.
static struct like spliced(struct arena *a, struct like l, int i, struct like in)
{
	struct row w = {.a = a, .text = NULL};
	for (int k = 0; k < l.n; k++)
		if (k != i)
			put(&w, l.part[k]);
		else
			for (int j = 0; j < in.n; j++)
				put(&w, in.part[j]);
	// Neighbours that are literals become one.
	struct like out = {arena_raw(a, sizeof *out.part * (size_t)(w.l.n + 1)), 0};
	for (int k = 0; k < w.l.n; k++) {
		struct like_part *before = out.n ? &out.part[out.n - 1] : NULL, *p = &w.l.part[k];
		if (!before || before->kind != LIKE_LITERAL || p->kind != LIKE_LITERAL) {
			out.part[out.n++] = *p;
			continue;
		}
		char *both = arena_raw(a, before->text.n + p->text.n + 1);
		memcpy(both, before->text.p, before->text.n);
		memcpy(both + before->text.n, p->text.p, p->text.n);
		before->text = (struct text){both, before->text.n + p->text.n};
	}
	return out;
}

bool like_expand(struct rule_reading *r, struct like l, struct likes *to)
{
	int at = 0;
	while (at < l.n && l.part[at].kind != LIKE_NAME)
		at++;
	if (at == l.n)
		return likes_add(r, to, l);
	struct text called = l.part[at].text;
	const struct rule_placeholder *p = r->set->placeholder, *over = p + r->set->placeholders;
	while (p < over && !text_same(p->name, called))
		p++;
	if (p == over || p->n == 0)
		return rule_refuse(r, r->line, "nothing is known of the placeholder %%%s%%", rule_shown(r, called));
	for (size_t i = 0; i < p->n; i++)
		if (!like_expand(r, spliced(r->scratch, l, at, like_read(r->scratch, p->value[i], false)), to))
			return false;
	return true;
}

// How long the dash at p is: - / en dash, em dash, horizontal bar; 0: none is there.
static size_t dash(struct text t)
{
	if (t.n && (t.p[0] == '-' || t.p[0] == '/'))
		return 1;
	return t.n > 2 && memcmp(t.p, "\xe2\x80", 2) == 0 && (t.p[2] == '\x93' || t.p[2] == '\x94' || t.p[2] == '\x95') ? 3 : 0;
}

// Where the first dash of a flag stands from *part and *from on: no letter before it, one behind it.
static bool flag(struct like l, int *part, size_t *from)
{
	for (; *part < l.n; (*part)++, *from = 0) {
		struct text t = l.part[*part].text;
		for (size_t n; l.part[*part].kind == LIKE_LITERAL && *from < t.n; (*from)++)
			if ((n = dash(text_after(t, *from))) != 0 && (*from == 0 || !word(t.p[*from - 1])) && *from + n < t.n && word(t.p[*from + n]))
				return true;
	}
	return false;
}

static bool windash(struct rule_reading *r, struct like l, int part, size_t from, struct likes *to)
{
	static const char *const any[] = {"-", "/", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95"};
	if (!flag(l, &part, &from))
		return likes_add(r, to, l);
	struct text t = l.part[part].text, behind = text_after(t, from + dash(text_after(t, from)));
	for (size_t i = 0; i < 5; i++) {
		struct like copy = {arena_raw(r->scratch, sizeof *copy.part * (size_t)l.n), l.n};
		memcpy(copy.part, l.part, sizeof *copy.part * (size_t)l.n);
		size_t n = strlen(any[i]);
		char *p = arena_raw(r->scratch, from + n + behind.n);
		memcpy(p, t.p, from);
		memcpy(p + from, any[i], n);
		memcpy(p + from + n, behind.p, behind.n);
		copy.part[part].text = (struct text){p, from + n + behind.n};
		if (!windash(r, copy, part, from + n, to))
			return false;
	}
	return true;
}

bool like_windash(struct rule_reading *r, struct like l, struct likes *to)
{
	return windash(r, l, 0, 0, to);
}
