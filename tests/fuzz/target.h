// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The shape of a fuzz target of a reader: a file that includes this defines target() and nothing else need be called. Each input is read in memory of its own,
// so that reading past its end is seen.
#ifndef BOLWERK_FUZZ_TARGET_H
#define BOLWERK_FUZZ_TARGET_H

#include "../../src/base/arena.h"
#include "../../src/base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Reads one input, and aborts when what comes of it breaks a promise of the reader. The arena and the input are freed afterwards.
static void target(struct arena *a, struct text t);

// Aborts when a piece that a reader gives does not lie in what it was given; an empty one may lie anywhere.
static inline void inside(struct text part, struct text all)
{
	if (part.n && (part.p < all.p || part.n > all.n || part.p + part.n > all.p + all.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n); // libFuzzer calls it

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	char *copy = malloc(n ? n : 1);
	memcpy(copy, p, n);
	target(a, (struct text){copy, n});
	free(copy);
	arena_free(a);
	return 0;
}

#endif
