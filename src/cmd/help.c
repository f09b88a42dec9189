// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk help: the commands, one line each.
#include "cmd.h"

#include <stdio.h>

static int cmd_help_run(int argc, char **argv);
const struct cmd cmd_help = {"help", "", "Prints this list.", cmd_help_run};

static int cmd_help_run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("Bolwerk measures a small company against the 113 measures of the Belgian guide.\n\nusage: bolwerk COMMAND [OPTION…]\n");
	for (const struct cmd *const *c = cmd_all(); *c; c++)
		printf("  %-10s %s\n", (*c)->name, (*c)->what);
	// Programs of their own beside this one (docs: "Programs" in doc/architecture.md).
	puts("  serve      Serves the web application: overview, questions, records, people.\n"
	     "  mail       Sends the messages that wait, and reminders.\n"
	     "  collect    Looks at your network, or at your domain from outside.\n"
	     "  watch      Reads logs and tells what rules find in them.\n"
	     "  map        Works out the map of your networks; the page /map shows it.");
	puts("\n`bolwerk COMMAND --help` tells the options of a command.\n"
	     "Exit status: 0 done, 1 gaps found and --fail-on gap asked, 2 wrong usage, 3 could not run.");
	return CMD_DONE;
}
