// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Looks at a domain from outside; see collect.h.
#include "../collect.h"

bool domain_report(struct arena *a, const struct domain_ask *ask, struct buf **ret, struct err *e)
{
	(void)a;
	(void)ask;
	(void)ret;
	return err_set(e, "domains cannot be looked at yet");
}

bool outside_report(struct arena *a, const struct outside_ask *ask, struct buf **ret, struct err *e)
{
	(void)a;
	(void)ask;
	(void)ret;
	return err_set(e, "ports cannot be looked at yet");
}
