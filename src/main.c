// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Finds the command that argv[1] names: built in (src/cmd), or a sibling program bolwerk-NAME beside this one. Nothing else.
#include "cmd/cmd.h"
#include "cmd_table.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "help";
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	if (strcmp(name, "--version") == 0)
		name = "version";
	for (const struct cmd *const *c = cmd_table; *c; c++)
		if (strcmp((*c)->name, name) == 0)
			return (*c)->run(argc > 1 ? argc - 1 : argc, argc > 1 ? argv + 1 : argv);
	int status = cmd_sibling(argv);
	if (status >= 0)
		return status;
	fprintf(stderr, "bolwerk: there is no command \"%s\"; `bolwerk help` lists them\n", name);
	return CMD_USAGE;
}

const struct cmd *const *cmd_all(void)
{
	return cmd_table;
}
