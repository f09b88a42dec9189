// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// CBOR; see cbor.h.
#include "cbor.h"

#include <string.h>

struct reader {
	struct arena *a;
	struct text rest;
	int items;
	struct err *e;
};

// The head of a value: its kind (0 to 7), the five bits behind it, and the number that they announce.
static bool head(struct reader *r, int *ret_major, unsigned *ret_info, uint64_t *ret_n)
{
	if (!r->rest.n)
		return err_set(r->e, "the data ends too early");
	unsigned first = (unsigned char)*r->rest.p, info = first & 31;
	r->rest = text_after(r->rest, 1);
	uint64_t n = info;
	if (info > 27)
		return err_set(r->e, "a length is missing");
	if (info > 23) {
		size_t bytes = (size_t)1 << (info - 24);
		if (r->rest.n < bytes)
			return err_set(r->e, "the data ends too early");
		n = 0;
		for (size_t i = 0; i < bytes; i++)
			n = n << 8 | (unsigned char)r->rest.p[i];
		r->rest = text_after(r->rest, bytes);
		static const uint64_t least[] = {24, 0x100, 0x10000, 0x100000000};
		if (first >> 5 != 7 && n < least[info - 24])
			return err_set(r->e, "a number is not written the shortest way");
	}
	*ret_major = (int)(first >> 5);
	*ret_info = info;
	*ret_n = n;
	return true;
}

static bool utf8(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.p[i] < 32)
			return false;
	return text_clean(t);
}

static bool same_key(const struct cbor *x, const struct cbor *y)
{
	if (x->type != y->type)
		return false;
	return x->type == CBOR_INT ? x->number == y->number : x->text.n == y->text.n && memcmp(x->text.p, y->text.p, x->text.n) == 0;
}

// At most 256 items, so looking through them all is cheap.
static bool keys_good(const struct cbor *m, struct err *e)
{
	for (const struct cbor *k = m->child; k; k = k->next->next) {
		if (k->type != CBOR_INT && k->type != CBOR_TEXT)
			return err_set(e, "a key is neither a number nor text");
		for (const struct cbor *o = m->child; o != k; o = o->next->next)
			if (same_key(o, k))
				return err_set(e, "a key stands there twice");
	}
	return true;
}

static bool value(struct reader *r, int depth, struct cbor **ret);

static bool many(struct reader *r, int depth, uint64_t n, struct cbor *v)
{
	if (depth <= 0)
		return err_set(r->e, "values stand too deep in each other");
	if (n > CBOR_ITEMS)
		return err_set(r->e, "there are too many values");
	n *= v->type == CBOR_MAP ? 2 : 1;
	struct cbor **last = &v->child;
	for (; n; n--, last = &(*last)->next)
		if (!value(r, depth - 1, last))
			return false;
	return v->type != CBOR_MAP || keys_good(v, r->e);
}

static bool simple(struct reader *r, unsigned info, struct cbor *v)
{
	v->type = info == 20 ? CBOR_FALSE : info == 21 ? CBOR_TRUE : CBOR_NULL;
	return (info >= 20 && info <= 22) || err_set(r->e, "a value is of a kind that is not used here");
}

static bool bytes(struct reader *r, uint64_t n, struct cbor *v)
{
	if (n > r->rest.n)
		return err_set(r->e, "the data ends too early");
	v->text = (struct text){r->rest.p, (size_t)n};
	r->rest = text_after(r->rest, (size_t)n);
	return v->type != CBOR_TEXT || utf8(v->text) || err_set(r->e, "a text is not good UTF-8");
}

static bool value(struct reader *r, int depth, struct cbor **ret)
{
	int major = 0;
	unsigned info = 0;
	uint64_t n = 0;
	if (++r->items > CBOR_ITEMS)
		return err_set(r->e, "there are too many values");
	if (!head(r, &major, &info, &n))
		return false;
	struct cbor *v = arena_alloc(r->a, sizeof *v);
	*ret = v;
	static const enum cbor_type type[] = {CBOR_INT, CBOR_INT, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP};
	if (major == 6)
		return err_set(r->e, "a value is of a kind that is not used here");
	if (major == 7)
		return simple(r, info, v);
	v->type = type[major];
	if (major > 3)
		return many(r, depth, n, v);
	if (major > 1)
		return bytes(r, n, v);
	if (n > INT64_MAX)
		return err_set(r->e, "a number is too large");
	v->number = major == 0 ? (int64_t)n : -1 - (int64_t)n;
	return true;
}

bool cbor_read(struct arena *a, struct text *rest, int depth, struct cbor **ret, struct err *e)
{
	struct reader r = {a, *rest, 0, e};
	struct cbor *v = NULL;
	if (!value(&r, depth < 16 ? depth : 16, &v))
		return false;
	*rest = r.rest;
	*ret = v;
	return true;
}

const struct cbor *cbor_get(const struct cbor *m, int64_t key)
{
	if (m && m->type == CBOR_MAP)
		for (const struct cbor *k = m->child; k; k = k->next->next)
			if (k->type == CBOR_INT && k->number == key)
				return k->next;
	return NULL;
}

const struct cbor *cbor_get_named(const struct cbor *m, const char *key)
{
	if (m && m->type == CBOR_MAP)
		for (const struct cbor *k = m->child; k; k = k->next->next)
			if (k->type == CBOR_TEXT && text_is(k->text, key))
				return k->next;
	return NULL;
}
