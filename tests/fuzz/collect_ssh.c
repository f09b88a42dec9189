// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as an exchange of SSH: the key lies in it.
#include "../../src/collect/read/ssh.h"

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
	struct text key = {"", 0};
	if (ssh_read(t, &key))
		inside(key, t);
	free(copy);
	arena_free(a);
	return 0;
}
