// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Memory of one job; see arena.h. Chunks double up to 1 MiB, so that a small run stays small and a big one has few chunks.
#include "arena.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CHUNK ((size_t)16 * 1024)
#define LAST_CHUNK ((size_t)1024 * 1024)
#define ALIGN 16u

struct chunk {
	struct chunk *before;
	size_t size, used;
	_Alignas(16) unsigned char bytes[];
};

struct deferred {
	struct deferred *before;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct chunk *chunk;
	struct deferred *deferred;
	size_t next_size;
};

static void *or_die(void *p)
{
	if (!p) {
		fputs("bolwerk: out of memory\n", stderr);
		abort();
	}
	return p;
}

struct arena *arena_new(void)
{
	struct arena *a = or_die(calloc(1, sizeof *a));
	a->next_size = FIRST_CHUNK;
	return a;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct deferred *d = a->deferred; d;) {
		struct deferred *before = d->before;
		d->fn(d->arg);
		free(d);
		d = before;
	}
	for (struct chunk *c = a->chunk; c;) {
		struct chunk *before = c->before;
		free(c);
		c = before;
	}
	free(a);
}

static void grow(struct arena *a, size_t n)
{
	size_t size = a->next_size > n ? a->next_size : n;
	struct chunk *c = or_die(malloc(sizeof *c + size));
	c->before = a->chunk;
	c->size = size;
	c->used = 0;
	a->chunk = c;
	if (a->next_size < LAST_CHUNK)
		a->next_size *= 2;
}

void *arena_raw(struct arena *a, size_t n)
{
	assert(n < SIZE_MAX / 2);
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!a->chunk || a->chunk->size - a->chunk->used < n)
		grow(a, n);
	void *p = a->chunk->bytes + a->chunk->used;
	a->chunk->used += n;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(arena_raw(a, n), 0, n);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_raw(a, n + 1);
	if (n)
		memcpy(p, s, n);
	p[n] = 0;
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	assert(n >= 0);
	char *p = arena_raw(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d = or_die(malloc(sizeof *d));
	d->before = a->deferred;
	d->fn = fn;
	d->arg = arg;
	a->deferred = d;
}

struct arena_mark arena_mark(struct arena *a)
{
	return (struct arena_mark){a->chunk, a->chunk ? a->chunk->used : 0};
}

void arena_rewind(struct arena *a, struct arena_mark m)
{
	while (a->chunk && a->chunk != m.chunk) {
		struct chunk *before = a->chunk->before;
		free(a->chunk);
		a->chunk = before;
	}
	if (a->chunk)
		a->chunk->used = m.used;
}
