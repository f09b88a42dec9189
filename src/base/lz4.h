// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// LZ4: reads frames (package lists of apt are kept so) and packs blocks (the last report of each computer is kept so).
// After the published format descriptions: LZ4 frame format 1.6 and block format. Checksums are not verified: what is read
// is taken apart by a capped reader anyway.
#ifndef BOLWERK_LZ4_H
#define BOLWERK_LZ4_H

#include "err.h"
#include "text.h"

// Unpacks a frame and hands the bytes over in pieces, in order; stops early when take gives false (which is no error).
// Fails on a damaged frame or when more than max bytes come out.
bool lz4_read_frame(struct arena *a, struct text in, size_t max, bool (*take)(void *arg, struct text piece), void *arg, struct err *e);

// Unpacks one block into exactly n bytes at out.
bool lz4_read_block(struct text in, char *out, size_t n, struct err *e);

// Packs t into a block. The result lives in the arena.
struct text lz4_pack_block(struct arena *a, struct text t);

#endif
