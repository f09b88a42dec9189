// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as data of DNS records and as a whole packet.
#include "../../src/collect/read/record.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	char name[RECORD_NAME_MAX], address[46];
	size_t at = 0;
	int preference;
	struct record_tlsa tlsa;
	struct record_caa caa;
	uint32_t ends;
	uint64_t algorithms;
	if (record_name(t, &at, name) && (at > t.n || strlen(name) >= sizeof name))
		abort();
	record_mx(t, &preference, name);
	record_address(t, address);
	if (record_txt(a, t).n > t.n || (record_tlsa(t, &tlsa) && tlsa.data.n > t.n) || (record_caa(t, &caa) && caa.tag.n + caa.value.n > t.n))
		abort();
	record_signatures(t, &ends, &algorithms);
}
