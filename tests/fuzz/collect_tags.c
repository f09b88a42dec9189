// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a record of tags (DMARC, DKIM, MTA-STS, TLS reports) and as Base64.
#include "../../src/collect/read/tags.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct text rest = t, name, value;
	size_t all = 0;
	while (tags_next(&rest, &name, &value))
		all += name.n + value.n;
	if (all > t.n || (tags_get(t, "p", &value) && value.n > t.n))
		abort();
	tags_good(t);
	tags_version(t, "DMARC1");
	if (tags_base64(a, t).n > t.n / 4 * 3 + 3)
		abort();
}
