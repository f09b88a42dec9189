// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Letters to those who must mend what the firm cannot mend itself (table letter): what each asks is measured again by itself.
#ifndef BOLWERK_LETTER_H
#define BOLWERK_LETTER_H

#include "say.h"

// Writes a letter about a network or domain to one of those who must mend it: everything of theirs that is not in order, with what was seen and what
// is asked (ref/check_request.csv). who: mail, web, dns, supplier, maker; customers: a warning against names that look like the firm's. In the language of `say`;
// person signs it. Refuses when there is nothing to ask. Gives the number of the letter.
bool letter_write(const struct say *say, int64_t asset, const char *who, const char *due_on, const char *person, int64_t *ret, struct err *e);

// After a report about a network or domain: closes the letters about it of which everything that they ask is now measured as in order, or is gone from a table that was
// seen whole (column tab of ref/check_request.csv). What could not be seen keeps a letter open.
bool letter_measure(struct db *d, int64_t asset, int64_t now, struct err *e);

#endif
