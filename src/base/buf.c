// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Growing strings; see buf.h.
#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void buf_end(void *arg)
{
	struct buf *b = arg;
	free(b->p);
	b->p = NULL;
}

struct buf *buf_new(struct arena *a, size_t max)
{
	struct buf *b = arena_alloc(a, sizeof *b);
	b->max = max;
	b->cap = 256;
	b->p = malloc(b->cap);
	if (!b->p)
		abort();
	b->p[0] = 0;
	arena_defer(a, buf_end, b);
	return b;
}

static bool room(struct buf *b, size_t n)
{
	if (b->over || n > b->max - b->n) {
		b->over = true;
		return false;
	}
	if (b->n + n + 1 > b->cap) {
		size_t cap = b->cap * 2 > b->n + n + 1 ? b->cap * 2 : b->n + n + 1;
		char *p = realloc(b->p, cap);
		if (!p)
			abort();
		b->p = p;
		b->cap = cap;
	}
	return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (!n || !room(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = 0;
}

void buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n > 0 && room(b, (size_t)n)) {
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

void buf_html(struct buf *b, const char *s)
{
	for (;;) {
		size_t n = strcspn(s, "&<>\"'");
		buf_add(b, s, n);
		switch (s[n]) {
		case 0: return;
		case '&': buf_str(b, "&amp;"); break;
		case '<': buf_str(b, "&lt;"); break;
		case '>': buf_str(b, "&gt;"); break;
		case '"': buf_str(b, "&quot;"); break;
		default: buf_str(b, "&#39;");
		}
		s += n + 1;
	}
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
	b->p[0] = 0;
}
