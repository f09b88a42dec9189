// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk version: the version of the program.
#include "../base/version.h"
#include "cmd.h"

#include <stdio.h>

static int cmd_version_run(int argc, char **argv);
const struct cmd cmd_version = {"version", "", "Prints the version.", cmd_version_run};

static int cmd_version_run(int argc, char **argv)
{
	static const struct cmd_option none[] = {{0}};
	if (!cmd_options(&cmd_version, argc, argv, none, NULL, 0, NULL))
		return CMD_USAGE;
	puts("bolwerk " BOLWERK_VERSION);
	return CMD_DONE;
}
