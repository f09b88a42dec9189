// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the answer of a web server: every piece lies in it.
#include "../../src/collect/read/page.h"

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
	struct page_answer h;
	if (page_read(t, &h)) {
		const struct text parts[] = {h.server, h.location, h.title, h.realm, h.body, h.challenge, page_part(h.challenge, "nonce")};
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			if (parts[i].n && parts[i].p != NULL)
				inside(parts[i], t);
	}
	free(copy);
	arena_free(a);
	return 0;
}
