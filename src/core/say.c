// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Text with its values kept apart; see say.h.
#include "say.h"
#include "../base/clock.h"
#include "../base/json.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_MAX ((size_t)64 * 1024)

// ---- making

static void put_value(struct buf *b, sqlite3_value *v)
{
	switch (sqlite3_value_type(v)) {
	case SQLITE_INTEGER: buf_printf(b, "%lld", (long long)sqlite3_value_int64(v)); break;
	case SQLITE_FLOAT: buf_printf(b, "%.6g", sqlite3_value_double(v)); break;
	case SQLITE_NULL: buf_str(b, "null"); break;
	default: json_write(b, (struct text){(const char *)sqlite3_value_text(v), (size_t)sqlite3_value_bytes(v)});
	}
}

static void sql_say(sqlite3_context *c, int n, sqlite3_value **v)
{
	if (n < 1 || n > 20 || sqlite3_value_type(v[0]) != SQLITE_TEXT) {
		sqlite3_result_error(c, "say() takes a text and its values", -1);
		return;
	}
	struct arena *a = arena_new();
	struct buf *b = buf_new(a, KEPT_MAX);
	buf_str(b, "\x01[");
	for (int i = 0; i < n; i++) {
		buf_str(b, i ? "," : "");
		put_value(b, v[i]);
	}
	buf_char(b, ']');
	if (b->over)
		sqlite3_result_error_toobig(c);
	else
		sqlite3_result_text(c, b->p, (int)b->n, SQLITE_TRANSIENT);
	arena_free(a);
}

static void sql_now(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	sqlite3_result_int64(c, *(int64_t *)sqlite3_user_data(c));
}

bool say_install(struct db *d, struct err *e)
{
	int64_t *now = d->now = arena_alloc(d->a, sizeof *now);
	*now = clock_now();
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	if (sqlite3_create_function(d->handle, "say", -1, flags, NULL, sql_say, NULL, NULL) != SQLITE_OK ||
		sqlite3_create_function(d->handle, "now", 0, flags, now, sql_now, NULL, NULL) != SQLITE_OK)
		return db_err(d, e);
	return true;
}

void say_now(struct db *d, int64_t now)
{
	*d->now = now;
}

static const char *keep(struct arena *a, const char *en, const char *fmt, va_list ap)
{
	struct buf *b = buf_new(a, KEPT_MAX);
	buf_str(b, "\x01[");
	json_write(b, text_of(en));
	for (; *fmt; fmt++) {
		buf_char(b, ',');
		if (*fmt == 'i')
			buf_printf(b, "%lld", (long long)va_arg(ap, int64_t));
		else {
			const char *s = va_arg(ap, const char *);
			json_write(b, text_of(s ? s : ""));
		}
	}
	buf_char(b, ']');
	return b->p;
}

const char *say_keep(struct arena *a, const char *en, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *kept = keep(a, en, fmt, ap);
	va_end(ap);
	return kept;
}

// ---- languages

bool say_knows(const char *lang)
{
	return strcmp(lang, "en") == 0 || strcmp(lang, "nl") == 0 || strcmp(lang, "fr") == 0 || strcmp(lang, "de") == 0;
}

const char *say_environment(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	static char lang[3];
	for (int i = 0; i < 3; i++) {
		const char *v = getenv(names[i]);
		if (!v || !*v)
			continue;
		memcpy(lang, v, strnlen(v, 2));
		return say_knows(lang) ? lang : "en";
	}
	return "en";
}

const char *say_accepted(const char *header)
{
	static const char *const langs[] = {"nl", "fr", "de", "en"};
	struct text rest = text_of(header ? header : ""), item;
	while (text_field(&rest, ',', &item)) {
		item = text_trim(item);
		for (int i = 0; i < 4; i++)
			if (text_starts(item, langs[i]) && (item.n == 2 || item.p[2] == '-' || item.p[2] == ';'))
				return langs[i];
	}
	return "nl";
}

static const char *translated(const struct say *s, const char *control, struct text en)
{
	const char *t = NULL;
	if (strcmp(s->lang, "en") != 0)
		t = db_text(s->d, s->a, "SELECT text FROM cat.phrase WHERE en=?1 AND lang=?2 AND control IN (?3, '') ORDER BY control DESC LIMIT 1",
			"tss", en, s->lang, control);
	return t ? t : text_dup(s->a, en);
}

const char *say_word(const struct say *s, const char *en)
{
	return translated(s, "", text_of(en));
}

// ---- values as a language writes them

static bool is(const struct say *s, const char *lang)
{
	return strcmp(s->lang, lang) == 0;
}

// Thousands apart: 1,234 in English, 1.234 in Dutch and German, 1 234 (narrow space that does not break) in French.
static const char *number(const struct say *s, int64_t n)
{
	const char *mark = is(s, "en") ? "," : is(s, "fr") ? "\xe2\x80\xaf" : ".";
	char *digits = arena_printf(s->a, "%lld", (long long)(n < 0 ? -n : n));
	size_t len = strlen(digits);
	struct buf *b = buf_new(s->a, 256);
	buf_str(b, n < 0 ? "-" : "");
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf_str(b, mark);
		buf_char(b, digits[i]);
	}
	return b->p;
}

const char *say_date(const struct say *s, int64_t at)
{
	int y, m, d;
	clock_date(at, &y, &m, &d);
	const char *month = db_text(s->d, s->a, "SELECT name FROM cat.ref_month WHERE lang=?1 AND number=?2", "si", s->lang, (int64_t)m);
	const char *dot = is(s, "de") ? "." : is(s, "fr") && d == 1 ? "er" : "";
	return arena_printf(s->a, "%d%s %s %d", d, dot, month ? month : "?", y);
}

static const char *ago(const struct say *s, int64_t at)
{
	int64_t days = (s->now - at) / DAY;
	if (at > s->now)
		return say_date(s, at);
	if (days == 0)
		return say_word(s, "less than a day ago");
	if (days < 60)
		return say_format(s, "{1} {1?day|days} ago", "i", days);
	if (days < 730)
		return say_format(s, "{1} months ago", "i", days / 30);
	return say_format(s, "{1} years ago", "i", days / 365);
}

static const char *size(const struct say *s, int64_t mb)
{
	if (mb < 1024)
		return arena_printf(s->a, "%s MB", number(s, mb));
	return arena_printf(s->a, "%s %s", number(s, (mb + 512) / 1024), is(s, "fr") ? "Go" : "GB");
}

static const char *euro(const struct say *s, int64_t n)
{
	if (is(s, "en"))
		return arena_printf(s->a, "\xe2\x82\xac%s", number(s, n));
	if (is(s, "nl"))
		return arena_printf(s->a, "\xe2\x82\xac\xc2\xa0%s", number(s, n));
	return arena_printf(s->a, "%s\xc2\xa0\xe2\x82\xac", number(s, n));
}

static bool as_time(const struct json *v, int64_t *ret)
{
	if (v->type == JSON_INT)
		return *ret = v->integer, true;
	return v->type == JSON_TEXT && clock_read_iso(v->text, ret);
}

static const char *formed(const struct say *s, const struct json *v, struct text form)
{
	int64_t at;
	if (!v || v->type == JSON_NULL)
		return "?";
	if (text_is(form, "date") && as_time(v, &at))
		return say_date(s, at);
	if (text_is(form, "ago") && as_time(v, &at))
		return ago(s, at);
	if (text_is(form, "mb") && v->type == JSON_INT)
		return size(s, v->integer);
	if (text_is(form, "eur") && v->type == JSON_INT)
		return euro(s, v->integer);
	if (v->type == JSON_INT)
		return text_is(form, "n") || v->integer >= 10000 ? number(s, v->integer) : arena_printf(s->a, "%lld", (long long)v->integer);
	if (v->type == JSON_REAL) {
		char *t = arena_printf(s->a, "%.1f", v->real);
		char *dot = strchr(t, '.');
		if (dot && !is(s, "en"))
			*dot = ',';
		return t;
	}
	return v->type == JSON_TEXT ? text_dup(s->a, v->text) : v->type == JSON_TRUE ? "1" : "0";
}

// French counts zero and one as one; the others one alone.
static bool singular(const struct say *s, const struct json *v)
{
	if (!v || v->type != JSON_INT)
		return false;
	return v->integer == 1 || (is(s, "fr") && v->integer == 0);
}

// ---- putting together

static void place(const struct say *s, struct buf *b, struct text inside, const struct json *values)
{
	struct text number = inside, form = {"", 0}, one, many;
	bool choice = text_cut(inside, '?', &number, &form);
	if (!choice)
		text_cut(inside, ':', &number, &form);
	int64_t n = 1;
	if (number.n && !text_int(number, 10, &n))
		return;
	const struct json *v = values;
	for (int64_t i = 1; i < n && v; i++)
		v = v->next;
	if (choice && text_cut(form, '|', &one, &many)) {
		struct text word = singular(s, v) ? one : many;
		buf_add(b, word.p, word.n);
	} else
		buf_str(b, formed(s, v, form));
}

static const char *fill(const struct say *s, const char *template, const struct json *values)
{
	struct buf *b = buf_new(s->a, KEPT_MAX);
	for (const char *p = template; *p; p++) {
		const char *end = *p == '{' ? strchr(p, '}') : NULL;
		if (*p == '{' && p[1] == '{')
			buf_char(b, *p++);
		else if (end) {
			place(s, b, (struct text){p + 1, (size_t)(end - p - 1)}, values);
			p = end;
		} else
			buf_char(b, *p);
	}
	return b->p;
}

const char *say_text(const struct say *s, const char *control, const char *kept)
{
	if (!kept)
		return "";
	if (kept[0] != '\x01')
		return arena_strdup(s->a, kept);
	struct json *j;
	if (!json_read(s->a, text_of(kept + 1), 2, &j, NULL) || j->type != JSON_ARRAY || !j->child || j->child->type != JSON_TEXT)
		return "?";
	for (struct json *v = j->child->next; v; v = v->next) // a value may be a kept text itself
		if (v->type == JSON_TEXT && v->text.n && v->text.p[0] == '\x01')
			v->text = text_of(say_text(s, control, text_dup(s->a, v->text)));
	return fill(s, translated(s, control, j->child->text), j->child->next);
}

const char *say_format(const struct say *s, const char *en, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *kept = keep(s->a, en, fmt, ap);
	va_end(ap);
	return say_text(s, "", kept);
}
