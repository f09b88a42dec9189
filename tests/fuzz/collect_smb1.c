// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as packets of file sharing, version 1: names and shares lie in them.
#include "../../src/collect/read/smb1.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
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
}
