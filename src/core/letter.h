// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Letters to those who must mend what the firm cannot mend itself (table letter): what each asks is measured again by itself.
#ifndef BOLWERK_LETTER_H
#define BOLWERK_LETTER_H

#include "../db/db.h"

// After a look at a network or domain: closes the letters about it of which everything that they ask is now measured as in order. What could
// not be seen keeps a letter open.
bool letter_measure(struct db *d, int64_t asset, int64_t now, struct err *e);

#endif
