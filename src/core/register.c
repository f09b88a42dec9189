// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The lists that people keep: their lines checked, added, changed and taken off; see register.h. Pasting and taking along is in
// register_csv.c.
#include "register.h"
#include "../base/json.h"

#include <string.h>

#define TEXT_MAX 200
#define LONG_MAX_BYTES 4000
#define MONTH INT64_C(2630016) // seconds; as proof counts months

struct register_form *register_form(const struct say *s, const char *id)
{
	struct register_form *f = arena_alloc(s->a, sizeof *f);
	int64_t own = db_int(s->d, "SELECT own FROM cat.register WHERE id=?1", -1, "s", id);
	if (own < 0)
		return NULL;
	f->id = arena_strdup(s->a, id);
	f->own = own != 0;
	struct rows r = db_rows(s->d,
		"SELECT f.name, f.type, t.text, f.required, f.list FROM cat.register_field f JOIN cat.register_text t"
		" ON t.register = f.register AND t.lang = ?2 AND t.field = 'label.' || f.name WHERE f.register = ?1 ORDER BY f.position",
		"ss", id, s->lang);
	while (f->n < REGISTER_FIELDS_MAX && rows_next(&r, NULL))
		f->field[f->n++] = (struct register_field){arena_strdup(s->a, rows_text(&r, 0)), arena_strdup(s->a, rows_text(&r, 1)),
			arena_strdup(s->a, rows_text(&r, 2)), rows_int(&r, 3) != 0, rows_int(&r, 4) != 0};
	rows_end(&r);
	return f;
}

// ---- one value: each gives NULL when it was written, else what is wrong

static bool digits(struct text t, size_t least, size_t most)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i] < '0' || t.p[i] > '9')
			return false;
	return t.n >= least && t.n <= most;
}

static bool number(struct text t, size_t least, size_t most, int64_t *ret)
{
	return digits(t, least, most) && text_int(t, 10, ret);
}

static const char *put_text(struct arena *a, struct buf *b, struct text t, size_t most)
{
	struct text rest = t, line;
	if (t.n > most)
		return say_keep(a, "At most {1} characters", "i", (int64_t)most);
	while (text_line(&rest, &line))
		if (!text_clean(line) || (most == TEXT_MAX && rest.n))
			return say_keep(a, "This has characters that cannot be kept", "");
	json_write(b, t);
	return NULL;
}

static int days_in(int64_t year, int64_t month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

static const char *put_date(struct arena *a, struct buf *b, struct text t)
{
	struct text x, y, z, rest;
	char sign = memchr(t.p, '/', t.n) ? '/' : memchr(t.p, '.', t.n) ? '.' : '-';
	int64_t year = 0, month = 0, day = 0;
	bool good = text_cut(t, sign, &x, &rest) && text_cut(rest, sign, &y, &z);
	if (good && x.n == 4)
		good = number(x, 4, 4, &year) && number(y, 1, 2, &month) && number(z, 1, 2, &day);
	else if (good)
		good = number(x, 1, 2, &day) && number(y, 1, 2, &month) && number(z, 4, 4, &year);
	if (!good || year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
		return say_keep(a, "Write a date as 31/12/2026", "");
	buf_printf(b, "\"%04d-%02d-%02d\"", (int)year, (int)month, (int)day);
	return NULL;
}

static const char *put_time(struct arena *a, struct buf *b, struct text t)
{
	struct text x, y;
	int64_t hour, minute;
	char sign = memchr(t.p, 'h', t.n) ? 'h' : memchr(t.p, '.', t.n) ? '.' : ':';
	if (!text_cut(t, sign, &x, &y) || !number(text_trim(x), 1, 2, &hour) || !number(text_trim(y), 2, 2, &minute) || hour > 23 || minute > 59)
		return say_keep(a, "Write a time as 14:30", "");
	buf_printf(b, "\"%02d:%02d\"", (int)hour, (int)minute);
	return NULL;
}

// 1200, 1.200, 1,200, 1 200: groups of three may stand apart, as people write money.
static const char *put_int(struct arena *a, struct buf *b, struct text t)
{
	char plain[16];
	size_t n = 0, group = 0;
	bool apart = false, good = t.n > 0;
	for (size_t i = 0; i < t.n && good; i++) {
		char c = t.p[i];
		if (c >= '0' && c <= '9' && n < 13) {
			plain[n++] = c;
			good = ++group <= 3 || !apart;
		} else if (c == '-' && i == 0)
			plain[n++] = c;
		else {
			good = (c == '.' || c == ',' || c == ' ') && group && group <= 3 && (!apart || group == 3);
			apart = true;
			group = 0;
		}
	}
	int64_t v;
	if (!good || (apart && group != 3) || !text_int((struct text){plain, n}, 10, &v))
		return say_keep(a, "Write a whole number", "");
	buf_printf(b, "%lld", (long long)v);
	return NULL;
}

static const char *put_bool(struct arena *a, struct buf *b, struct text t)
{
	static const char *const yes[] = {"yes", "ja", "oui", "x", "1", "true", "on", NULL}, *const no[] = {"no", "nee", "non", "nein", "0", "false", "off", NULL};
	for (int i = 0; yes[i]; i++)
		if (text_is_nocase(t, yes[i])) {
			buf_char(b, '1');
			return NULL;
		}
	for (int i = 0; no[i]; i++)
		if (text_is_nocase(t, no[i])) {
			buf_char(b, '0');
			return NULL;
		}
	return say_keep(a, "Choose yes or no", "");
}

static const char *put_word(const struct say *s, struct buf *b, const char *id, const char *field, struct text t)
{
	const char *name = db_text(s->d, s->a,
		"SELECT name FROM cat.register_choice WHERE register=?1 AND field=?2 AND (name=?3 OR text=?3 COLLATE NOCASE) ORDER BY name=?3 DESC LIMIT 1", "sst",
		id, field, t);
	if (!name)
		return say_keep(s->a, "Choose one of the words", "");
	json_write(b, text_of(name));
	return NULL;
}

static const char *put_mail(struct arena *a, struct buf *b, struct text t)
{
	struct text left, right;
	bool good = t.n <= 254 && text_clean(t) && text_cut(t, '@', &left, &right) && left.n && right.n > 3 && !memchr(right.p, '@', right.n) &&
		text_has(right, ".") && right.p[0] != '.' && right.p[right.n - 1] != '.' && !text_has(t, " ") && !text_has(t, "\t");
	for (size_t i = 0; i < t.n && good; i++)
		good = !strchr("<>\"(),;:\\[]", t.p[i]);
	if (!good)
		return say_keep(a, "Write a mail address such as name@firm.be", "");
	json_write(b, t);
	return NULL;
}

static const char *put_phone(struct arena *a, struct buf *b, struct text t)
{
	size_t n = 0;
	bool good = t.n <= 40;
	for (size_t i = 0; i < t.n && good; i++) {
		n += t.p[i] >= '0' && t.p[i] <= '9';
		good = t.p[i] && strchr("0123456789 +()/.-", t.p[i]);
	}
	if (!good || n < 3)
		return say_keep(a, "Write a phone number with digits", "");
	json_write(b, t);
	return NULL;
}

static const char *put_value(const struct say *s, struct buf *b, const char *id, const struct register_field *f, struct text t)
{
	switch (f->type[0]) {
	case 'd': return put_date(s->a, b, t);
	case 'i': return put_int(s->a, b, t);
	case 'b': return put_bool(s->a, b, t);
	case 'w': return put_word(s, b, id, f->name, t);
	case 'm': return put_mail(s->a, b, t);
	case 'l': return put_text(s->a, b, t, LONG_MAX_BYTES);
	case 'p': return strcmp(f->type, "phone") == 0 ? put_phone(s->a, b, t) : put_text(s->a, b, t, TEXT_MAX);
	default: return strcmp(f->type, "time") == 0 ? put_time(s->a, b, t) : put_text(s->a, b, t, TEXT_MAX);
	}
}

// ---- a line

static struct text value_of(const struct register_value *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, name) == 0)
			return text_trim(v[i].text);
	return (struct text){"", 0};
}

bool register_check(const struct say *s, const struct register_form *f, const struct register_value *v, size_t n, const char **ret_body,
	struct register_error **ret_errors)
{
	struct buf *b = buf_new(s->a, (size_t)1 << 20);
	struct register_error *first = NULL, **last = &first;
	buf_char(b, '{');
	for (size_t i = 0; i < f->n; i++) {
		struct text t = value_of(v, n, f->field[i].name);
		const char *why = NULL;
		if (t.n) {
			buf_printf(b, "%s\"%s\":", b->p[b->n - 1] == '{' ? "" : ",", f->field[i].name);
			why = put_value(s, b, f->id, &f->field[i], t);
		} else if (f->field[i].required)
			why = say_keep(s->a, "Please fill this in", "");
		if (why) {
			*last = arena_alloc(s->a, sizeof **last);
			**last = (struct register_error){f->field[i].name, why, 0, NULL};
			last = &(*last)->next;
		}
	}
	buf_char(b, '}');
	if (first)
		*ret_errors = first;
	else
		*ret_body = b->p;
	return !first;
}

bool register_add(struct db *d, const struct register_form *f, const char *body, const char *person, int64_t now, int64_t *ret_id, struct err *e)
{
	if (!f->own)
		return err_set(e, "the list %s fills itself", f->id);
	if (!db_do(d, e, "INSERT INTO entry(register, body, made_at, made_by, changed_at, changed_by) VALUES(?1,?2,?3,?4,?3,?4)", "ssis", f->id, body, now,
		    person))
		return false;
	if (ret_id)
		*ret_id = sqlite3_last_insert_rowid(d->handle);
	return true;
}

// What stands in the way of a change; REGISTER_DONE when nothing does.
static enum register_state state_of(struct db *d, const struct register_form *f, int64_t id, int64_t version)
{
	int64_t have = db_int(d, "SELECT version FROM entry WHERE id=?1 AND register=?2 AND gone_at IS NULL", -1, "is", id, f->id);
	return have < 0 ? REGISTER_GONE : have != version ? REGISTER_STALE : REGISTER_DONE;
}

bool register_change(struct db *d, const struct register_form *f, int64_t id, int64_t version, const char *body, const char *person, int64_t now,
	enum register_state *ret_state, struct err *e)
{
	*ret_state = state_of(d, f, id, version);
	return *ret_state != REGISTER_DONE ||
		db_do(d, e, "UPDATE entry SET body=?2, changed_at=?3, changed_by=?4, version=version+1 WHERE id=?1", "isis", id, body, now, person);
}

bool register_remove(struct db *d, const struct register_form *f, int64_t id, int64_t version, const char *person, int64_t now,
	enum register_state *ret_state, struct err *e)
{
	*ret_state = state_of(d, f, id, version);
	return *ret_state != REGISTER_DONE ||
		db_do(d, e, "UPDATE entry SET gone_at=?2, changed_at=?2, changed_by=?3, version=version+1 WHERE id=?1", "iis", id, now, person);
}

bool register_look(struct db *d, const struct register_form *f, const char *person, int64_t now, struct err *e)
{
	return db_do(d, e, "INSERT INTO register_review(register, at, person) VALUES(?1,?2,?3)", "sis", f->id, now, person);
}

bool register_forget(struct db *d, int64_t now, struct err *e)
{
	// A line that is over carries a date or a time; where it is a time (a visit of one day), the line's last change tells its age.
	return db_do(d, e,
		"DELETE FROM entry WHERE id IN (SELECT n.id FROM entry n JOIN cat.register r ON r.id = n.register WHERE r.keep_months IS NOT NULL"
		" AND n.changed_at < ?1 - r.keep_months * ?2 AND (n.gone_at IS NOT NULL OR json_extract(n.body, '$.' || r.over) IS NOT NULL))",
		"ii", now, MONTH);
}
