// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk probe: looks at this computer (or a tree of files) and writes the report. It judges nothing and needs no database.
#include "../probe/report.h"
#include "../base/clock.h"
#include "cmd.h"
#include "share/output.h"

static int cmd_probe_run(int argc, char **argv);
const struct cmd cmd_probe = {"probe", "[--root DIR] [--output FILE] [--record DIR] [--deep] [--now TIME]",
	"Looks at this computer and writes a report (JSON lines).", cmd_probe_run};

static int cmd_probe_run(int argc, char **argv)
{
	struct report_options o = {0};
	const char *output = NULL, *now = NULL;
	const struct cmd_option options[] = {
		{"root", &o.root, NULL}, {"output", &output, NULL}, {"record", &o.record, NULL}, {"now", &now, NULL}, {"deep", NULL, &o.deep}, {0}};
	struct err e = {0};
	if (!cmd_options(&cmd_probe, argc, argv, options, NULL, 0, NULL))
		return CMD_USAGE;
	if (now && !clock_read_iso(text_of(now), &o.now)) {
		cmd_wrong(&cmd_probe, "a time is written as 2026-11-21 or 2026-11-21T10:20:30, not", now);
		return CMD_USAGE;
	}
	struct arena *a = arena_new();
	struct buf *report;
	bool good = report_make(a, &o, &report, &e) && output_write(output, report, &e);
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_probe, &e);
}
