// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where commands write to.
#ifndef BOLWERK_OUTPUT_H
#define BOLWERK_OUTPUT_H

#include "../../base/buf.h"
#include "../../base/err.h"

// Writes to a file (first beside it, then renamed, so that a full disk or a kill leaves the old one whole), or to standard output when path is NULL.
bool output_write(const char *path, const struct buf *b, struct err *e);

// Whether standard output is a terminal; whether somebody watches standard error on one.
bool output_terminal(void);
bool output_watched(void);

#endif
