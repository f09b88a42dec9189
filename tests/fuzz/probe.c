// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as a file that a probe reads. The first line of the input names the file (below the root, no ..); the rest is its content.
// All probes run over that one-file tree: whatever stands there, they come back, and the report is one that ingest takes.
#include "../../src/core/firm.h"
#include "../../src/core/ingest.h"
#include "../../src/probe/report.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static char root[] = "/tmp/bolwerk-fuzz-XXXXXX";

static void gone(void)
{
	rmdir(root);
}

// Makes the parents of a path below the root.
static void parents(char *path)
{
	for (char *s = strchr(path + strlen(root) + 1, '/'); s; s = strchr(s + 1, '/')) {
		*s = 0;
		mkdir(path, 0755);
		*s = '/';
	}
}

// Removes the file and what of its parents is empty.
static void tidy(char *path)
{
	unlink(path);
	for (char *s = strrchr(path, '/'); s && (size_t)(s - path) > strlen(root); s = strrchr(path, '/')) {
		*s = 0;
		if (rmdir(path))
			break;
	}
}

static bool one_file(const struct text name, const struct text content, char **ret)
{
	if (!name.n || name.n > 200 || name.p[0] != '/' || text_has(name, "..") || text_has(name, "//") || text_ends(name, "/") || !text_clean(name))
		return false;
	if (asprintf(ret, "%s%.*s", root, (int)name.n, name.p) < 0)
		abort();
	parents(*ret);
	int fd = open(*ret, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return false;
	bool good = write(fd, content.p, content.n) == (ssize_t)content.n;
	close(fd);
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *keep;
	static struct db *d;
	struct err e = {0};
	if (!d) {
		keep = arena_new();
		d = firm_open(keep, ":memory:", NULL, &e);
		if (!d || !mkdtemp(root))
			abort();
		atexit(gone);
	}
	struct text content = {(const char *)p, n}, name;
	char *path = NULL;
	if (text_line(&content, &name) && one_file(name, content, &path)) {
		struct arena *a = arena_new();
		struct report_options o = {.root = root, .now = 1795300000};
		struct buf *report;
		struct ingest_result r;
		if (!report_make(a, &o, &report, &e) || !ingest_report(d, (struct text){report->p, report->n}, 0, 1795300000, &r, &e)) {
			fprintf(stderr, "%s\n", e.text);
			abort();
		}
		arena_free(a);
	}
	if (path)
		tidy(path);
	free(path);
	return 0;
}
