// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where commands write to; see output.h.
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <io.h>
#define isatty _isatty
#else
#include <unistd.h>
#endif

static bool failed(struct err *e, const char *path)
{
	return err_set(e, "\"%s\" cannot be written: %s", path ? path : "standard output", strerror(errno));
}

static bool fill(FILE *f, const struct buf *b)
{
	bool good = fwrite(b->p, 1, b->n, f) == b->n && fflush(f) == 0;
#ifndef _WIN32
	good = good && (f == stdout || fsync(fileno(f)) == 0);
#endif
	return good;
}

bool output_write(const char *path, const struct buf *b, struct err *e)
{
	if (b->over)
		return err_set(e, "the result is too large to write");
	if (!path)
		return fill(stdout, b) || failed(e, path);
	struct arena *a = arena_new();
	char *fresh = arena_printf(a, "%s.new", path);
	FILE *f = fopen(fresh, "wb");
	bool good = f && fill(f, b);
	if (f && fclose(f))
		good = false;
#ifdef _WIN32
	if (good)
		remove(path);
#endif
	good = (good && rename(fresh, path) == 0) || failed(e, path);
	if (!good && f)
		remove(fresh);
	arena_free(a);
	return good;
}

bool output_terminal(void)
{
	return isatty(1);
}

bool output_watched(void)
{
	return isatty(2);
}
