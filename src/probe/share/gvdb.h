// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A small reader of GVDB, the binary tables in which dconf keeps settings (gvdb-format.h of GLib). It finds single values and
// lists nothing. Every offset is checked against the size of the file.
#ifndef BOLWERK_GVDB_H
#define BOLWERK_GVDB_H

#include "../../base/text.h"

// Whether the bytes look like such a table.
bool gvdb_is(struct text db);

// The value of a key as a number: booleans 0 or 1, whole numbers of 32 bits. False when it is not there or of another type.
bool gvdb_get(struct text db, const char *key, int64_t *ret);

// Whether users may not change the key (the table ".locks" names it).
bool gvdb_locked(struct text db, const char *key);

#endif
