// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk backup: the whole of the firm in one file, safe while others go on writing.
#include "../base/clock.h"
#include "../base/sandbox.h"
#include "../core/backup.h"
#include "../core/firm.h"
#include "cmd.h"

#include <stdio.h>

static int cmd_backup_run(int argc, char **argv);
const struct cmd cmd_backup = {"backup", "[--db FILE] FILE", "Makes a backup of everything in one file; safe while Bolwerk runs.", cmd_backup_run};

static int cmd_backup_run(int argc, char **argv)
{
	const char *db = NULL, *file = NULL;
	const struct cmd_option options[] = {{"db", &db, NULL}, {0}};
	struct err e = {0};
	int n = 0;
	int64_t got = 0;
	if (!cmd_options(&cmd_backup, argc, argv, options, &file, 1, &n))
		return CMD_USAGE;
	if (!n) {
		cmd_wrong(&cmd_backup, "a file is missing behind", "backup");
		return CMD_USAGE;
	}
	struct arena *a = arena_new();
	const char *path = db ? db : firm_path(a, &e);
	// It may read and write where who started it may, but needs no network and no other program.
	bool good = path && sandbox_enter(SANDBOX_LOOK, NULL, &e) && backup_write(path, file, clock_now(), &got, &e);
	// When the last one was made is shown on the page of Bolwerk itself. A backup that cannot tell it is a backup all the same.
	struct db *d = good ? firm_open(a, path, NULL, &e) : NULL;
	if (d)
		db_do(d, NULL, "INSERT OR REPLACE INTO setting VALUES('last_backup_at', ?1)", "s", arena_printf(a, "%lld", (long long)clock_now()));
	if (good)
		printf("%s: %lld KiB. It holds hashes of passwords: keep it where only you can read it.\n", file, (long long)(got + 1023) / 1024);
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_backup, &e);
}
