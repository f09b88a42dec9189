// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What actions ask of their job: fields, refusals; see web.h. And reading the fields of a form by the table of an action.
#include "job.h"
#include "../base/json.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 200 // characters of a line when the action does not say

const struct value *job_value(const struct job *j, const char *field)
{
	for (const struct value *v = j->value; v && v->field; v++)
		if (strcmp(v->field->name, field) == 0)
			return v;
	return NULL;
}

const char *job_text(const struct job *j, const char *field)
{
	const struct value *v = job_value(j, field);
	return v && v->text.p ? v->text.p : "";
}

int64_t job_int(const struct job *j, const char *field)
{
	const struct value *v = job_value(j, field);
	return v ? v->number : 0;
}

bool job_has(const struct job *j, const char *field)
{
	const struct value *v = job_value(j, field);
	return v && v->text.n > 0;
}

bool job_each(const struct job *j, size_t *at, const char **ret_name, const char **ret_value)
{
	if (*at >= j->pair_n)
		return false;
	*ret_name = j->pair[*at].name;
	*ret_value = j->pair[*at].value;
	++*at;
	return true;
}

bool job_refuse_kept(struct job *j, const char *field, const char *kept)
{
	// The first thing that is wrong with a field is enough.
	struct buf *key = buf_new(j->a, 1024);
	json_write(key, text_of(field ? field : ""));
	buf_char(key, ':');
	if (strstr(j->errors->p, key->p))
		return false;
	buf_str(j->errors, j->errors->n ? "," : "");
	json_write(j->errors, text_of(field ? field : ""));
	buf_char(j->errors, ':');
	json_write(j->errors, text_of(kept));
	return false;
}

bool job_refuse(struct job *j, const char *field, const char *en)
{
	return job_refuse_kept(j, field, say_keep(j->a, en, ""));
}

const char *job_control(struct job *j)
{
	const char *control = job_text(j, "control");
	if (db_int(j->d, "SELECT count(*) FROM cat.control WHERE id=?1", 0, "s", control) == 0) {
		job_refuse(j, NULL, "There is no such measure."); // else anything could be written in the log
		return NULL;
	}
	j->thing = control;
	j->to = arena_printf(j->a, "/measure/%s", control);
	return control;
}

bool job_failed(struct job *j, const struct err *e)
{
	fprintf(stderr, "bolwerk serve: %s: %s\n", j->action->path, e->text);
	j->failed = true;
	return job_refuse(j, NULL, "That did not work: nothing was saved. Try again in a moment.");
}

// ---- fields

static size_t characters(struct text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++)
		n += (t.p[i] & 0xc0) != 0x80;
	return n;
}

static bool day(struct text t)
{
	int64_t y, m, d;
	if (t.n != 10 || t.p[4] != '-' || t.p[7] != '-' || !text_int((struct text){t.p, 4}, 10, &y) || !text_int((struct text){t.p + 5, 2}, 10, &m) ||
		!text_int((struct text){t.p + 8, 2}, 10, &d))
		return false;
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return y >= 1900 && y <= 2200 && m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] && (m != 2 || d < 29 || leap);
}

static bool one_of(struct text t, const char *words)
{
	struct text rest = text_of(words), word;
	while (text_field(&rest, '|', &word))
		if (word.n == t.n && memcmp(word.p, t.p, t.n) == 0)
			return true;
	return false;
}

// Several lines: clean but for line ends.
static bool clean_lines(struct text t)
{
	struct text line;
	while (text_line(&t, &line))
		if (!text_clean(line))
			return false;
	return true;
}

static void too_long(struct job *j, const struct field *f, int64_t max)
{
	job_refuse_kept(j, f->name, say_keep(j->a, "This is too long: at most {1} characters.", "i", max));
}

static void read_text(struct job *j, const struct field *f, struct value *v)
{
	int64_t max = f->max ? f->max : f->type == FIELD_LONG ? 10000 : TEXT_MAX, min = f->max ? f->min : 1;
	bool clean = f->type == FIELD_LONG ? clean_lines(v->text) : text_clean(v->text);
	int64_t n = (int64_t)characters(v->text);
	if (!clean)
		job_refuse(j, f->name, "There is a character in this that we cannot keep.");
	else if (n > max)
		too_long(j, f, max);
	else if (n < min)
		job_refuse_kept(j, f->name, say_keep(j->a, "This is too short: at least {1} characters.", "i", min));
}

static void read_number(struct job *j, const struct field *f, struct value *v)
{
	bool bounded = f->min || f->max;
	if (!text_int(v->text, 10, &v->number))
		job_refuse(j, f->name, "Write a whole number here, in digits.");
	else if (bounded && (v->number < f->min || v->number > f->max))
		job_refuse_kept(j, f->name, say_keep(j->a, "This number is between {1} and {2}.", "ii", f->min, f->max));
}

static void read_field(struct job *j, const struct field *f, struct value *v)
{
	v->field = f;
	if (f->type == FIELD_BOOL) {
		v->number = v->text.n > 0 && !text_is(v->text, "0");
		return;
	}
	if (f->type != FIELD_SECRET && f->type != FIELD_FILE)
		v->text = text_trim(v->text);
	if (!v->text.n) {
		if (!f->optional)
			job_refuse(j, f->name, f->type == FIELD_FILE ? "Choose a file." : f->type == FIELD_WORD ? "Choose one." : "Fill this in.");
		return;
	}
	if (f->type == FIELD_FILE) {
		if (f->max && (int64_t)v->text.n > f->max)
			job_refuse_kept(j, f->name, say_keep(j->a, "This file is too large: at most {1} MB.", "i", f->max >> 20));
		return;
	}
	if (f->type != FIELD_SECRET) // ended by NUL also after trimming
		v->text = (struct text){arena_strndup(j->a, v->text.p, v->text.n), v->text.n};
	if (f->type == FIELD_TEXT || f->type == FIELD_LONG || f->type == FIELD_SECRET)
		read_text(j, f, v);
	else if (f->type == FIELD_INT)
		read_number(j, f, v);
	else if (f->type == FIELD_DATE && !day(v->text))
		job_refuse(j, f->name, "Write a date as year-month-day: 2026-11-21.");
	else if (f->type == FIELD_WORD && !one_of(v->text, f->words))
		job_refuse(j, f->name, "Choose one.");
}

static struct text given(const struct job *j, const char *name, const char **ret_file)
{
	for (size_t i = j->pair_n; i-- > 0;) // the last one counts: a check box may stand behind its hidden field
		if (strcmp(j->pair[i].name, name) == 0) {
			*ret_file = j->pair[i].file_name;
			return (struct text){j->pair[i].value, j->pair[i].n};
		}
	return (struct text){NULL, 0};
}

void job_read(struct job *j)
{
	size_t n = 0;
	for (const struct field *f = j->action->fields; f && f->name; f++)
		n++;
	j->value = arena_alloc(j->a, (n + 1) * sizeof *j->value);
	for (size_t i = 0; i < n; i++) {
		j->value[i].text = given(j, j->action->fields[i].name, &j->value[i].file_name);
		read_field(j, &j->action->fields[i], &j->value[i]);
	}
}

const struct json *job_typed(const struct job *j)
{
	struct buf *b = buf_new(j->a, BODY_JSON_MAX);
	buf_char(b, '{');
	for (size_t i = 0; i < j->pair_n; i++) {
		const struct value *v = job_value(j, j->pair[i].name);
		bool last = true;
		for (size_t k = i + 1; k < j->pair_n; k++)
			last = last && strcmp(j->pair[k].name, j->pair[i].name) != 0;
		if (!last || (v && (v->field->type == FIELD_SECRET || v->field->type == FIELD_FILE)))
			continue;
		buf_str(b, b->n > 1 ? "," : "");
		json_write(b, text_of(j->pair[i].name));
		buf_char(b, ':');
		json_write(b, text_of(j->pair[i].value));
	}
	buf_char(b, '}');
	struct json *ret = NULL;
	return json_read(j->a, (struct text){b->p, b->n}, 2, &ret, NULL) ? ret : NULL;
}

const struct json *job_wrong(const struct job *j)
{
	struct json *ret = NULL;
	const char *t = arena_printf(j->a, "{%s}", j->errors->p);
	if (!json_read(j->a, text_of(t), 2, &ret, NULL))
		return NULL;
	for (struct json *m = ret->child; m; m = m->next)
		m->text = text_of(say_text(&j->say, "", text_dup(j->a, m->text)));
	return ret;
}
