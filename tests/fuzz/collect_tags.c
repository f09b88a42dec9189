// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a record of tags (DMARC, DKIM, MTA-STS, TLS reports) and as Base64.
#include "../../src/collect/read/tags.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct text t = {(const char *)p, n}, rest = t, name, value;
	size_t all = 0;
	while (tags_next(&rest, &name, &value))
		all += name.n + value.n;
	if (all > n || (tags_get(t, "p", &value) && value.n > n))
		abort();
	tags_good(t);
	tags_version(t, "DMARC1");
	if (tags_base64(a, t).n > n / 4 * 3 + 3)
		abort();
	arena_free(a);
	return 0;
}
