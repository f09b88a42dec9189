// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as what a passkey sends: CBOR and authenticator data. No byte outside is read, and what was taken apart lies within the input.
#include "../../src/web/door/cbor.h"
#include "../../src/web/door/door.h"
#include "target.h"

static size_t sum;

static void within(struct text all, struct text t)
{
	inside(t, all);
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

static void target(struct arena *a, struct text t)
{
	struct text rest = t;
	struct err e;
	struct cbor *v;
	if (cbor_read(a, &rest, 4, &v, &e)) {
		within(t, rest);
		if (walk(t, v, 0) > CBOR_ITEMS)
			abort();
		cbor_get(v, 1);
		cbor_get_named(v, "fmt");
	}
	struct authdata d;
	if (authdata_read(a, t, &d, &e)) {
		within(t, d.rp);
		within(t, d.credential);
		within(t, d.key);
	}
}
