// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a kept text: put into words in every language without end or harm.
#include "../../src/core/firm.h"
#include "../../src/core/say.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *keep;
	static struct db *d;
	static const char *const langs[] = {"en", "nl", "fr", "de"};
	struct err e = {0};
	if (!d) {
		keep = arena_new();
		d = firm_open(keep, ":memory:", NULL, &e);
		if (!d)
			abort();
	}
	struct arena *a = arena_new();
	char *kept = arena_printf(a, "\x01%.*s", (int)n, (const char *)p);
	for (int i = 0; i < 4; i++) {
		struct say s = {d, a, langs[i], 1795300000};
		say_text(&s, "8.b4", kept);
	}
	arena_free(a);
	return 0;
}
