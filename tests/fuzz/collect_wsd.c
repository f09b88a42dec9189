// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as an answer of WS-Discovery: bounded.
#include "../../src/collect/read/wsd.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct wsd_answer answer;
	if (wsd_read(a, (struct text){(const char *)p, n}, &answer)) {
		if (answer.n > WSD_MATCHES_MAX)
			abort();
		for (size_t i = 0; i < answer.n; i++)
			wsd_scope(a, answer.match[i].scopes, "/name/");
	}
	arena_free(a);
	return 0;
}
