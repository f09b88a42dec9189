// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the answer to a hello: no reading beyond them, and every certificate that is found lies in what was read. The first byte says which version was asked.
#include "../../src/collect/read/hello.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct hello_answer r;
	if (!n)
		return 0;
	struct arena *a = arena_new();
	hello_read(a, (struct text){(const char *)p + 1, n - 1}, p[0] & 1, p[0] & 2, &r);
	size_t all = 0;
	for (size_t i = 0; i < r.cert_n; i++)
		all += r.cert[i].n;
	if (r.cert_n > HELLO_CERTS_MAX || all > n || (r.what == HELLO_TAKEN && r.version != HELLO_SSL2 && (r.version < HELLO_SSL3 || r.version > HELLO_TLS13)))
		abort();
	arena_free(a);
	return 0;
}
