// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Pieces of text that belong to somebody else: a pointer and a length, never ended by NUL. For taking files apart
// without copying them. Bytes are bytes here; NUL and bad UTF-8 are allowed everywhere.
#ifndef BOLWERK_TEXT_H
#define BOLWERK_TEXT_H

#include "arena.h"

#include <stdbool.h>
#include <string.h>

struct text {
	const char *p;
	size_t n;
};

// The text of a C string.
struct text text_of(const char *s);

// Takes the next line off *rest, without its end (\n or \r\n); false when there is none. Lines may be of any length.
bool text_line(struct text *rest, struct text *ret_line);

// Takes off *rest what stands before the separator (or all of it); false when *rest is empty and nothing was left.
// Two separators in a row give an empty piece, so "a::b" has three fields.
bool text_field(struct text *rest, char separator, struct text *ret_field);

// Takes the next word off *rest (words are parted by spaces and tabs; quotes '…' and "…" keep a word together and are taken off).
bool text_word(struct text *rest, struct text *ret_word);

// Without spaces, tabs and \r at both ends; without a comment that starts with one of `marks` and stands first or after a space.
struct text text_trim(struct text t);
struct text text_uncomment(struct text t, const char *marks);

// Whether two have the same bytes; but for ASCII case.
static inline bool text_same(struct text a, struct text b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
bool text_same_nocase(struct text a, struct text b);

// Whether it is exactly s, is s but for ASCII case, starts or ends with s, or holds s somewhere.
bool text_is(struct text t, const char *s);
bool text_is_nocase(struct text t, const char *s);
bool text_starts(struct text t, const char *s);
bool text_ends(struct text t, const char *s);
bool text_has(struct text t, const char *s);

// Where s stands first in it; NULL when nowhere. The pointer lies in t.
const char *text_find(struct text t, const char *s);

// The part after the first n bytes; empty when it is shorter.
struct text text_after(struct text t, size_t n);

// Parts t at the first c: false (and nothing set) when there is none. Both halves may be NULL.
bool text_cut(struct text t, char c, struct text *ret_left, struct text *ret_right);

// A whole number, decimal or (base 16, 8) other; false when anything else stands in it or it does not fit.
bool text_int(struct text t, int base, int64_t *ret);

// yes, true, on, 1, enabled → 1; no, false, off, 0, disabled → 0; else -1.
int text_yes(struct text t);

// A NUL-ended copy; a NUL inside becomes '?', so that what is seen is what was there.
char *text_dup(struct arena *a, struct text t);

// Whether the bytes are good UTF-8 without NUL or other control characters (tab is allowed).
bool text_clean(struct text t);

#endif
