// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as an answer of WS-Discovery: bounded.
#include "../../src/collect/read/wsd.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct wsd_answer answer;
	if (wsd_read(a, t, &answer)) {
		if (answer.n > WSD_MATCHES_MAX)
			abort();
		for (size_t i = 0; i < answer.n; i++)
			wsd_scope(a, answer.match[i].scopes, "/name/");
	}
}
