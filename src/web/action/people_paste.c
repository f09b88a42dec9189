// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /people/paste: the staff list out of a payroll program. First it is only tried, and what would change is shown; with "sure" it is kept.
#include "../../core/register.h"
#include "../member.h"

#define NAMES_SHOWN 40

static const struct field fields[] = {{.name = "csv", .type = FIELD_LONG, .min = 1, .max = 400000}, {.name = "sure", .type = FIELD_BOOL, .optional = true}, {0}};

static bool wrong_lines(struct job *j, const struct register_pasted *p)
{
	const char *all = "";
	int n = 0;
	for (const struct register_error *x = p->errors; x && n < 8; x = x->next, n++) {
		const char *why = say_text(&j->say, "", x->why);
		all = arena_printf(j->a, "%s%s%s", all, *all ? " · " : "",
			x->line ? say_text(&j->say, "", say_keep(j->a, "Line {1}: {2}", "is", x->line, why)) : why);
	}
	return job_refuse_kept(j, "csv", say_keep(j->a, "{1}", "s", all));
}

// The names that a select gives, a few of them, under the name of a row on the page.
static void names(struct job *j, const char *row, struct rows r)
{
	const char *all = "";
	int n = 0;
	for (; rows_next(&r, NULL); n++)
		if (n < NAMES_SHOWN)
			all = arena_printf(j->a, "%s%s%s", all, n ? ", " : "", rows_text(&r, 0));
	rows_end(&r);
	if (n > NAMES_SHOWN)
		all = arena_printf(j->a, "%s …", all);
	if (n)
		job_refuse_kept(j, row, say_keep(j->a, "{1}: {2}", "is", (int64_t)n, all));
}

// Refused on purpose: the transaction goes back, the page shows what would have come of it.
static bool preview(struct job *j, const struct register_pasted *p, int64_t last)
{
	names(j, "added", db_rows(j->d, "SELECT name FROM member WHERE id>?1 ORDER BY name", "i", last));
	names(j, "changed", db_rows(j->d, "SELECT m.name FROM member m JOIN temp.paste_before b ON b.id=m.id WHERE b.version<>m.version ORDER BY m.name", ""));
	names(j, "same", db_rows(j->d, "SELECT m.name FROM member m JOIN temp.paste_before b ON b.id=m.id WHERE b.version=m.version AND m.left_on IS NULL ORDER BY m.name", ""));
	if (*p->ignored)
		job_refuse_kept(j, "ignored", say_keep(j->a, "{1}", "s", p->ignored));
	return job_refuse(j, NULL, p->added || p->changed ? "Nothing is saved yet. Look at what would change." : "Nothing is new in this list.");
}

// Who has a last day by this list comes in no more from then on, as on the page of one person.
static bool close_accounts(struct job *j)
{
	struct rows r = db_rows(j->d, "SELECT m.id, m.left_on FROM member m JOIN temp.paste_before b ON b.id=m.id WHERE b.version<>m.version AND m.left_on IS NOT NULL", "");
	bool good = true;
	while (good && rows_next(&r, NULL))
		good = member_close(j, rows_int(&r, 0), arena_strdup(j->a, rows_text(&r, 1)));
	rows_end(&r);
	return good || (!j->failed && job_refuse(j, "csv", "This is the last owner. Make another owner first."));
}

static bool run(struct job *j)
{
	struct err e = {0};
	struct register_pasted p;
	struct register_form *f = register_form(&j->say, "staff-list");
	int64_t last = db_int(j->d, "SELECT max(id) FROM member", 0, "");
	bool begun = f && db_do(j->d, &e, "CREATE TEMP TABLE IF NOT EXISTS paste_before(id INTEGER PRIMARY KEY, version INTEGER)", "") &&
		db_do(j->d, &e, "DELETE FROM temp.paste_before", "") && db_do(j->d, &e, "INSERT INTO temp.paste_before SELECT id, version FROM member", "");
	if (!begun || !register_paste(&j->say, f, text_of(job_text(j, "csv")), j->who.name, j->now, &p, &e))
		return job_failed(j, &e);
	if (p.errors)
		return wrong_lines(j, &p);
	if (!job_int(j, "sure"))
		return preview(j, &p, last);
	if (!close_accounts(j))
		return false;
	j->judge = true;
	j->to = "/people";
	j->thing = arena_printf(j->a, "+%lld, %lld", (long long)p.added, (long long)p.changed);
	j->say_done = say_keep(j->a, "Saved: {1} new, {2} changed.", "ii", p.added, p.changed);
	return true;
}

const struct action action_people_paste = {.path = "/people/paste", .may = ROLE_OWNER, .fields = fields, .run = run};
