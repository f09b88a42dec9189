// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as an answer of SNMP: values lie in it, names are bounded, and a name that was read can be asked again.
#include "../../src/collect/read/snmp.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct snmp_answer *r = arena_alloc(a, sizeof *r);
	struct buf *b = buf_new(a, 4096);
	if (snmp_read(t, r)) {
		if (r->n > SNMP_VARS_MAX)
			abort();
		for (int i = 0; i < r->n; i++) {
			if (r->var[i].name.n > SNMP_ID_MAX)
				abort();
			if (r->var[i].type == SNMP_TEXT)
				inside(r->var[i].text, t);
			snmp_write(b, 1, "public", SNMP_BULK, i, &r->var[i].name, 1);
		}
	}
}
