// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the answer to a hello: no reading beyond them, and every certificate that is found lies in what was read. The first byte says which version was asked.
#include "../../src/collect/read/hello.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct hello_answer r;
	if (!t.n)
		return;
	hello_read(a, text_after(t, 1), t.p[0] & 1, t.p[0] & 2, &r);
	size_t all = 0;
	for (size_t i = 0; i < r.cert_n; i++)
		all += r.cert[i].n;
	if (r.cert_n > HELLO_CERTS_MAX || all > t.n || (r.what == HELLO_TAKEN && r.version != HELLO_SSL2 && (r.version < HELLO_SSL3 || r.version > HELLO_TLS13)))
		abort();
}
