// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a list of devices that somebody brought: it is refused with a sentence, or becomes a report that takes itself apart again.
#include "../../src/collect/import/import.h"
#include "../../src/collect/show.h"
#include "../../src/db/db.h"
#include "target.h"

static void target(struct arena *a, struct text t)
{
	static struct db *catalogue;
	struct err e = {0};
	if (!catalogue)
		catalogue = db_open(arena_new(), ":memory:", NULL, &e);
	const struct lan_ask ask = {.depth = COLLECT_SERVICES, .now = 1773500000, .catalogue = catalogue};
	struct buf *report = NULL;
	struct show_row *rows = NULL;
	if (import_report(a, t, &ask, &report, &e)) {
		if (!show_read(a, (struct text){report->p, report->n}, &rows, &e) || !rows)
			abort();
	} else if (!e.text[0])
		abort();
}
