// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Binary XML of Windows event logs to a tree; see evtx_tree.h. A template is read again for each record with the record's values in its holes: all offsets are of the
// chunk, all sizes are checked against what there is, and depth, tokens and nodes of a record are bounded, so that templates that hold themselves end.
#include "evtx_tree.h"

// Values of the template that is being read.
struct holes {
	const unsigned char *list; // size, type and nothing: 4 bytes each
	uint32_t count;
	const uint32_t *at;
};

struct reader {
	struct evtx_tree *x;
	uint32_t at, end;
	const struct holes *holes;
	bool dependency; // elements have the number of what they depend on: in templates, not in fragments that are values
};

void evtx_tree_chunk(struct evtx_tree *x)
{
	for (int i = 1; i <= x->names; i++)
		x->known[x->name_at[i]] = 0;
	x->names = 0;
	x->name_used = 0;
	x->budget = EVTX_BUDGET;
}

int evtx_tree_add(struct evtx_tree *x, int parent, enum evtx_kind kind, struct text text)
{
	if (x->nodes >= EVTX_NODES || x->text.over)
		return 0;
	int i = x->nodes++;
	struct evtx_node *up = &x->node[parent];
	x->node[i] = (struct evtx_node){.kind = kind, .text = text};
	if (up->child)
		x->node[up->last].next = i;
	else
		up->child = i;
	up->last = i;
	return i;
}

static bool take(struct reader *r, uint32_t n, const unsigned char **ret)
{
	if (n > r->end - r->at)
		return false;
	*ret = r->x->chunk + r->at;
	r->at += n;
	return true;
}

// Bytes that end within the chunk wherever the record ends: names and templates.
static bool within(const struct evtx_tree *x, uint32_t at, uint32_t n)
{
	return at <= x->have && n <= x->have - at;
}

// Keeps the name of the chunk when there is room, else in the record's text.
static bool name_keep(struct evtx_tree *x, uint32_t at, const unsigned char *units, uint32_t n, struct text *ret)
{
	bool keep = x->names + 1 < EVTX_NAMES && (size_t)n * 6 <= EVTX_NAME_BYTES - x->name_used;
	struct evtx_out own = {x->name_bytes + x->name_used, 0, EVTX_NAME_BYTES - x->name_used, false}, *o = keep ? &own : &x->text;
	size_t from = o->n;
	evtx_out_utf16(o, units, n);
	*ret = (struct text){o->p + from, o->n - from};
	if (keep) {
		x->name_used += own.n;
		x->known[at] = (uint16_t)++x->names;
		x->name[x->names] = *ret;
		x->name_at[x->names] = (uint16_t)at;
	}
	return !o->over;
}

// The name whose offset is next; it stands right behind its offset when it is the first of its kind in the chunk: the next of its bucket, a hash, its length, units, NUL.
static bool name(struct reader *r, struct text *ret)
{
	const unsigned char *p;
	struct evtx_tree *x = r->x;
	if (!take(r, 4, &p))
		return false;
	uint32_t at = evtx_u32(p);
	if (!within(x, at, 8))
		return false;
	uint32_t n = evtx_u16(x->chunk + at + 6);
	if (!within(x, at + 8, 2 * n) || (at == r->at && !take(r, 10 + 2 * n, &p)))
		return false;
	if (x->known[at]) {
		*ret = x->name[x->known[at]];
		return true;
	}
	return name_keep(x, at, x->chunk + at + 8, n, ret);
}

static bool tokens(struct reader *r, int parent, int depth);

// A fragment that is a value: it has tokens of its own and no holes.
static bool fragment(struct reader *r, int parent, uint32_t at, uint32_t n, int depth)
{
	struct reader in = {r->x, at, at + n, NULL, false};
	return tokens(&in, parent, depth - 1);
}

// A hole: the value of that number, of the type that came with it.
static bool hole(struct reader *r, int parent, int depth)
{
	const unsigned char *p;
	if (!take(r, 3, &p))
		return false;
	uint32_t i = evtx_u16(p);
	if (!r->holes || i >= r->holes->count)
		return true;
	const unsigned char *h = r->holes->list + (size_t)i * 4;
	uint32_t size = evtx_u16(h), at = r->holes->at[i];
	if (h[2] == 0x21)
		return r->x->node[parent].kind == EVTX_ATTRIBUTE || fragment(r, parent, at, size, depth);
	return evtx_value_add(r->x, parent, h[2], at, size);
}

// A text that stands in the document itself: n units of UTF-16.
static bool literal(struct reader *r, int parent, uint32_t n)
{
	const unsigned char *p;
	struct evtx_out *o = &r->x->text;
	size_t from = o->n;
	if (!take(r, 2 * n, &p))
		return false;
	evtx_out_utf16(o, p, n);
	return evtx_tree_add(r->x, parent, EVTX_STRING, (struct text){o->p + from, o->n - from});
}

static bool counted(struct reader *r, int parent)
{
	const unsigned char *p;
	return take(r, 2, &p) && literal(r, parent, evtx_u16(p));
}

static bool entity(struct reader *r, int parent)
{
	static const struct {
		const char *name, *json;
	} known[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\\\""}, {"apos", "'"}};
	struct text t;
	if (!name(r, &t))
		return false;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (text_is(t, known[i].name))
			return evtx_tree_add(r->x, parent, EVTX_STRING, text_of(known[i].json));
	return true;
}

// One value token; *ret_was false and nothing taken when the next token is something else.
static bool content(struct reader *r, int parent, int depth, bool *ret_was)
{
	const unsigned char *p = r->x->chunk + r->at;
	*ret_was = false;
	if (r->at >= r->end)
		return true;
	unsigned token = *p & 0xbf;
	if (token > 14 || !(1u << token & (1u << 5 | 1u << 7 | 1u << 8 | 1u << 9 | 1u << 13 | 1u << 14)))
		return true;
	if (--r->x->steps < 0)
		return false;
	*ret_was = true;
	r->at++;
	switch (token) {
	case 5: return take(r, 1, &p) && *p == 1 && counted(r, parent);
	case 7: return counted(r, parent);
	case 8: return literal(r, parent, 1);
	case 9: return entity(r, parent);
	default: return hole(r, parent, depth);
	}
}

// Attributes of the element, up to what is none.
static bool attributes(struct reader *r, int element, int depth)
{
	while (r->at < r->end && (r->x->chunk[r->at] & 0xbf) == 6) {
		struct text key;
		r->at++;
		int a = name(r, &key) ? evtx_tree_add(r->x, element, EVTX_ATTRIBUTE, key) : 0;
		if (!a)
			return false;
		for (bool was = true; was;)
			if (!content(r, a, depth, &was))
				return false;
	}
	return true;
}

// An element behind its first token.
static bool element(struct reader *r, int parent, bool has_attributes, int depth)
{
	const unsigned char *p;
	struct text key;
	if (depth <= 0 || !take(r, r->dependency ? 6 : 4, &p) || !name(r, &key) || (has_attributes && !take(r, 4, &p)))
		return false;
	int e = evtx_tree_add(r->x, parent, EVTX_ELEMENT, key);
	if (!e || !attributes(r, e, depth) || !take(r, 1, &p))
		return false;
	if (*p == 3)
		return true;
	return *p == 2 && tokens(r, e, depth - 1);
}

// Where each value lies; the values stand one after another behind the list of their sizes.
static bool holes_read(struct reader *r, struct holes *ret)
{
	struct evtx_tree *x = r->x;
	const unsigned char *p;
	if (!take(r, 4, &p))
		return false;
	ret->count = evtx_u32(p);
	if (ret->count > (uint32_t)(EVTX_VALUES - x->values) || !take(r, ret->count * 4, &ret->list))
		return false;
	ret->at = x->value + x->values;
	for (uint32_t i = 0; i < ret->count; i++) {
		x->value[x->values++] = r->at;
		if (!take(r, evtx_u16(ret->list + (size_t)i * 4), &p))
			return false;
	}
	return true;
}

// An instance of a template: its definition stands behind it when it is the first of the chunk.
static bool instance(struct reader *r, int parent, int depth)
{
	const unsigned char *p;
	struct evtx_tree *x = r->x;
	if (depth <= 0 || !take(r, 9, &p))
		return false;
	uint32_t at = evtx_u32(p + 5);
	if (!within(x, at, 24))
		return false;
	uint32_t size = evtx_u32(x->chunk + at + 20);
	if (!within(x, at + 24, size) || (at == r->at && !take(r, 24 + size, &p)))
		return false;
	struct holes holes;
	int values = x->values;
	if (!holes_read(r, &holes))
		return false;
	struct reader in = {x, at + 24, at + 24 + size, &holes, true};
	bool good = tokens(&in, parent, depth - 1);
	x->values = values;
	return good;
}

// A processing instruction: nothing that an event says.
static bool instruction(struct reader *r, unsigned token)
{
	const unsigned char *p;
	struct text ignored;
	if (token == 10)
		return name(r, &ignored);
	return take(r, 2, &p) && take(r, 2 * evtx_u16(p), &p);
}

// Tokens up to the end of the element, the fragment, or the bytes.
static bool tokens(struct reader *r, int parent, int depth)
{
	while (r->at < r->end) {
		bool was;
		const unsigned char *p;
		if (!content(r, parent, depth, &was))
			return false;
		if (was)
			continue;
		if (--r->x->steps < 0)
			return false;
		unsigned token = r->x->chunk[r->at++];
		bool good;
		switch (token) {
		case 0x00:
		case 0x04: return true;
		case 0x01:
		case 0x41: good = element(r, parent, token & 0x40, depth); break;
		case 0x0a:
		case 0x0b: good = instruction(r, token); break;
		case 0x0c: good = instance(r, parent, depth); break;
		case 0x0f: good = take(r, 3, &p); break;
		default: return false;
		}
		if (!good)
			return false;
	}
	return true;
}

bool evtx_tree_read(struct evtx_tree *x, uint32_t from, uint32_t to)
{
	struct reader r = {x, from, to, NULL, true};
	x->nodes = 1;
	x->node[0] = (struct evtx_node){.kind = EVTX_ELEMENT};
	x->steps = x->budget < EVTX_STEPS ? x->budget : EVTX_STEPS;
	x->budget -= x->steps;
	x->values = 0;
	x->text = (struct evtx_out){x->text_bytes, 0, EVTX_TEXT, false};
	bool good = tokens(&r, 0, EVTX_DEPTH);
	x->budget += (x->steps > 0 ? x->steps : 0) - (int)(x->text.n / 16);
	return good && !x->text.over && x->node[0].child && x->node[x->node[0].child].kind == EVTX_ELEMENT;
}
