// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as an SPF record: what is read lies in it, lengths are lengths, and every macro string ends within its limit.
#include "../../src/collect/read/spf.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct text at = {"", 0}, out;
	struct spf_record r;
	const struct text some = {"a.b-c+d.example", 15};
	const struct spf_values v = {some, some, some, some, some, some, some, some, some, some, 1};
	if (spf_is(t) && spf_read(a, t, &r, &at)) {
		if (r.n > SPF_TERMS_MAX)
			abort();
		for (size_t i = 0; i < r.n; i++)
			if (r.term[i].prefix4 < 0 || r.term[i].prefix4 > 32 || r.term[i].prefix6 < 0 || r.term[i].prefix6 > 128 ||
				(r.term[i].domain.n && spf_expand(a, &v, r.term[i].domain, false, &out) && out.n > SPF_TEXT_MAX))
				abort();
	}
	if (spf_expand(a, &v, t, true, &out) && out.n > SPF_TEXT_MAX)
		abort();
	spf_uses(t, 'p');
}
