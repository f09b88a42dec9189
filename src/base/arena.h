// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Memory of one job: everything that a request or run allocates lives in one arena and ends with it.
// Running out of memory aborts, so callers have no such path. Not for memory that outlives its job.
#ifndef BOLWERK_ARENA_H
#define BOLWERK_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __MINGW32__
#define PRINTF_LIKE(f, a) __attribute__((format(gnu_printf, f, a)))
#else
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#endif

struct arena;

// A point in an arena to go back to with arena_rewind.
struct arena_mark {
	void *chunk;
	size_t used;
};

// Makes an empty arena; the caller ends it with arena_free.
struct arena *arena_new(void);

// Runs what was deferred, last first, then gives all memory back. NULL is allowed.
void arena_free(struct arena *a);

// Gives n zeroed bytes, aligned for any type, that live as long as the arena.
void *arena_alloc(struct arena *a, size_t n);

// Gives n bytes aligned for any type and not zeroed.
void *arena_raw(struct arena *a, size_t n);

// Copies a string, or the first n bytes of one; the copy ends in NUL.
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);

// Formats as printf does, into the arena.
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

// Calls fn(arg) when the arena ends: closes statements, descriptors, buffers.
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

// Remembers how full the arena is; arena_rewind makes it as full as that again (nothing may be deferred in between).
struct arena_mark arena_mark(struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);

#endif
