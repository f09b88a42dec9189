// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Pieces of pages that were drawn before: kept as long as the database is the same, and at most a minute, because now() moves. A piece
// is found by where it stands and by every value that it was drawn from. One for each drawer (thread). For page_run.c alone.
#ifndef BOLWERK_PAGE_KEEP_H
#define BOLWERK_PAGE_KEEP_H

#include "page_tree.h"

#define KEEP_SECONDS 60
#define KEEP_BYTES_MAX ((size_t)2 << 20) // of all pieces together; then all are forgotten

struct page_keep;

// Makes an empty one that ends with the arena.
struct page_keep *page_keep_new(struct arena *a);

// Forgets all when the database is another one than before (PRAGMA data_version) or the minute is over.
void page_keep_fresh(struct page_keep *k, int64_t version, int64_t now);

// The key of a piece for these values, in the buffer; false when the piece cannot be kept.
bool page_keep_key(const struct page_node *n, const struct page_ask *ask, struct buf *key);

#define KEEP_TOKENS_MAX 256 // forms in a piece

// A piece, and where in it the token against forged requests stands: that one is another each time, but always as long.
struct page_piece {
	struct text text;
	const uint32_t *token; // places in the text
	int token_n;
};

// The piece that was kept under a key; NULL when there is none. Lives until the next put or fresh.
const struct page_piece *page_keep_find(const struct page_keep *k, const struct buf *key);

// Keeps a piece under a key.
void page_keep_put(struct page_keep *k, const struct buf *key, const struct page_piece *piece);

// Sets the field `uses` (which parameters are read) and `keeps` of a node and of all inside it. Called once when a page is taken apart.
void page_keep_mark(struct page_node *n);

#endif
