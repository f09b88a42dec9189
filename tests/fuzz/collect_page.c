// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the answer of a web server: every piece lies in it.
#include "../../src/collect/read/page.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct page_answer h;
	(void)a;
	if (page_read(t, &h)) {
		const struct text parts[] = {h.server, h.location, h.title, h.realm, h.body, h.challenge, page_part(h.challenge, "nonce")};
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			if (parts[i].n && parts[i].p != NULL)
				inside(parts[i], t);
	}
}
