// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a look saw, for a person or a program; see show.h.
#include "show.h"

#include <string.h>

bool show_read(struct arena *a, struct text report, struct show_row **ret, struct err *e)
{
	struct show_row *first = NULL, **last = &first;
	struct text line;
	while (text_line(&report, &line)) {
		struct json *j;
		if (!json_read(a, line, 6, &j, e))
			return false;
		const struct json *row = json_get(j, "r"), *probe = json_get(j, "p");
		if (!row && !probe)
			continue;
		*last = arena_alloc(a, sizeof **last);
		**last = (struct show_row){row ? json_get_text(j, "t", "") : text_of(SHOW_PROBE), row ? row : j, NULL};
		last = &(*last)->next;
	}
	*ret = first;
	return true;
}

// ---- JSON

static void member(struct buf *out, const char *name)
{
	char last = out->n ? out->p[out->n - 1] : '{';
	if (last != '{' && last != '[')
		buf_char(out, ',');
	json_write(out, text_of(name));
	buf_char(out, ':');
}

static void next_item(struct buf *out)
{
	if (out->p[out->n - 1] != '[')
		buf_char(out, ',');
}

static void value(struct buf *out, const struct json *v)
{
	if (!v || v->type == JSON_NULL)
		buf_str(out, "null");
	else if (v->type == JSON_TEXT)
		json_write(out, v->text);
	else if (v->type == JSON_INT && v->integer >= 0 && v->integer < 10)
		buf_char(out, (char)('0' + v->integer));
	else if (v->type == JSON_INT)
		buf_printf(out, "%lld", (long long)v->integer);
	else
		buf_printf(out, "%.17g", v->real);
}

// Words that are separated by a space, as a list.
static void words(struct buf *out, struct text t)
{
	struct text word;
	buf_char(out, '[');
	while (text_word(&t, &word)) {
		next_item(out);
		json_write(out, word);
	}
	buf_char(out, ']');
}

static void object(struct buf *out, const struct json *row, const char *const *left_out)
{
	buf_char(out, '{');
	for (const struct json *v = row->child; v; v = v->next) {
		bool out_of_it = false;
		for (int i = 0; left_out && left_out[i]; i++)
			out_of_it |= text_is(v->key, left_out[i]);
		if (out_of_it)
			continue;
		if (out->p[out->n - 1] != '{')
			buf_char(out, ',');
		json_write(out, v->key);
		buf_char(out, ':');
		if (text_is(v->key, "addresses") || text_is(v->key, "ways"))
			words(out, v->text);
		else
			value(out, v);
	}
	buf_char(out, '}');
}

static bool of_device(const struct show_row *r, const char *table, struct text uid)
{
	struct text own = json_get_text(r->row, "uid", "");
	return text_is(r->table, table) && own.n == uid.n && memcmp(own.p, uid.p, uid.n) == 0;
}

// The first row of a table, and those behind it; NULL when there is none.
static const struct show_row *first_of(const struct show_row *rows, const char *table)
{
	while (rows && !text_is(rows->table, table))
		rows = rows->next;
	return rows;
}

static void list_of(struct buf *out, const char *name, const struct show_row *rows, const char *table, struct text uid)
{
	static const char *const uid_alone[] = {"uid", NULL};
	member(out, name);
	buf_char(out, '[');
	for (const struct show_row *r = rows; r; r = r->next)
		if (of_device(r, table, uid)) {
			next_item(out);
			object(out, r->row, uid_alone);
		}
	buf_char(out, ']');
}

static void text_member(struct buf *out, const char *name, const char *s)
{
	member(out, name);
	if (s)
		json_write(out, text_of(s));
	else
		buf_str(out, "null");
}

static void checks_of(struct buf *out, const struct show_check *checks, const struct text *uid)
{
	member(out, "checks");
	buf_char(out, '[');
	for (const struct show_check *c = checks; c; c = c->next) {
		if (uid && (!c->uid || !text_is(*uid, c->uid)))
			continue;
		next_item(out);
		buf_char(out, '{');
		text_member(out, "code", c->code);
		member(out, "ok");
		buf_str(out, c->ok < 0 ? "null" : c->ok ? "true" : "false");
		text_member(out, "subject", c->subject);
		text_member(out, "seen", c->seen);
		text_member(out, "wanted", c->wanted);
		text_member(out, "who", c->who);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

static const struct {
	const char *name, *table;
} lists[] = {{"services", "lan_service"}, {"tls", "lan_tls"}, {"smb", "lan_smb"}, {"shares", "lan_share"}, {"snmp", "lan_snmp"}, {"maps", "lan_upnp_map"}, {"logins", "lan_login"},
	{"links", "lan_link"}};
enum { LISTS = sizeof lists / sizeof *lists };

// What could not be seen, or not wholly: the probe, which tables, and the reasons as code and what they are about.
static void unseen(struct buf *out, const struct show_row *rows)
{
	member(out, "unseen");
	buf_char(out, '[');
	for (const struct show_row *r = rows; r; r = r->next) {
		if (!text_is(r->table, SHOW_PROBE) || text_is(json_get_text(r->row, "state", "ok"), "ok"))
			continue;
		next_item(out);
		buf_str(out, "{\"probe\":");
		value(out, json_get(r->row, "p"));
		buf_str(out, ",\"state\":");
		value(out, json_get(r->row, "state"));
		member(out, "why");
		buf_char(out, '[');
		const struct json *why = json_get(r->row, "why");
		for (const struct json *w = why ? why->child : NULL; w; w = w->next) {
			next_item(out);
			buf_char(out, '[');
			for (const struct json *part = w->child; part; part = part->next) {
				next_item(out);
				value(out, part);
			}
			buf_char(out, ']');
		}
		buf_str(out, "]}");
	}
	buf_char(out, ']');
}

static void device(struct buf *out, const struct show_row *const *rows_of, const struct show_row *d, const struct show_check *checks)
{
	static const char *const inside[] = {"traits", NULL}, *const always[] = {"name", "maker", "model", "mac", "os", NULL};
	struct text uid = json_get_text(d->row, "uid", "");
	next_item(out);
	object(out, d->row, inside);
	out->n--; // the closing bracket: more follows
	for (int i = 0; always[i]; i++)
		if (!json_get(d->row, always[i]))
			text_member(out, always[i], NULL);
	for (int i = 0; i < LISTS; i++)
		list_of(out, lists[i].name, rows_of[i], lists[i].table, uid);
	checks_of(out, checks, &uid);
	buf_char(out, '}');
}

void show_lan_json(const struct show_row *rows, const struct show_check *checks, struct buf *out)
{
	buf_str(out, "{\"devices\":[");
	int64_t silent = 0;
	const struct show_row *rows_of[LISTS];
	for (int i = 0; i < LISTS; i++)
		rows_of[i] = first_of(rows, lists[i].table);
	for (const struct show_row *r = rows; r; r = r->next) {
		if (text_is(r->table, "lan_device"))
			device(out, rows_of, r, checks);
		else if (text_is(r->table, "lan"))
			silent = json_get_int(r->row, "silent", 0);
	}
	buf_printf(out, "],\"silent\":%lld", (long long)silent);
	static const char *const whole[] = {"lan", "lan_reach", NULL};
	for (int i = 0; whole[i]; i++) {
		member(out, i ? "reach" : "networks");
		buf_char(out, '[');
		for (const struct show_row *r = rows; r; r = r->next)
			if (text_is(r->table, whole[i])) {
				next_item(out);
				object(out, r->row, NULL);
			}
		buf_char(out, ']');
	}
	unseen(out, rows);
	buf_str(out, "}\n");
}

static bool first_of_table(const struct show_row *rows, const struct show_row *r)
{
	for (; rows != r; rows = rows->next)
		if (rows->table.n == r->table.n && memcmp(rows->table.p, r->table.p, r->table.n) == 0)
			return false;
	return true;
}

void show_domain_json(const char *domain, const struct show_row *rows, const struct show_check *checks, struct buf *out)
{
	buf_char(out, '{');
	text_member(out, "domain", domain);
	member(out, "facts");
	buf_char(out, '{');
	for (const struct show_row *r = rows; r; r = r->next) {
		if (text_is(r->table, SHOW_PROBE) || !first_of_table(rows, r))
			continue;
		if (out->p[out->n - 1] != '{')
			buf_char(out, ',');
		json_write(out, r->table);
		buf_str(out, ":[");
		for (const struct show_row *s = r; s; s = s->next)
			if (s->table.n == r->table.n && memcmp(s->table.p, r->table.p, r->table.n) == 0) {
				next_item(out);
				object(out, s->row, NULL);
			}
		buf_char(out, ']');
	}
	buf_char(out, '}');
	checks_of(out, checks, NULL);
	unseen(out, rows);
	buf_str(out, "}\n");
}

// ---- text

static void unseen_text(struct buf *out, const struct show_row *rows)
{
	for (const struct show_row *r = rows; r; r = r->next) {
		const struct json *why = text_is(r->table, SHOW_PROBE) ? json_get(r->row, "why") : NULL;
		for (const struct json *w = why ? why->child : NULL; w; w = w->next) {
			struct text probe = json_get_text(r->row, "p", "");
			buf_printf(out, "? %.*s:", (int)probe.n, probe.p);
			for (const struct json *part = w->child; part; part = part->next)
				buf_printf(out, " %.*s", (int)part->text.n, part->text.p);
			buf_char(out, '\n');
		}
	}
}

static void cell(struct buf *out, struct text t, int columns)
{
	int width = 0;
	for (size_t i = 0; i < t.n; i++)
		width += ((unsigned char)t.p[i] & 0xc0) != 0x80;
	buf_add(out, t.p, t.n);
	for (; width < columns; width++)
		buf_char(out, ' ');
	buf_char(out, ' ');
}

static void checks_text(struct buf *out, const struct show_check *checks, const struct text *uid)
{
	for (const struct show_check *c = checks; c; c = c->next)
		if (c->ok != 1 && (!uid || (c->uid && text_is(*uid, c->uid))))
			buf_printf(out, "    %s %s: %s\n", c->ok ? "?" : "✗", c->subject, c->seen ? c->seen : "");
}

void show_lan_text(const struct show_row *rows, const struct show_check *checks, struct buf *out)
{
	int64_t silent = 0, n = 0;
	for (const struct show_row *r = rows; r; r = r->next) {
		if (text_is(r->table, "lan"))
			silent = json_get_int(r->row, "silent", 0);
		if (!text_is(r->table, "lan_device"))
			continue;
		n++;
		struct text uid = json_get_text(r->row, "uid", ""), addresses = json_get_text(r->row, "addresses", ""), first = {"", 0};
		text_word(&addresses, &first);
		cell(out, first, 16);
		cell(out, json_get_text(r->row, "mac", ""), 17);
		cell(out, json_get_text(r->row, "kind", ""), 12);
		cell(out, json_get_text(r->row, "name", ""), 20);
		buf_add(out, json_get_text(r->row, "maker", "").p, json_get_text(r->row, "maker", "").n);
		buf_char(out, '\n');
		checks_text(out, checks, &uid);
	}
	unseen_text(out, rows);
	buf_printf(out, "%lld devices, %lld addresses silent\n", (long long)n, (long long)silent);
}

void show_domain_text(const char *domain, const struct show_row *rows, const struct show_check *checks, struct buf *out)
{
	int64_t n = 0, good = 0;
	for (const struct show_check *c = checks; c; c = c->next, n++)
		good += c->ok == 1;
	buf_printf(out, "%s: %lld of %lld in order\n", domain, (long long)good, (long long)n);
	checks_text(out, checks, NULL);
	unseen_text(out, rows);
}
