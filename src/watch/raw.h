// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which records might hit, told from their bytes before they are taken apart: where values stand in the record as they are, so do the literals that rules ask for. The literals of all
// rules of a form are sought together in the whole record; a rule that hangs on no literal, not even by the log source that it names, makes every record one that might hit.
#ifndef BOLWERK_RAW_H
#define BOLWERK_RAW_H

#include "form.h"

enum {
	RAW_FIRST = 256,   // records after which a thread asks for a better choice of literals
	RAW_SECOND = 8192, // and once more; of these one in RAW_SAMPLE is looked at
	RAW_SAMPLE = 32,
};

// What a thread needs. It ends with raw_free.
struct raw;
struct raw *raw_new(struct form *f);
void raw_free(struct raw *r);

// False only when no rule can hit the record. The decoder says whether values stand in it as they are (decode.h: bare).
bool raw_wants(struct raw *r, struct text record);

#endif
