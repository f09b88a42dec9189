// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as packets of file sharing, version 1: names and shares lie in them.
#include "../../src/collect/read/smb1.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void inside(struct text part, struct text all)
{
	if (part.n && (part.p < all.p || part.n > all.n || part.p + part.n > all.p + all.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	char *copy = malloc(n ? n : 1); // of its own, so that reading past its end is seen
	memcpy(copy, p, n);
	const struct text t = {copy, n};
	struct smb1_state s = {0};
	struct smb1_reply r;
	struct smb_hello h;
	struct text os, program, domain;
	struct smb_share *share = arena_alloc(a, SMB_SHARES_MAX * sizeof *share);
	smb1_read_hello(t, &h);
	if (smb1_read(t, &s, &r)) {
		smb1_read_session(&r, &os, &program, &domain);
		inside(os, t);
		inside(domain, t);
		int count = smb1_read_list(&r, share);
		for (int i = 0; i < count; i++)
			inside(share[i].name, t);
	}
	free(copy);
	arena_free(a);
	return 0;
}
