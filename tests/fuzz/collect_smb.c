// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as packets of file sharing, version 2: names, challenges and shares lie in them.
#include "../../src/collect/read/smb.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct smb_state s = {0};
	struct smb_reply r;
	struct smb_hello h;
	struct smb_names names;
	struct smb_share *share = arena_alloc(a, SMB_SHARES_MAX * sizeof *share);
	smb_frame(t);
	if (smb_read_hello(t, &h))
		inside(h.guid, t);
	if (smb_read(t, &s, &r)) {
		if (smb_read_names(&r, &names)) {
			inside(names.info, t);
			inside(names.computer, t);
			smb_ascii(a, names.computer);
		}
		int count = smb_read_list(&r, share);
		for (int i = 0; i < count; i++) {
			inside(share[i].name, t);
			smb_ascii(a, share[i].name);
		}
	}
}
