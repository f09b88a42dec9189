// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a year can cost and what to do first as one HTML file, for `bolwerk risk` and `bolwerk plan`.
#ifndef BOLWERK_EURO_HTML_H
#define BOLWERK_EURO_HTML_H

#include "../../base/buf.h"
#include "../../core/risk_model.h"

// What stands in place of what the firm's file says; 0, NULL (budget: below 0): as the file says.
struct euro_other {
	struct risk_firm firm;
	int64_t cash, minutes, euro;
};

// Draws the page euro_paper over a firm's file (firm_open) as it would be with `other`. Nothing of it stays: the file is put back. Waits for who writes.
bool euro_html(struct db *d, struct arena *a, const struct euro_other *other, const char *lang, struct buf *b, struct err *e);

#endif
