// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk facts: the data dictionary, made from data/fact; doc/facts.md is its output.
#include "../base/clock.h"
#include "../db/db.h"
#include "cmd.h"
#include "share/output.h"

#include <stdio.h>

static int cmd_facts_run(int argc, char **argv);
const struct cmd cmd_facts = {"facts", "", "Prints the data dictionary: every fact table and its columns.", cmd_facts_run};

static void columns(struct db *d, struct buf *b, const char *fact)
{
	struct rows r = db_rows(d,
		"SELECT name, type, required, key, moves, kept, doc FROM cat.fact_column WHERE fact=?1 AND position>2 ORDER BY position", "s", fact);
	buf_str(b, "| column | type | meaning |\n|---|---|---|\n");
	while (rows_next(&r, NULL))
		buf_printf(b, "| %s%s | %s%s | %s%s |\n", rows_text(&r, 0), rows_int(&r, 3) ? " (key)" : "", rows_text(&r, 1),
			rows_int(&r, 2) ? ", always there" : "", rows_text(&r, 6),
			rows_int(&r, 4)           ? " Moves by itself: no change is logged."
				: rows_int(&r, 5) ? " Kept from the first report that had it."
						  : "");
}

static int cmd_facts_run(int argc, char **argv)
{
	static const struct cmd_option none[] = {{0}};
	struct err e = {0};
	if (!cmd_options(&cmd_facts, argc, argv, none, NULL, 0, NULL))
		return CMD_USAGE;
	struct arena *a = arena_new();
	struct db *d = db_open(a, ":memory:", NULL, &e);
	bool good = d != NULL;
	if (good) {
		struct buf *b = buf_new(a, (size_t)16 << 20);
		buf_str(b,
			"# Data dictionary\n\nMade by `bolwerk facts` from data/fact. Every table begins with `asset` (the computer) and `source` (who reported the row).\n"
			"Columns `…_at` are seconds since 1970 in UTC, `…_on` are dates as YYYY-MM-DD; 1 is yes, 0 is no, NULL is not known.\n");
		struct rows r = db_rows(d, "SELECT name, kind, doc FROM cat.fact ORDER BY name", "");
		while (rows_next(&r, NULL)) {
			buf_printf(b, "\n## %s\n\nOne row: %s. %s\n\n", rows_text(&r, 0), rows_text(&r, 2),
				rows_text(&r, 1)[0] == 'e' ? "Rows are added and stay (event)." : "A report replaces it (snapshot).");
			columns(d, b, rows_text(&r, 0));
		}
		good = output_write(NULL, b, &e);
	}
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_facts, &e);
}
