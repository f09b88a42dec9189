// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as an answer of SNMP: values lie in it, names are bounded, and a name that was read can be asked again.
#include "../../src/collect/read/snmp.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void inside(struct text part, struct text all)
{
	if (part.n && (part.p < all.p || part.n > all.n || part.p + part.n > all.p + all.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	char *copy = malloc(n ? n : 1); // of its own, so that reading past its end is seen
	memcpy(copy, p, n);
	const struct text t = {copy, n};
	struct snmp_answer *r = arena_alloc(a, sizeof *r);
	struct buf *b = buf_new(a, 4096);
	if (snmp_read(t, r)) {
		if (r->n > SNMP_VARS_MAX)
			abort();
		for (int i = 0; i < r->n; i++) {
			if (r->var[i].name.n > SNMP_ID_MAX)
				abort();
			if (r->var[i].type == SNMP_TEXT)
				inside(r->var[i].text, t);
			snmp_write(b, 1, "public", SNMP_BULK, i, &r->var[i].name, 1);
		}
	}
	free(copy);
	arena_free(a);
	return 0;
}
