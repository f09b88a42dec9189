// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as the first words of a door: what is told of them lies in them, and what may stand in a report is clean.
#include "../../src/collect/read/banner.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	struct banner b;
	for (int i = 0; i < 3; i++) {
		banner_read(t, i == 0 ? NULL : i == 1 ? "ftp" : "telnet", &b);
		if (b.name && strcmp(b.name, "mysql") != 0)
			inside(b.product, t);
		inside(b.version, t);
	}
	const char *clean = banner_clean(a, t, 100);
	if (clean && (strlen(clean) > 100 || !text_clean(text_of(clean))))
		abort();
}
