// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as data of DNS records and as a whole packet.
#include "../../src/collect/read/record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct text t = {(const char *)p, n};
	char name[RECORD_NAME_MAX], address[46];
	size_t at = 0;
	int preference;
	struct record_tlsa tlsa;
	struct record_caa caa;
	uint32_t ends;
	uint64_t algorithms;
	if (record_name(t, &at, name) && (at > n || strlen(name) >= sizeof name))
		abort();
	record_mx(t, &preference, name);
	record_address(t, address);
	if (record_txt(a, t).n > n || (record_tlsa(t, &tlsa) && tlsa.data.n > n) || (record_caa(t, &caa) && caa.tag.n + caa.value.n > n))
		abort();
	record_signatures(t, &ends, &algorithms);
	arena_free(a);
	return 0;
}
