// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the first answer of remote desktop.
#include "../../src/collect/read/rdp.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	char *copy = malloc(n ? n : 1); // of its own, so that reading past its end is seen
	memcpy(copy, p, n);
	const struct text t = {copy, n};
	struct rdp_answer r;
	if (rdp_read(t, &r) && r.accepted && r.fault)
		abort();
	free(copy);
	arena_free(a);
	return 0;
}
