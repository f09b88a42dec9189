// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Looks at a network; see collect.h.
#include "../collect.h"

bool lan_report(struct arena *a, const struct lan_ask *ask, struct buf **ret, struct err *e)
{
	(void)a;
	(void)ask;
	(void)ret;
	return err_set(e, "networks cannot be looked at yet");
}
