// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Lists pasted from a spreadsheet or a payroll office, and lists that people take with them; see register.h.
#include "csv.h"
#include "firm.h"
#include "register.h"
#include "../base/json.h"

#include <string.h>

#define EXPORT_MAX ((size_t)64 << 20)

// A paste at work.
struct paste {
	const struct say *s;
	const struct register_form *f;
	struct csv csv;
	int field[CSV_CELLS_MAX]; // the field of each column, -1 for none
	size_t columns;
	struct buf *bodies; // JSON array of the bodies
	struct register_pasted *ret;
	struct register_error **last;
	int errors;
};

static void wrong(struct paste *p, int64_t line, const char *field, const char *why)
{
	if (p->errors++ >= REGISTER_ERRORS_MAX)
		return;
	*p->last = arena_alloc(p->s->a, sizeof **p->last);
	**p->last = (struct register_error){field, why, line, NULL};
	p->last = &(*p->last)->next;
}

// The field that a column's name means; -1 for none.
static int field_of(const struct paste *p, struct text title)
{
	const char *name = db_text(p->s->d, p->s->a,
		"SELECT substr(field, 7) FROM cat.register_text WHERE register=?1 AND field LIKE 'label.%' AND (text=?2 COLLATE NOCASE OR field='label.' || lower(?2)) LIMIT 1",
		"st", p->f->id, title);
	for (size_t i = 0; name && i < p->f->n; i++)
		if (strcmp(p->f->field[i].name, name) == 0)
			return (int)i;
	return -1;
}

static void header(struct paste *p)
{
	struct text cell[CSV_CELLS_MAX];
	bool seen[REGISTER_FIELDS_MAX] = {false};
	size_t n = 0, known = 0;
	struct buf *ignored = buf_new(p->s->a, 4096);
	p->ret->ignored = "";
	if (csv_row(&p->csv, p->s->a, cell, &n))
		p->columns = n < CSV_CELLS_MAX ? n : CSV_CELLS_MAX;
	for (size_t i = 0; i < p->columns; i++) {
		int f = p->field[i] = cell[i].n <= 100 && text_clean(cell[i]) ? field_of(p, cell[i]) : -1;
		if (f < 0 && cell[i].n && cell[i].n <= 100 && text_clean(cell[i]))
			buf_printf(ignored, "%s%.*s", ignored->n ? ", " : "", (int)cell[i].n, cell[i].p);
		else if (f >= 0 && seen[f])
			wrong(p, p->csv.line, p->f->field[f].name, say_keep(p->s->a, "The column {1} stands twice", "s", p->f->field[f].label));
		else if (f >= 0)
			known += seen[f] = true;
	}
	if (ignored->n)
		p->ret->ignored = ignored->p;
	if (!known) {
		wrong(p, 1, "", say_keep(p->s->a, "The first line must name the columns", ""));
		return;
	}
	for (size_t i = 0; i < p->f->n; i++)
		if (p->f->field[i].required && !seen[i])
			wrong(p, p->csv.line, p->f->field[i].name, say_keep(p->s->a, "The column {1} is missing", "s", p->f->field[i].label));
}

static void line(struct paste *p, const struct text *cell, size_t n)
{
	struct register_value v[CSV_CELLS_MAX];
	size_t count = 0;
	const char *body;
	struct register_error *errors = NULL;
	for (size_t i = 0; i < n && i < p->columns; i++)
		if (p->field[i] >= 0)
			v[count++] = (struct register_value){p->f->field[p->field[i]].name, cell[i]};
	for (size_t i = p->columns; i < n && i < CSV_CELLS_MAX; i++)
		if (cell[i].n) {
			wrong(p, p->csv.line, "", say_keep(p->s->a, "This line has more cells than the first line", ""));
			return;
		}
	if (register_check(p->s, p->f, v, count, &body, &errors)) {
		buf_str(p->bodies, p->bodies->n > 1 ? "," : "");
		json_write(p->bodies, text_of(body));
	}
	for (; errors; errors = errors->next)
		wrong(p, p->csv.line, errors->field, errors->why);
}

static void lines(struct paste *p)
{
	struct text cell[CSV_CELLS_MAX];
	size_t n;
	int64_t most = p->f->own ? REGISTER_ROWS_MAX : REGISTER_STAFF_MAX;
	while (p->errors <= REGISTER_ERRORS_MAX && csv_row(&p->csv, p->s->a, cell, &n)) {
		if (++p->ret->lines > most) {
			wrong(p, p->csv.line, "", say_keep(p->s->a, "At most {1:n} lines at once", "i", most));
			return;
		}
		line(p, cell, n);
	}
	if (p->csv.broken)
		wrong(p, p->csv.line, "", say_keep(p->s->a, "A quote was opened and never closed", ""));
	else if (!p->ret->lines && !p->errors)
		wrong(p, 1, "", say_keep(p->s->a, "There is nothing under the first line", ""));
}

// In the order that they were pasted; a line that stands there already is not added again.
static bool add_entries(struct paste *p, const char *person, int64_t now, struct err *e)
{
	struct db *d = p->s->d;
	if (!db_do(d, e,
		    "INSERT INTO entry(register, body, made_at, made_by, changed_at, changed_by)"
		    " SELECT ?1, value, ?3, ?4, ?3, ?4 FROM json_each(?2) GROUP BY value"
		    " HAVING value NOT IN (SELECT body FROM entry WHERE register = ?1 AND gone_at IS NULL) ORDER BY min(key)",
		    "ssis", p->f->id, p->bodies->p, now, person))
		return false;
	p->ret->added = sqlite3_changes64(d->handle);
	return true;
}

// People are known again by their mail address, else by their name.
static bool add_members(struct paste *p, struct err *e)
{
	struct db *d = p->s->d;
	struct rows r = db_rows(d,
		"SELECT j.value, coalesce((SELECT min(id) FROM member m WHERE lower(m.mail) = lower(j.value ->> '$.mail')),"
		" (SELECT min(id) FROM member m WHERE lower(m.name) = lower(j.value ->> '$.name') AND (m.mail IS NULL OR j.value ->> '$.mail' IS NULL)), 0) FROM json_each(?1) j",
		"s", p->bodies->p);
	bool good = true;
	struct err why = {0};
	while (good && rows_next(&r, &why)) {
		const char *body = rows_text(&r, 0);
		int64_t id = rows_int(&r, 1);
		if (id)
			good = db_do(d, &why,
				"UPDATE member SET name=?2->>'$.name', mail=coalesce(?2->>'$.mail', mail), job=coalesce(?2->>'$.job', job),"
				" started_on=coalesce(?2->>'$.started_on', started_on), left_on=?2->>'$.left_on', version=version+1 WHERE id=?1"
				" AND (name<>?2->>'$.name' OR mail IS NOT coalesce(?2->>'$.mail', mail) OR job IS NOT coalesce(?2->>'$.job', job)"
				" OR started_on IS NOT coalesce(?2->>'$.started_on', started_on) OR left_on IS NOT ?2->>'$.left_on')",
				"is", id, body);
		else
			good = db_do(d, &why,
				"INSERT INTO member(name, mail, job, started_on, left_on, lang) SELECT ?1->>'$.name', ?1->>'$.mail', ?1->>'$.job', ?1->>'$.started_on',"
				" ?1->>'$.left_on', coalesce((SELECT lang FROM firm), ?2)",
				"ss", body, p->s->lang);
		*(id ? &p->ret->changed : &p->ret->added) += sqlite3_changes64(d->handle);
	}
	rows_end(&r);
	return good && !why.text[0] ? true : err_set(e, "%s", why.text);
}

bool register_paste(const struct say *s, const struct register_form *f, struct text csv, const char *person, int64_t now, struct register_pasted *ret,
	struct err *e)
{
	*ret = (struct register_pasted){.ignored = ""};
	struct paste p = {.s = s, .f = f, .ret = ret, .last = &ret->errors, .bodies = buf_new(s->a, (size_t)32 << 20)};
	if (csv.n > REGISTER_PASTE_MAX) {
		wrong(&p, 0, "", say_keep(s->a, "At most {1} MB at once", "i", (int64_t)(REGISTER_PASTE_MAX >> 20)));
		return true;
	}
	if (!f->own && strcmp(f->id, "staff-list") != 0)
		return err_set(e, "the list %s fills itself", f->id);
	p.csv = csv_open(csv);
	buf_char(p.bodies, '[');
	header(&p);
	if (!p.errors)
		lines(&p);
	buf_char(p.bodies, ']');
	if (ret->errors)
		return true;
	if (p.bodies->over)
		return err_set(e, "the pasted text is too large");
	return f->own ? add_entries(&p, person, now, e) : add_members(&p, e);
}

// ---- taking along

static const char *shown(const struct say *s, const struct register_form *f, size_t i, const char *value)
{
	if (strcmp(f->field[i].type, "bool") == 0)
		return *value ? say_word(s, strcmp(value, "0") == 0 ? "no" : "yes") : "";
	if (strcmp(f->field[i].type, "word") != 0)
		return value;
	const char *word = db_text(s->d, s->a, "SELECT text FROM cat.register_choice WHERE register=?1 AND field=?2 AND name=?3 AND lang=?4", "ssss", f->id,
		f->field[i].name, value, s->lang);
	return word ? word : value;
}

struct buf *register_export(const struct say *s, const struct register_form *f, struct err *e)
{
	if (!firm_lists(s->d, e))
		return NULL;
	struct buf *sql = buf_new(s->a, 65536), *b = buf_new(s->a, EXPORT_MAX);
	buf_str(b, "\xef\xbb\xbf");
	buf_str(sql, "SELECT id");
	for (size_t i = 0; i < f->n; i++) {
		buf_printf(sql, ", %s", f->field[i].name);
		csv_cell(b, text_of(f->field[i].label), i == 0);
	}
	buf_printf(sql, " FROM register_%s ORDER BY id", f->id);
	for (char *p = strstr(sql->p, " FROM register_") + 6; *p != ' '; p++)
		if (*p == '-')
			*p = '_';
	buf_str(b, "\r\n");
	struct rows r = db_rows_made(s->d, sql->p, "");
	struct err why = {0};
	while (rows_next(&r, &why)) {
		for (size_t i = 0; i < f->n; i++)
			csv_cell(b, text_of(shown(s, f, i, rows_text(&r, (int)i + 1))), i == 0);
		buf_str(b, "\r\n");
	}
	if (why.text[0] || b->over) {
		err_set(e, "%s", why.text[0] ? why.text : "the list is too long for one file");
		return NULL;
	}
	return b;
}
