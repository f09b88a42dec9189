// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a report: taken or refused with a sentence; what is refused changes nothing.
#include "../../src/core/firm.h"
#include "../../src/core/ingest.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *keep;
	static struct db *d;
	struct err e = {0};
	if (!d) {
		keep = arena_new();
		d = firm_open(keep, ":memory:", NULL, &e);
		if (!d)
			abort();
	}
	int64_t before = db_int(d, "SELECT count(*) FROM change", 0, "");
	struct ingest_result r;
	if (!ingest_report(d, (struct text){(const char *)p, n}, 0, 1795300000, &r, &e) &&
		(!e.text[0] || db_int(d, "SELECT count(*) FROM change", 0, "") != before))
		abort();
	db_do(d, NULL, "DELETE FROM report", "");
	return 0;
}
