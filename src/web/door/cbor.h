// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// CBOR (RFC 8949), as much as passkeys use: a strict, capped reader. It refuses lengths that are not written the shortest way, lengths that
// are not told beforehand, double keys, tags, floats, keys that are neither numbers nor text, and bad UTF-8 (CTAP2 canonical form asks the same).
#ifndef BOLWERK_CBOR_H
#define BOLWERK_CBOR_H

#include "../../base/err.h"
#include "../../base/text.h"

enum cbor_type { CBOR_INT, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_FALSE, CBOR_TRUE, CBOR_NULL };

// One value. Items of an array hang on `child`, in order, by `next`; of a map each key is followed by its value.
struct cbor {
	enum cbor_type type;
	int64_t number;   // CBOR_INT
	struct text text; // CBOR_BYTES, CBOR_TEXT: points into the input
	struct cbor *child, *next;
};

#define CBOR_ITEMS 256 // in one value, all depths together

// Takes one value off *rest; depth: how many arrays and maps may stand in each other (at most 16). *rest is untouched on failure.
bool cbor_read(struct arena *a, struct text *rest, int depth, struct cbor **ret, struct err *e);

// The value of a key of a map; NULL when there is none, or m is no map (or NULL).
const struct cbor *cbor_get(const struct cbor *m, int64_t key);
const struct cbor *cbor_get_named(const struct cbor *m, const char *key);

#endif
