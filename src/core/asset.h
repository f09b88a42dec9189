// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which computer, network or domain a report is of. Enrolment key beats serial beats machine id beats MAC beats name; serials that makers leave
// empty are ignored; a conflict becomes a question for a person, never a merge.
#ifndef BOLWERK_ASSET_H
#define BOLWERK_ASSET_H

#include "../base/json.h"
#include "../db/db.h"

// What a report can be of. An image is a tree of files, which never is a running computer.
enum asset_kind { ASSET_COMPUTER, ASSET_IMAGE, ASSET_NETWORK, ASSET_DOMAIN };

// Finds the asset of that kind that traits ([[kind, value], …]) belong to, or makes one. A network is known by its trait `network` (its addresses), a
// domain by `domain`.
bool asset_resolve(struct db *d, const struct json *traits, enum asset_kind kind, int64_t at, int64_t *ret, struct err *e);

// The kind by its name in a report's head (computer, network, domain); false when there is none of that name.
bool asset_kind_named(struct text name, bool image, enum asset_kind *ret);

// Remembers the traits of an asset.
bool asset_remember(struct db *d, int64_t asset, const struct json *traits, int64_t at, struct err *e);

#endif
