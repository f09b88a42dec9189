// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk controls: the catalogue, in the language that is asked.
#include "../base/clock.h"
#include "../core/firm.h"
#include "../draw/draw.h"
#include "cmd.h"
#include "share/output.h"

#include <string.h>

static int cmd_controls_run(int argc, char **argv);
const struct cmd cmd_controls = {
	"controls", "[--format text|json] [--lang en|nl|fr|de] [--only TOPIC|ID]", "Lists the 113 measures.", cmd_controls_run};

static int cmd_controls_run(int argc, char **argv)
{
	const char *format = "text", *lang = say_environment(), *only = NULL;
	const struct cmd_option options[] = {{"format", &format, NULL}, {"lang", &lang, NULL}, {"only", &only, NULL}, {0}};
	struct err e = {0};
	if (!cmd_options(&cmd_controls, argc, argv, options, NULL, 0, NULL))
		return CMD_USAGE;
	bool json = strcmp(format, "json") == 0;
	if (!say_knows(lang) || (!json && strcmp(format, "text") != 0)) {
		cmd_wrong(&cmd_controls, "this is not known:", say_knows(lang) ? format : lang);
		return CMD_USAGE;
	}
	struct arena *a = arena_new();
	struct db *d = db_open(a, ":memory:", NULL, &e);
	bool good = d != NULL;
	if (good) {
		struct draw w = {.d = d, .a = a, .say = {d, a, lang, clock_now()}, .only = only, .columns = 80};
		struct buf *b = buf_new(a, (size_t)64 << 20);
		(json ? draw_controls_json : draw_controls_text)(&w, b);
		good = output_write(NULL, b, &e);
	}
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_controls, &e);
}
