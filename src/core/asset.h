// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which computer a report is of. Enrolment key beats serial beats machine id beats MAC beats name; serials that makers leave
// empty are ignored; a conflict becomes a question for a person, never a merge.
#ifndef BOLWERK_ASSET_H
#define BOLWERK_ASSET_H

#include "../base/json.h"
#include "../db/db.h"

// Finds the asset that traits ([[kind, value], …]) belong to, or makes one. image: a tree of files, which never is a running computer.
bool asset_resolve(struct db *d, const struct json *traits, bool image, int64_t at, int64_t *ret, struct err *e);

// Remembers the traits of an asset.
bool asset_remember(struct db *d, int64_t asset, const struct json *traits, int64_t at, struct err *e);

#endif
