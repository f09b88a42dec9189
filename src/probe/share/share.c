// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The shared part of a run; see share.h.
#include "share_inside.h"

struct probe_share *share_new(struct probe_run *run)
{
	return arena_alloc(run->a, sizeof(struct probe_share));
}
