// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What went wrong, as one sentence for a human. The last parameter of every function that can fail.
#ifndef BOLWERK_ERR_H
#define BOLWERK_ERR_H

#include "arena.h"

#include <stdbool.h>

struct err {
	char text[1024]; // one sentence, cut when longer; empty when nothing went wrong
};

// Writes the sentence and gives false, so that a caller can `return err_set(e, …)`. e may be NULL.
bool err_set(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

// Puts "what: " before the sentence that is there; gives false.
bool err_at(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
