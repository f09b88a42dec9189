// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as what a passkey sends: CBOR and authenticator data. No byte outside is read, and what was taken apart lies within the input.
#include "../../src/web/door/cbor.h"
#include "../../src/web/door/door.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static size_t sum;

static void within(struct text all, struct text t)
{
	if (t.n && (t.p < all.p || t.p + t.n > all.p + all.n))
		abort();
	for (size_t i = 0; i < t.n; i++)
		sum += (unsigned char)t.p[i];
}

static int walk(struct text all, const struct cbor *v, int depth)
{
	int items = 1;
	if (depth > 5)
		abort();
	within(all, v->text);
	for (const struct cbor *c = v->child; c; c = c->next)
		items += walk(all, c, depth + 1);
	return items;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct text all = {(const char *)p, n}, rest = all;
	struct err e;
	struct cbor *v;
	if (cbor_read(a, &rest, 4, &v, &e)) {
		within(all, rest);
		if (walk(all, v, 0) > CBOR_ITEMS)
			abort();
		cbor_get(v, 1);
		cbor_get_named(v, "fmt");
	}
	struct authdata d;
	if (authdata_read(a, all, &d, &e)) {
		within(all, d.rp);
		within(all, d.credential);
		within(all, d.key);
	}
	arena_free(a);
	return 0;
}
