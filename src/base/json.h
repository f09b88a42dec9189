// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// JSON: a strict, capped reader (RFC 8259) and the few functions that write it. The reader refuses what is not JSON, what is
// deeper or larger than asked, double keys, bad UTF-8 and control characters; it never guesses.
#ifndef BOLWERK_JSON_H
#define BOLWERK_JSON_H

#include "buf.h"
#include "err.h"
#include "text.h"

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_INT, JSON_REAL, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

// One value. Members of an object and items of an array hang on `child`, in order, by `next`.
struct json {
	enum json_type type;
	struct text key;  // name of a member; empty otherwise
	struct text text; // JSON_TEXT: the text, in the arena or in the input
	int64_t integer;  // JSON_INT
	double real;      // JSON_REAL
	struct json *child, *next;
};

// Reads one value and nothing behind it but white space. depth: how many arrays and objects may stand in each other (at most 64).
// The value lives in the arena and may point into t.
bool json_read(struct arena *a, struct text t, int depth, struct json **ret, struct err *e);

// The member of an object, NULL when there is none or j is no object (or NULL).
const struct json *json_get(const struct json *j, const char *key);

// The text or whole number of a member; what stands in `otherwise` when there is none of that type.
struct text json_get_text(const struct json *j, const char *key, const char *otherwise);
int64_t json_get_int(const struct json *j, const char *key, int64_t otherwise);

// Writes a text in quotes with what JSON asks escaped; bytes that are not good UTF-8 become U+FFFD.
void json_write(struct buf *b, struct text t);

#endif
