// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// How hits are told; see hit.h.
#include "hit.h"
#include "../base/clock.h"
#include "../base/json.h"

#include <string.h>

enum {
	MAIN_FIELDS = 6, // of a rule that names none to show: the first that it looks at
	SHOWN = 200,     // bytes of a value in text
	STEPS = 4096,    // nodes of a rule that are looked through for them
};

static const char indent[] = "               ";

static void add(struct buf *b, struct text t)
{
	buf_add(b, t.p, t.n);
}

struct text hit_name(const struct rule *r)
{
	return r->id.n ? r->id : r->name.n ? r->name : r->title;
}

// ---- JSON

static void text_or_null(struct buf *b, struct text t)
{
	if (t.n)
		json_write(b, t);
	else
		buf_str(b, "null");
}

void hit_at(struct buf *b, int64_t at)
{
	int y, m, d;
	int64_t s = at / 1000, in = s % DAY;
	if (at < 0 || s >= INT64_C(253402300800)) { // the year 10000
		buf_str(b, "null");
		return;
	}
	clock_date(s, &y, &m, &d);
	buf_printf(b, "\"%04d-%02d-%02dT%02d:%02d:%02d", y, m, d, (int)(in / 3600), (int)(in / 60 % 60), (int)(in % 60));
	if (at % 1000)
		buf_printf(b, ".%03d", (int)(at % 1000));
	buf_str(b, "Z\"");
}

static void value(struct buf *b, const struct event_field *f)
{
	if (f->kind == EVENT_NULL)
		buf_str(b, "null");
	else if (f->kind == EVENT_TRUE || f->kind == EVENT_FALSE)
		buf_str(b, f->kind == EVENT_TRUE ? "true" : "false");
	else if (f->kind == EVENT_NUMBER && f->value.n && f->value.p[0] <= '9' && f->value.p[0] >= '-' && hit_json_good(f->value))
		add(b, f->value);
	else
		json_write(b, f->value);
}

static bool earlier(const struct event *e, int i)
{
	for (int k = 0; k < i; k++)
		if (text_same(e->field[k].name, e->field[i].name))
			return true;
	return false;
}

static void fields(struct buf *b, const struct event *e)
{
	int shown = 0;
	buf_char(b, '{');
	for (int i = 0; i < e->fields; i++) {
		const struct event_field *f = &e->field[i], *next = event_next(e, f, false);
		if (earlier(e, i))
			continue;
		buf_str(b, shown++ ? "," : "");
		json_write(b, f->name);
		buf_str(b, next ? ":[" : ":");
		value(b, f);
		for (; next; next = event_next(e, next, false)) {
			buf_char(b, ',');
			value(b, next);
		}
		buf_str(b, event_next(e, f, false) ? "]" : "");
	}
	buf_char(b, '}');
}

void hit_json(struct buf *b, const struct event *e)
{
	struct text t = text_trim(e->raw);
	while (t.n && t.p[0] == '\n')
		t = text_trim(text_after(t, 1));
	if (!t.n || t.p[0] != '{' || !hit_json_good(t)) {
		fields(b, e);
		return;
	}
	while (t.n) { // line ends stand only between the signs of good JSON
		size_t n = 0;
		while (n < t.n && t.p[n] != '\n' && t.p[n] != '\r')
			n++;
		buf_add(b, t.p, n);
		t = text_after(t, n);
		while (t.n && t.p[0] && strchr(" \t\r\n", t.p[0]))
			t = text_after(t, 1);
	}
}

// ---- text

// Bytes of the character at p that may be shown as it is; 0: it must be written out. Not: control characters, what turns the direction of writing, line separators.
static size_t harmless(struct text t)
{
	unsigned char c = (unsigned char)t.p[0];
	unsigned code;
	if (c < 0x80)
		return c >= ' ' && c != 127;
	size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	if (n > t.n || !hit_json_good((struct text){(char[]){'"', t.p[0], t.p[1], n > 2 ? t.p[2] : '"', n > 3 ? t.p[3] : '"', '"'}, n + 2}))
		return 0;
	code = n == 2 ? (c & 31u) << 6 | ((unsigned char)t.p[1] & 63u) : n == 3 ? (c & 15u) << 12 | ((unsigned char)t.p[1] & 63u) << 6 | ((unsigned char)t.p[2] & 63u) : 0x10000;
	bool bad = code < 0xa0 || code == 0x61c || (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
	return bad ? 0 : n;
}

void hit_safe(struct buf *b, struct text t, size_t max)
{
	size_t from = b->n;
	while (t.n && b->n - from < max) {
		size_t n = harmless(t);
		if (n)
			buf_add(b, t.p, n);
		else
			buf_printf(b, "\\x%02x", (unsigned char)t.p[0]);
		t = text_after(t, n ? n : 1);
	}
	if (t.n)
		buf_str(b, "…");
}

static void line(struct buf *b, struct text name, struct text v)
{
	buf_str(b, indent);
	hit_safe(b, name, SHOWN);
	buf_str(b, ": ");
	hit_safe(b, v, SHOWN);
	buf_char(b, '\n');
}

// The fields that a rule looks at, in its order; not those of which it says what must not be.
static int looked_at(const struct rule_node *n, struct text *name, int have, int *steps)
{
	if (n->kind == RULE_PRED && n->pred->field.n && n->pred->op != RULE_NULL) {
		for (int i = 0; i < have; i++)
			if (text_same(name[i], n->pred->field))
				return have;
		name[have++] = n->pred->field;
	}
	if (n->kind != RULE_PRED && n->kind != RULE_NOT)
		for (int i = 0; i < n->n && have < MAIN_FIELDS && (*steps)++ < STEPS; i++)
			have = looked_at(n->child[i], name, have, steps);
	return have;
}

static void text_fields(struct buf *b, const struct match_hit *h, const struct event *e)
{
	struct text name[MAIN_FIELDS];
	int steps = 0, shown = 0, n = h->rule->fields ? h->rule->fields : h->rule->when ? looked_at(h->rule->when, name, 0, &steps) : 0;
	for (int i = 0; i < n; i++) {
		struct text one = h->rule->fields ? h->rule->field[i] : name[i];
		const struct event_field *f = match_field(h->source, e, one);
		if (f && f->value.n) {
			line(b, one, f->value);
			shown++;
		}
	}
	if (!shown) {
		buf_str(b, indent);
		hit_safe(b, e->raw, 2 * SHOWN);
		buf_char(b, '\n');
	}
}

// ---- both

void hit_begin(struct buf *b, enum hit_format f, const struct rule *r, const char *path)
{
	const char *level = rule_level_word(r->level);
	if (f == HIT_TEXT) {
		buf_printf(b, "%-14s ", *level ? level : "-");
		hit_safe(b, r->title, 2 * SHOWN);
		buf_printf(b, "\n%s", indent);
		hit_safe(b, text_of(path), 4096);
		buf_char(b, ':');
		return;
	}
	buf_str(b, "{\"rule\":");
	text_or_null(b, r->id.n ? r->id : r->name);
	buf_str(b, ",\"title\":");
	json_write(b, r->title);
	buf_str(b, ",\"level\":");
	text_or_null(b, text_of(level));
	buf_str(b, ",\"source\":");
	json_write(b, text_of(path));
	buf_str(b, ",\"record\":");
}

void hit_time(struct buf *b, enum hit_format f, int64_t at)
{
	if (f == HIT_JSON)
		buf_str(b, ",\"at\":");
	else if (at >= 0)
		buf_str(b, "  ");
	size_t from = b->n;
	if (f == HIT_JSON || at >= 0)
		hit_at(b, at);
	if (f == HIT_TEXT && b->n > from && b->p[from] == '"') { // without its quotes
		memmove(b->p + from, b->p + from + 1, b->n - from - 2);
		b->n -= 2;
	}
	buf_str(b, f == HIT_JSON ? ",\"event\":" : "\n");
}

void hit_event(struct buf *b, enum hit_format f, const struct match_hit *h, const struct event *e)
{
	if (f == HIT_JSON) {
		hit_json(b, e);
		buf_str(b, "}\n");
	} else {
		text_fields(b, h, e);
		buf_char(b, '\n');
	}
}

static void window_json(struct buf *b, const struct hit_window *w)
{
	const struct rule_correlation *c = w->rule->correlation;
	buf_str(b, "{\"group\":{");
	for (int i = 0; i < c->groups; i++) {
		buf_str(b, i ? "," : "");
		json_write(b, c->group[i]);
		buf_char(b, ':');
		json_write(b, w->group[i]);
	}
	if (w->count >= 0)
		buf_printf(b, "},\"count\":%lld", (long long)w->count);
	else
		buf_printf(b, w->value - w->value == 0 ? "},\"value\":%.15g" : "},\"value\":null", w->value);
	if (w->of.n) {
		buf_str(b, ",\"of\":");
		json_write(b, w->of);
	}
	buf_str(b, ",\"from\":");
	hit_at(b, w->from);
	buf_str(b, ",\"to\":");
	hit_at(b, w->to);
	buf_str(b, ",\"rules\":[");
	for (int i = 0; i < w->parts; i++) {
		buf_str(b, i ? "," : "");
		json_write(b, hit_name(w->part[i]));
	}
	buf_str(b, "],\"last\":");
	add(b, w->last.n ? w->last : text_of("null"));
	buf_str(b, "}}\n");
}

static void window_text(struct buf *b, const struct hit_window *w)
{
	const struct rule_correlation *c = w->rule->correlation;
	for (int i = 0; i < c->groups; i++)
		line(b, c->group[i], w->group[i]);
	buf_printf(b, "%s%s: ", indent, rule_sum_word(c->sum));
	if (w->count >= 0)
		buf_printf(b, "%lld", (long long)w->count);
	else
		buf_printf(b, "%.15g", w->value);
	if (w->of.n) {
		buf_str(b, " of ");
		hit_safe(b, w->of, SHOWN);
	}
	buf_printf(b, ", within %lld seconds\n", (long long)((w->to - w->from + 999) / 1000));
	for (int i = 0; i < w->parts; i++) {
		buf_str(b, indent);
		hit_safe(b, w->part[i]->title, SHOWN);
		buf_char(b, '\n');
	}
	buf_char(b, '\n');
}

void hit_window(struct buf *b, enum hit_format f, const struct hit_window *w)
{
	(f == HIT_JSON ? window_json : window_text)(b, w);
}
