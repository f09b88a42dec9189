// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /register/{register}/paste: lines pasted from a spreadsheet: all of them, or none and a list of what is wrong.
#include "../list.h"

#include <string.h>

static const struct field fields[] = {	{.name = "register", .type = FIELD_TEXT, .min = 1, .max = 60},
	{.name = "lines", .type = FIELD_LONG, .min = 1, .max = (int64_t)200 * 1024}, {0}};

#define SHOWN_MAX 12 // errors that are told at once

// One sentence for all that is wrong: "line 3, Date: …".
static void tell(struct job *j, const struct register_form *f, const struct register_error *x)
{
	struct buf *b = buf_new(j->a, 8192);
	const char *line = say_word(&j->say, "Line");
	for (int n = 0; x && n < SHOWN_MAX; x = x->next, n++) {
		const char *label = NULL;
		for (size_t i = 0; i < f->n; i++)
			label = strcmp(f->field[i].name, x->field) == 0 ? f->field[i].label : label;
		buf_printf(b, "%s%s %lld%s%s: %s.", n ? " " : "", line, (long long)x->line, label ? ", " : "", label ? label : "", say_text(&j->say, "", x->why));
	}
	job_refuse_kept(j, "lines", b->p);
}

static bool run(struct job *j)
{
	struct err e = {0};
	struct register_pasted p = {0};
	const struct register_form *f = list_form(j);
	if (!f)
		return false;
	if (!register_paste(&j->say, f, text_of(job_text(j, "lines")), j->who.name, j->now, &p, &e))
		return job_failed(j, &e);
	if (p.errors) {
		tell(j, f, p.errors);
		return job_refuse(j, NULL, "Nothing was added yet. Look at what is wrong, and try again.");
	}
	list_done(j, f, 0);
	j->say_done = *p.ignored ? say_keep(j->a, "{1} of {2} lines were added. Columns that we do not know: {3}", "iis", p.added, p.lines, p.ignored)
				 : say_keep(j->a, "{1} of {2} lines were added. The rest stood there already.", "ii", p.added, p.lines);
	return true;
}

const struct action action_register_paste = {.path = "/register/{register}/paste", .may = ROLE_WRITER, .page = "/register/{register}/paste", .fields = fields, .run = run};
