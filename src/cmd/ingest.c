// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk ingest: takes a report that a probe made (here or on another computer) into the database and judges anew.
#include "../base/buf.h"
#include "../base/clock.h"
#include "../core/firm.h"
#include "../core/ingest.h"
#include "../core/judge.h"
#include "../core/letter.h"
#include "cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define REPORT_MAX ((size_t)64 << 20)

static int cmd_ingest_run(int argc, char **argv);
const struct cmd cmd_ingest = {"ingest", "[--db FILE] [--asset ID] [--now TIME] [REPORT]",
	"Takes a report into the database (from a file or standard input).", cmd_ingest_run};

static bool read_report(struct arena *a, const char *path, struct text *ret, struct err *e)
{
	FILE *f = path && strcmp(path, "-") != 0 ? fopen(path, "rb") : stdin;
	if (!f)
		return err_set(e, "\"%s\" cannot be read: %s", path, strerror(errno));
	struct buf *b = buf_new(a, REPORT_MAX + 1);
	char part[65536];
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0 && !b->over;)
		buf_add(b, part, n);
	bool bad = ferror(f);
	if (f != stdin)
		fclose(f);
	*ret = (struct text){b->p, b->n};
	if (bad)
		return err_set(e, "\"%s\" cannot be read: %s", path ? path : "standard input", strerror(errno));
	return !b->over || err_set(e, "the report is refused: it is larger than %zu MiB", REPORT_MAX >> 20);
}

static int cmd_ingest_run(int argc, char **argv)
{
	const char *db = NULL, *asset = NULL, *now = NULL, *file = NULL;
	const struct cmd_option options[] = {{"db", &db, NULL}, {"asset", &asset, NULL}, {"now", &now, NULL}, {0}};
	struct err e = {0};
	int n = 0;
	int64_t at = clock_now(), id = 0;
	if (!cmd_options(&cmd_ingest, argc, argv, options, &file, 1, &n))
		return CMD_USAGE;
	if ((now && !clock_read_iso(text_of(now), &at)) || (asset && (!text_int(text_of(asset), 10, &id) || id < 1))) {
		cmd_wrong(&cmd_ingest, "this value makes no sense:", now ? now : asset);
		return CMD_USAGE;
	}
	struct arena *a = arena_new();
	struct text report = {"", 0};
	struct ingest_result r;
	const char *path = db ? db : firm_path(a, &e);
	struct db *d = path && read_report(a, n ? file : NULL, &report, &e) ? firm_open(a, path, NULL, &e) : NULL;
	bool good = d && ingest_report(d, report, id, at, &r, &e) && judge_all(d, at, &e) && letter_measure(d, r.asset, at, &e);
	if (good)
		printf("computer %lld: %lld rows, %lld changes, %lld left out\n", (long long)r.asset, (long long)r.rows, (long long)r.changes,
			(long long)r.ignored);
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_ingest, &e);
}
