// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Whether the names of a domain are signed, and rightly (RFC 4033 to 4035), with which algorithms (RFC 8624), and when the first signature ends.
#include "look.h"

static const char *algorithm_name(struct arena *a, unsigned n)
{
	static const char *const names[] = {[1] = "RSAMD5", [3] = "DSA", [5] = "RSASHA1", [6] = "DSA-NSEC3-SHA1", [7] = "RSASHA1-NSEC3-SHA1", [8] = "RSASHA256", [10] = "RSASHA512",
		[12] = "ECC-GOST", [13] = "ECDSAP256SHA256", [14] = "ECDSAP384SHA384", [15] = "ED25519", [16] = "ED448"};
	return n < sizeof names / sizeof *names && names[n] ? arena_printf(a, "%u %s", n, names[n]) : arena_printf(a, "%u", n);
}

void dnssec_columns(struct probe_run *run)
{
	static const char *const words[] = {NULL, "insecure", "secure", "bogus"};
	struct domain_look *l = run->with;
	const struct name_answer *soa = names_ask(l->names, l->domain, RR_SOA), *keys = names_ask(l->names, l->domain, RR_DNSKEY);
	enum name_trust trust = soa->trust;
	if (keys->trust == NAME_BOGUS)
		trust = NAME_BOGUS;
	row_str(run, "dnssec", words[trust]);
	row_str(run, "reason", soa->trust == NAME_BOGUS ? soa->why : keys->trust == NAME_BOGUS ? keys->why : NULL);
	if (trust == NAME_UNKNOWN)
		probe_partly(run, names_validate(l->names) ? "dns_failed" : "no_proof", l->domain);
	if (trust != NAME_SECURE)
		return;
	uint32_t end, first = 0;
	uint64_t algorithms = 0, one;
	if (record_signatures(soa->packet, &end, &one)) {
		first = end;
		algorithms |= one;
	}
	if (record_signatures(keys->packet, &end, &one)) {
		first = !first || end < first ? end : first;
		algorithms |= one;
	}
	if (first)
		row_int(run, "signature_ends_at", first);
	struct buf *b = buf_new(run->a, 300);
	for (unsigned n = 0; n < 64; n++)
		if (algorithms >> n & 1)
			buf_printf(b, "%s%s", b->n ? ", " : "", algorithm_name(run->a, n));
	row_str(run, "algorithm", b->n ? b->p : NULL);
}
