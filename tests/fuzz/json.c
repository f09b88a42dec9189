// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as JSON: what is read can be written and read again to the same; the rest is refused.
#include "../../src/base/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

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

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct json *j;
	struct err e;
	if (json_read(a, (struct text){(const char *)p, n}, 20, &j, &e))
		check(j, a, 0);
	arena_free(a);
	return 0;
}
