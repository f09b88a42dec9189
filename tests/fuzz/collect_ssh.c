// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as an exchange of SSH: the key lies in it.
#include "../../src/collect/read/ssh.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct text key = {"", 0};
	(void)a;
	if (ssh_read(t, &key))
		inside(key, t);
}
