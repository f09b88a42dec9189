// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a message of DNS: bounded, no byte outside; names that are read can be asked again.
#include "../../src/collect/read/dns.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct dns_message m;
	struct dns_record r;
	struct dns_ask q;
	char label[64];
	(void)a;
	if (!dns_begin(t, &m))
		return;
	int records = 0;
	while (dns_next(&m, &r)) {
		struct text rest = r.data, key, value;
		if (strlen(r.name) >= DNS_NAME_MAX || strlen(r.target) >= DNS_NAME_MAX || ++records > DNS_RECORDS_MAX)
			abort();
		while (dns_txt(&rest, &key, &value))
			;
		dns_label(r.name, label, sizeof label);
		dns_parent(r.name);
		dns_ask_begin(&q, 1, 0);
		dns_ask_add(&q, r.name, r.type, true);
		struct dns_message again;
		struct dns_record back;
		if (!q.over && (!dns_begin((struct text){(const char *)q.p, q.n}, &again) || !dns_next(&again, &back) || strcmp(back.name, r.name) != 0))
			abort();
	}
}
