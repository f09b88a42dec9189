// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A string that grows, with a hard limit. What goes over the limit is left out and `over` says so.
#ifndef BOLWERK_BUF_H
#define BOLWERK_BUF_H

#include "arena.h"

#include <stdbool.h>

struct buf {
	char *p;    // the bytes, always followed by NUL; owned by the buffer
	size_t n;   // how many
	size_t cap; // room
	size_t max; // hard limit
	bool over;  // something did not fit
};

// Makes an empty buffer of at most max bytes that ends with the arena.
struct buf *buf_new(struct arena *a, size_t max);

// Adds bytes, a string, one character, or formatted text.
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

// Adds text with & < > " ' made harmless for HTML text and quoted attributes.
void buf_html(struct buf *b, const char *s);

// Makes it empty again, keeping its room.
void buf_clear(struct buf *b);

#endif
