// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// One JSON object taken apart into the fields of an event: for all formats whose records are JSON.
#ifndef BOLWERK_JSON_FLAT_H
#define BOLWERK_JSON_FLAT_H

#include "../event.h"
#include "../names.h"

enum {
	FLAT_DEPTH = 64,  // objects and lists that may stand in each other
	FLAT_NAME = 1024, // bytes of a whole name; fields with a longer one are left out and counted in `cut`
};

// Adds the fields of one object and nothing behind it but white space, and sets raw and at (now: see decode_time). Names are paths, parted by dots; items of lists have the
// list's name; empty objects and lists give no field. Lenient where logs are: bad UTF-8 and halves of surrogate pairs become U+FFFD, control characters stand as they are,
// names may stand twice, numbers stay as written. False when it is no object, is cut, or is too deep.
bool json_flatten(struct arena *a, struct text record, int64_t now, struct event *ret);

// The same, with values left rough (event.h), without `at`, and with names that are known looked up in the table.
bool json_sketch(struct names *names, struct arena *a, struct text record, struct event *ret);

// What a rough value means.
struct text json_text(struct arena *a, struct text rough);

// The next quote or backslash at p or behind it, end when there is none. *high grows true when bytes over 127 stand before it.
const char *json_quote(const char *p, const char *end, bool *high);

#endif
