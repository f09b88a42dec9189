// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The tree of a record as JSON; see evtx_tree.h.
#include "evtx_tree.h"

#include <string.h>

static inline void put(struct evtx_out *o, const char *s)
{
	evtx_out_add(o, s, strlen(s));
}

static bool same(struct text a, struct text b)
{
	return a.n == b.n && (a.n ? memcmp(a.p, b.p, a.n) == 0 : !a.p == !b.p);
}

static void one(const struct evtx_node *v, struct evtx_out *o)
{
	const char *open = v->kind == EVTX_STRING ? "\"" : v->kind == EVTX_LIST ? "[" : "", *close = v->kind == EVTX_LIST ? "]" : open;
	put(o, open);
	evtx_out_add(o, v->text.p, v->text.n);
	put(o, close);
}

// The values of a node that are not null: how many, one of them, and whether one is a list.
static int values(const struct evtx_tree *x, const struct evtx_node *e, const struct evtx_node **ret, bool *ret_list)
{
	int n = 0;
	for (int i = e->child; i; i = x->node[i].next)
		if (x->node[i].kind > EVTX_ATTRIBUTE && x->node[i].kind != EVTX_NULL) {
			*ret = &x->node[i];
			*ret_list |= x->node[i].kind == EVTX_LIST;
			n++;
		}
	return n;
}

// The values of a node as one JSON value: several are one text, or one list when a list is among them. inner: without the brackets of a list, which stands.
static void joined(const struct evtx_tree *x, const struct evtx_node *e, struct evtx_out *o, bool inner)
{
	const struct evtx_node *v = NULL;
	bool list = false;
	int n = values(x, e, &v, &list);
	if (n == 0)
		put(o, "null");
	else if (n == 1 && !(inner && list))
		one(v, o);
	else {
		put(o, inner && list ? "" : list ? "[" : "\"");
		for (int i = e->child, first = 1; i; i = x->node[i].next) {
			v = &x->node[i];
			if (v->kind <= EVTX_ATTRIBUTE || v->kind == EVTX_NULL || (list && v->kind == EVTX_LIST && !v->text.n))
				continue;
			if (list && !first)
				put(o, ",");
			if (list && v->kind != EVTX_LIST)
				one(v, o);
			else
				evtx_out_add(o, v->text.p, v->text.n);
			first = 0;
		}
		put(o, inner && list ? "" : list ? "]" : "\"");
	}
}

static bool is_data(const struct evtx_tree *x, const struct evtx_node *e)
{
	if (!text_is(e->text, "Data"))
		return false;
	for (int i = e->child; i; i = x->node[i].next)
		if (x->node[i].kind == EVTX_ELEMENT)
			return false;
	return true;
}

// The name of an element in JSON; p NULL: it is a Data without a name.
static struct text key(const struct evtx_tree *x, const struct evtx_node *e)
{
	if (!is_data(x, e))
		return e->text;
	for (int i = e->child; i; i = x->node[i].next)
		if (x->node[i].kind == EVTX_ATTRIBUTE && text_is(x->node[i].text, "Name") && x->node[i].child)
			return x->node[x->node[i].child].text;
	return (struct text){NULL, 0};
}

// What is wanted of the members of one object, gathered before they are written.
struct shape {
	int attributes, elements, unnamed, values;
	bool twice; // two names might be the same
};

// Of the length and eight letters at both ends: names that differ may be the same here, which costs time only.
static unsigned hash(struct text t)
{
	uint64_t head = 0, tail = 0;
	size_t n = t.n < 8 ? t.n : 8;
	for (size_t i = 0; i < n; i++) {
		head = head << 8 | (unsigned char)t.p[i];
		tail = tail << 8 | (unsigned char)t.p[t.n - 1 - i];
	}
	return (unsigned)((head * 0x9e3779b97f4a7c15u ^ tail * 0xc2b2ae3d27d4eb4fu ^ t.n * 0x165667b19e3779f9u) >> 54);
}

static struct shape look(const struct evtx_tree *x, const struct evtx_node *e)
{
	struct shape s = {0};
	uint64_t seen[16] = {0};
	bool data = is_data(x, e), list = false;
	const struct evtx_node *v = NULL;
	s.values = values(x, e, &v, &list);
	for (int i = e->child; i; i = x->node[i].next) {
		const struct evtx_node *c = &x->node[i];
		if (c->kind == EVTX_ATTRIBUTE)
			s.attributes += !data && values(x, c, &v, &list) > 0;
		if (c->kind != EVTX_ELEMENT)
			continue;
		struct text k = key(x, c);
		unsigned h = hash(k);
		s.elements++;
		s.unnamed += !k.p;
		s.twice |= k.p && seen[h / 64] >> h % 64 & 1;
		seen[h / 64] |= 1ull << h % 64;
	}
	return s;
}

static void attributes(const struct evtx_tree *x, const struct evtx_node *e, struct evtx_out *o)
{
	const struct evtx_node *v;
	const char *before = "\"#attributes\":{\"";
	bool list = false;
	for (int i = e->child; i; i = x->node[i].next)
		if (x->node[i].kind == EVTX_ATTRIBUTE && values(x, &x->node[i], &v, &list)) {
			put(o, before);
			evtx_out_add(o, x->node[i].text.p, x->node[i].text.n);
			put(o, "\":");
			joined(x, &x->node[i], o, false);
			before = ",\"";
		}
	put(o, "}");
}

// The values of the Data without names, parted by commas.
static void unnamed_items(const struct evtx_tree *x, const struct evtx_node *e, struct evtx_out *o)
{
	bool first = true;
	for (int i = e->child; i; i = x->node[i].next) {
		if (x->node[i].kind != EVTX_ELEMENT || key(x, &x->node[i]).p)
			continue;
		size_t from = o->n;
		put(o, first ? "" : ",");
		size_t begin = o->n;
		joined(x, &x->node[i], o, true);
		if (o->n == begin)
			o->n = from;
		first &= o->n == from;
	}
}

// All Data without names under one: a list when there are several or one is a list.
static void unnamed(const struct evtx_tree *x, const struct evtx_node *e, int count, struct evtx_out *o)
{
	const struct evtx_node *v = NULL;
	bool list = count > 1;
	int n = 0;
	for (int i = e->child; i; i = x->node[i].next)
		if (x->node[i].kind == EVTX_ELEMENT && !key(x, &x->node[i]).p)
			n += values(x, &x->node[i], &v, &list);
	put(o, "\"Data\":");
	if (n == 0 && count == 1) {
		put(o, "null");
		return;
	}
	put(o, list ? "{\"#text\":[" : "{\"#text\":");
	unnamed_items(x, e, o);
	put(o, list ? "]}" : "}");
}

static bool is_null(const struct evtx_tree *x, const struct evtx_node *e)
{
	struct shape s = look(x, e);
	return !s.attributes && !s.elements && !s.values;
}

// The place of a name among those of the object; NULL when there is no room where it belongs.
static struct evtx_key *place(struct evtx_tree *x, struct text k)
{
	for (unsigned i = 0, h = hash(k); i < 16; i++) {
		struct evtx_key *at = &x->key[(h + i) % EVTX_KEYS];
		if (!at->text.p)
			at->text = k;
		if (same(at->text, k))
			return at;
	}
	return NULL;
}

// Numbers the elements of an object by their names: those before the last of a name, but for empty ones, that are left out.
static void number(struct evtx_tree *x, const struct evtx_node *parent)
{
	struct evtx_key *at;
	memset(x->key, 0, sizeof x->key);
	for (int i = parent->child; i; i = x->node[i].next) {
		struct text k = x->node[i].kind == EVTX_ELEMENT ? key(x, &x->node[i]) : (struct text){NULL, 0};
		if (k.p && (at = place(x, k)))
			at->last = i;
	}
	for (int i = parent->child; i; i = x->node[i].next) {
		struct text k = x->node[i].kind == EVTX_ELEMENT ? key(x, &x->node[i]) : (struct text){NULL, 0};
		if (k.p && (at = place(x, k)) && at->last != i)
			x->node[i].number = is_null(x, &x->node[i]) ? -1 : ++at->count;
	}
}

static void suffix(struct evtx_out *o, int n)
{
	char s[12], *p = s + sizeof s;
	for (; n; n /= 10)
		*--p = (char)('0' + n % 10);
	*--p = '_';
	evtx_out_add(o, p, (size_t)(s + sizeof s - p));
}

static void element(struct evtx_tree *x, const struct evtx_node *e, struct evtx_out *o);

// The members that are elements; first: nothing stands before them in the object.
static void members(struct evtx_tree *x, const struct evtx_node *e, const struct shape *s, bool first, struct evtx_out *o)
{
	bool data = false;
	if (s->twice)
		number(x, e);
	for (int i = e->child; i; i = x->node[i].next) {
		if (x->node[i].kind != EVTX_ELEMENT)
			continue;
		struct text k = key(x, &x->node[i]);
		int n = x->node[i].number;
		if (n < 0 || (!k.p && data))
			continue;
		put(o, first ? "" : ",");
		first = false;
		if (!k.p) {
			data = true;
			unnamed(x, e, s->unnamed, o);
			continue;
		}
		put(o, "\"");
		evtx_out_add(o, k.p, k.n);
		if (n)
			suffix(o, n);
		put(o, "\":");
		element(x, &x->node[i], o);
	}
}

static void element(struct evtx_tree *x, const struct evtx_node *e, struct evtx_out *o)
{
	struct shape s = look(x, e);
	if (!s.attributes && !s.elements) {
		joined(x, e, o, false);
		return;
	}
	put(o, "{");
	if (s.attributes)
		attributes(x, e, o);
	if (s.values) {
		put(o, s.attributes ? ",\"#text\":" : "\"#text\":");
		joined(x, e, o, false);
	}
	members(x, e, &s, !s.attributes && !s.values, o);
	put(o, "}");
}

void evtx_json(struct evtx_tree *x, struct evtx_out *o)
{
	element(x, &x->node[0], o);
}
