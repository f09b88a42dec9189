// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as security.txt and as the policy of MTA-STS.
#include "../../src/collect/read/lines.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct security_txt s;
	struct sts_policy y;
	security_txt_read(a, t, 1800000000, &s);
	sts_policy_read(a, t, &y);
	if ((s.contact && strlen(s.contact) > 1500) || (!s.error && (!s.contact || s.expires_at < 1800000000)) || (!y.error && (!y.mode || y.max_age < 0)))
		abort();
	sts_allows(t, "mx.firma.example");
}
