// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a look saw, for a person or a program, straight from the report: no database is needed for it.
#ifndef BOLWERK_COLLECT_SHOW_H
#define BOLWERK_COLLECT_SHOW_H

#include "../base/buf.h"
#include "../base/err.h"
#include "../base/json.h"

#define SHOW_PROBE "" // table of a line in which a probe says what it saw of all

// A row of the report, or what a probe says of itself (row is the whole line).
struct show_row {
	struct text table;
	const struct json *row;
	struct show_row *next;
};

// What was found wrong or right, as the views lan_check and domain_check say it; none without a database.
struct show_check {
	const char *uid, *code, *subject, *seen, *wanted, *who; // uid: of the device; NULL for a domain
	int ok;                                                // 1, 0, -1: could not tell
	struct show_check *next;
};

// Takes a report apart into its rows, in order.
bool show_read(struct arena *a, struct text report, struct show_row **ret, struct err *e);

// {"devices":[{"addresses",…,"services":[…],"checks":[…]}],"silent":n,…,"unseen":[{"probe","state","why"}]}
void show_lan_json(const struct show_row *rows, const struct show_check *checks, struct buf *out);

// {"domain":…,"facts":{table:[row…]},"checks":[…],"unseen":[…]}
void show_domain_json(const char *domain, const struct show_row *rows, const struct show_check *checks, struct buf *out);

// The same for a person at a terminal.
void show_lan_text(const struct show_row *rows, const struct show_check *checks, struct buf *out);
void show_domain_text(const char *domain, const struct show_row *rows, const struct show_check *checks, struct buf *out);

#endif
