// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk restore: puts a backup back; the present files are kept aside.
#include "../base/clock.h"
#include "../base/sandbox.h"
#include "../core/backup.h"
#include "../core/firm.h"
#include "cmd.h"

#include <stdio.h>

static int cmd_restore_run(int argc, char **argv);
const struct cmd cmd_restore = {"restore", "[--db FILE] FILE", "Puts a backup back; the present files are kept aside.", cmd_restore_run};

static int cmd_restore_run(int argc, char **argv)
{
	const char *db = NULL, *file = NULL;
	const struct cmd_option options[] = {{"db", &db, NULL}, {0}};
	struct err e = {0};
	int n = 0;
	int64_t got = 0;
	if (!cmd_options(&cmd_restore, argc, argv, options, &file, 1, &n))
		return CMD_USAGE;
	if (!n) {
		cmd_wrong(&cmd_restore, "a file is missing behind", "restore");
		return CMD_USAGE;
	}
	struct arena *a = arena_new();
	const char *path = db ? db : firm_path(a, &e);
	// It may read and write where who started it may, but needs no network and no other program.
	bool good = path && sandbox_enter(SANDBOX_LOOK, NULL, &e) && backup_restore(file, path, clock_now(), &got, &e);
	if (good)
		printf("The backup of %s is in place. What was there is kept as *.before-restore-*.\n", clock_iso(a, got));
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_restore, &e);
}
