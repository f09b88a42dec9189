// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the first words of a door: what is told of them lies in them, and what may stand in a report is clean.
#include "../../src/collect/read/banner.h"

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
	struct banner b;
	for (int i = 0; i < 3; i++) {
		banner_read(t, i == 0 ? NULL : i == 1 ? "ftp" : "telnet", &b);
		if (b.name && strcmp(b.name, "mysql") != 0)
			inside(b.product, t);
		inside(b.version, t);
	}
	const char *clean = banner_clean(a, t, 100);
	if (clean && (strlen(clean) > 100 || !text_clean(text_of(clean))))
		abort();
	free(copy);
	arena_free(a);
	return 0;
}
