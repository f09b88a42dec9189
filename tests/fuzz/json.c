// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as JSON: what is read can be written and read again to the same; the rest is refused.
#include "../../src/base/json.h"
#include "target.h"

static void check(const struct json *j, struct arena *a, int depth)
{
	for (; j; j = j->next) {
		if (depth > 64)
			abort();
		if (j->type == JSON_TEXT) {
			struct buf *b = buf_new(a, 1 << 22);
			struct json *again;
			struct err e;
			json_write(b, j->text);
			if (!json_read(a, (struct text){b->p, b->n}, 1, &again, &e) || again->text.n != j->text.n)
				abort();
		}
		check(j->child, a, depth + 1);
	}
}

static void target(struct arena *a, struct text t)
{
	struct json *j;
	struct err e;
	if (json_read(a, t, 20, &j, &e))
		check(j, a, 0);
}
