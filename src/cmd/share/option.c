// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Options of commands, and the way to a sibling program; see cmd.h.
#include "../cmd.h"
#include "../../base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef _WIN32
#include <unistd.h>
#endif

bool cmd_wrong(const struct cmd *c, const char *what, const char *which)
{
	fprintf(stderr, "bolwerk %s: %s \"%s\"\nusage: bolwerk %s %s\n", c->name, what, which, c->name, c->usage);
	return false;
}

bool cmd_whole(const struct cmd *c, const char *option, const char *text, int64_t least, int64_t most, int64_t *ret)
{
	struct err e = {0};
	if (!text || (text_int(text_of(text), 10, ret) && *ret >= least && *ret <= most))
		return true;
	err_set(&e, "--%s takes a whole number from %lld to %lld, not", option, (long long)least, (long long)most);
	return cmd_wrong(c, e.text, text);
}

// Finds the option that a word names; *ret_value is what stands behind an equals sign.
static const struct cmd_option *find(const struct cmd_option *o, const char *word, const char **ret_value)
{
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	for (; o->name; o++)
		if (strlen(o->name) == n && memcmp(o->name, word, n) == 0) {
			*ret_value = equals ? equals + 1 : NULL;
			return o;
		}
	return NULL;
}

bool cmd_options(const struct cmd *c, int argc, char **argv, const struct cmd_option *o, const char **ret_words, int max, int *ret_n)
{
	int n = 0;
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i], *value = NULL;
		if (strcmp(word, "--help") == 0) {
			printf("usage: bolwerk %s %s\n%s\n", c->name, c->usage, c->what);
			exit(CMD_DONE);
		}
		if (strncmp(word, "--", 2) != 0 || !word[2]) {
			if (n >= max)
				return cmd_wrong(c, "this is one word too many:", word);
			ret_words[n++] = word;
			continue;
		}
		const struct cmd_option *found = find(o, word + 2, &value);
		if (!found)
			return cmd_wrong(c, "there is no option", word);
		if (found->flag) {
			if (value)
				return cmd_wrong(c, "this option takes no value:", word);
			*found->flag = true;
		} else if (value || i + 1 < argc)
			*found->value = value ? value : argv[++i];
		else
			return cmd_wrong(c, "a value is missing behind", word);
	}
	if (ret_n)
		*ret_n = n;
	return true;
}

int cmd_fail(const struct cmd *c, const struct err *e)
{
	fprintf(stderr, "bolwerk %s: %s\n", c->name, e->text);
	return CMD_FAILED;
}

#ifdef _WIN32
int cmd_sibling(char **argv)
{
	(void)argv;
	return -1;
}
#else
int cmd_sibling(char **argv)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *name = argv[1];
	if (n <= 0 || !name || strspn(name, "abcdefghijklmnopqrstuvwxyz") != strlen(name))
		return -1;
	self[n] = 0;
	char *path = NULL;
	if (asprintf(&path, "%s-%s", self, name) < 0)
		return -1;
	execv(path, argv + 1);
	free(path);
	return -1;
}
#endif
