// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// SQL functions that play years of the firm of the connection, for pages: "what if" (some 10 ms) and an offered policy (0.2 s). So a query calls them once
// (MATERIALIZED) and reads the JSON that they give. NULL where there is no answer.
//
// risk_if(with, without): the year with other measures. Both are ids of controls parted by "_": those of `with` count as wholly in place, those of `without` as not at
//   all. {"mean","p50","p90","p99","over_cash","days_mean"}, of the same years as the table risk.
// insurance_if(premium, excess, limit): what a policy would pay (insurance.h); limit below 0: none. {"before","paid","pays","beyond","stays","p90","p99","cost","over","over_before"}
#ifndef BOLWERK_RISK_SQL_H
#define BOLWERK_RISK_SQL_H

#include "../db/db.h"

// Gives the connection both functions. They are for statements of the program and its pages, never for views or triggers of a file.
bool risk_sql_install(struct db *d, struct err *e);

#endif
