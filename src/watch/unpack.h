// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Bytes as they were before gzip or zstd packed them; plain ones as they are. Which it is, the first bytes tell; members and frames come one after another. Memory: a window of
// at most 32 MB (zstd), whatever comes out.
#ifndef BOLWERK_UNPACK_H
#define BOLWERK_UNPACK_H

#include <stddef.h>
#include <stdint.h>

struct unpack;

// Brings up to n packed bytes; 0 at the end.
typedef size_t unpack_fetch(void *arg, void *p, size_t n);

// Makes one, for one file after another; NULL when there is no memory. unpack_free: NULL is allowed. unpack_start: a new file comes.
struct unpack *unpack_new(void);
void unpack_free(struct unpack *u);
void unpack_start(struct unpack *u);

// Up to n bytes (at least 64); 0 at the end, or when something is wrong.
size_t unpack_read(struct unpack *u, unpack_fetch *fetch, void *arg, void *p, size_t n);

// What was wrong with the file, as a piece of a sentence; NULL: nothing.
const char *unpack_wrong(const struct unpack *u);

// How many bytes of the file came out.
int64_t unpack_given(const struct unpack *u);

#endif
