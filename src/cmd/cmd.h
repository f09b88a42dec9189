// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The contract of a command: src/cmd/NAME.c defines cmd_NAME. To add one, drop the file and run make.
#ifndef BOLWERK_CMD_H
#define BOLWERK_CMD_H

#include "../base/err.h"

#include <stdint.h>

enum { CMD_DONE = 0, CMD_GAPS = 1, CMD_USAGE = 2, CMD_FAILED = 3 }; // exit status

struct cmd {
	const char *name;
	const char *usage; // what stands behind the name
	const char *what;  // one line for help
	int (*run)(int argc, char **argv);
};

// An option of a command: --name VALUE or --name=VALUE when value is set, else --name sets flag.
struct cmd_option {
	const char *name;
	const char **value;
	bool *flag;
};

// Reads options (the list ends with a NULL name) and the words that are none (at most max; NULL: none allowed). On an error it prints one line
// with the usage to standard error and gives false: return CMD_USAGE then. --help prints the usage and ends the program.
bool cmd_options(const struct cmd *c, int argc, char **argv, const struct cmd_option *o, const char **ret_words, int max, int *ret_n);

// Prints what is wrong with an option, with the usage, to standard error; gives false: return CMD_USAGE.
bool cmd_wrong(const struct cmd *c, const char *what, const char *which);

// Reads the whole number behind --option; NULL: it was not given, and *ret stays. Out of bounds it prints what is wrong as cmd_wrong does.
bool cmd_whole(const struct cmd *c, const char *option, const char *text, int64_t least, int64_t most, int64_t *ret);

// Prints "bolwerk NAME: sentence" to standard error and gives CMD_FAILED.
int cmd_fail(const struct cmd *c, const struct err *e);

// All built-in commands, ended by NULL.
const struct cmd *const *cmd_all(void);

// Runs bolwerk-NAME from the folder of this program; does not come back on success, -1 when there is none.
int cmd_sibling(char **argv);

#endif
