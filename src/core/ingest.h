// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Takes a report into the database: the one way in. A report is taken whole or refused whole, with one sentence why. Rows replace those
// of the same computer, table and source; what differs is written to table change; a table whose probe did not see all is never emptied.
#ifndef BOLWERK_INGEST_H
#define BOLWERK_INGEST_H

#include "../db/db.h"

struct ingest_result {
	int64_t asset;
	int64_t rows;    // taken
	int64_t ignored; // rows and columns that a newer version sent and we do not know
	int64_t changes; // differences from the report before
	int64_t at;      // when the computer was looked at
};

// Takes a report. asset: 0 to find the computer by its traits; else it belongs to that one. received_at: the time of now.
bool ingest_report(struct db *d, struct text report, int64_t asset, int64_t received_at, struct ingest_result *ret, struct err *e);

// Makes the fact tables that are missing, and makes those anew whose form changed: they are filled from the kept reports.
bool ingest_tables(struct db *d, struct err *e);

#endif
