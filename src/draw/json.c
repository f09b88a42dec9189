// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The result of a check and the catalogue as JSON; see draw.h.
#include "draw.h"
#include "../base/clock.h"
#include "../base/json.h"
#include "../base/version.h"
#include "../core/score.h"

#include <stdlib.h>
#include <string.h>

bool draw_wants(const struct draw *w, int topic, const char *id)
{
	return !w->only || strcmp(w->only, id) == 0 || (strspn(w->only, "0123456789") == strlen(w->only) && strtol(w->only, NULL, 10) == topic);
}

const char *draw_why(const struct draw *w, const char *control, const char *verdict, const char *kept)
{
	const char *t = NULL;
	if (strcmp(verdict, "not_applicable") == 0)
		t = db_text(w->d, w->a, "SELECT text FROM cat.control_text WHERE control=?1 AND lang=?2 AND field='applies_else'", "ss", control,
			w->say.lang);
	return t ? t : say_text(&w->say, control, kept);
}

static void member(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, "%s\"%s\":", b->n && b->p[b->n - 1] != '{' ? "," : "", name);
	if (text)
		json_write(b, text_of(text));
	else
		buf_str(b, "null");
}

static void shares(struct buf *b, const struct shares *s)
{
	const int v[] = {s->measured, s->proven, s->told, s->gap, s->accepted, s->unknown};
	static const char *const name[] = {"measured", "proven", "told", "gap", "accepted", "unknown"};
	for (int i = 0; i < 6; i++)
		buf_printf(b, "%s\"%s\":%d.%d", i ? "," : "", name[i], v[i] / 10, v[i] % 10);
}

static void score(const struct draw *w, struct buf *b)
{
	struct shares s;
	int n = score_read(w->d, 0, &s);
	buf_str(b, ",\"score\":{");
	shares(b, &s);
	buf_printf(b, ",\"applies\":%d,\"topics\":[", n);
	for (int topic = 1; topic <= 12; topic++) {
		n = score_read(w->d, topic, &s);
		buf_printf(b, "%s{\"number\":%d", topic > 1 ? "," : "", topic);
		member(b, "title",
			db_text(w->d, w->a, "SELECT text FROM cat.topic_text WHERE topic=?1 AND lang=?2 AND field='title'", "is", (int64_t)topic,
				w->say.lang));
		buf_printf(b, ",\"applies\":%d,", n);
		shares(b, &s);
		buf_char(b, '}');
	}
	buf_str(b, "]}");
}

static void asset(const struct draw *w, struct buf *b)
{
	struct rows r = db_rows(w->d,
		"SELECT a.id, a.name, a.image, h.os_id, h.os_version, h.os_name, h.role, r.privilege, r.tool FROM report r JOIN asset a ON a.id=r.asset"
		" LEFT JOIN host h ON h.asset=a.id WHERE a.kind='computer' ORDER BY r.received_at DESC, r.at DESC, r.asset DESC LIMIT 1",
		"");
	buf_str(b, ",\"asset\":");
	if (!rows_next(&r, NULL)) {
		buf_str(b, "null");
		return;
	}
	static const char *const name[] = {"name", NULL, "os_id", "os_version", "os_name", "role", "privilege", "tool"};
	buf_printf(b, "{\"id\":%lld", (long long)rows_int(&r, 0));
	for (int i = 1; i <= 8; i++)
		if (name[i - 1])
			member(b, name[i - 1], rows_null(&r, i) ? NULL : arena_strdup(w->a, rows_text(&r, i)));
	buf_printf(b, ",\"image\":%s}", rows_int(&r, 2) ? "true" : "false");
	rows_end(&r);
}

static void evidence(const struct draw *w, struct buf *b, const char *control)
{
	struct rows r = db_rows(w->d,
		"SELECT a.name, e.subject, e.ok, e.seen, e.wanted FROM evidence e LEFT JOIN asset a ON a.id=e.asset WHERE control=?1 ORDER BY number",
		"s", control);
	buf_str(b, ",\"evidence\":[");
	for (bool first = true; rows_next(&r, NULL); first = false) {
		buf_str(b, first ? "{" : ",{");
		member(b, "asset", rows_null(&r, 0) ? NULL : rows_text(&r, 0));
		member(b, "subject", say_text(&w->say, control, rows_text(&r, 1)));
		buf_printf(b, ",\"ok\":%s", rows_null(&r, 2) ? "null" : rows_int(&r, 2) ? "1" : "0");
		member(b, "seen", rows_null(&r, 3) ? NULL : say_text(&w->say, control, rows_text(&r, 3)));
		member(b, "wanted", rows_null(&r, 4) ? NULL : say_text(&w->say, control, rows_text(&r, 4)));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void controls(const struct draw *w, struct buf *b)
{
	struct rows r = db_rows(w->d,
		"SELECT c.id, c.topic, c.level, t.text, f.verdict, f.source, f.why, f.contradiction, f.looked, c.sees, f.since_at FROM finding f JOIN cat.control c ON c.id=f.control"
		" LEFT JOIN cat.control_text t ON t.control=c.id AND t.lang=?1 AND t.field='title' ORDER BY c.position, c.id",
		"s", w->say.lang);
	buf_str(b, ",\"controls\":[");
	for (bool first = true; rows_next(&r, NULL);) {
		char *id = arena_strdup(w->a, rows_text(&r, 0));
		if (!draw_wants(w, (int)rows_int(&r, 1), id))
			continue;
		buf_str(b, first ? "\n{" : ",\n{");
		first = false;
		member(b, "id", id);
		buf_printf(b, ",\"topic\":%lld", (long long)rows_int(&r, 1));
		member(b, "level", rows_text(&r, 2));
		member(b, "title", rows_text(&r, 3));
		member(b, "sees", rows_text(&r, 9));
		member(b, "verdict", rows_text(&r, 4));
		member(b, "source", rows_null(&r, 5) ? NULL : rows_text(&r, 5));
		member(b, "why", draw_why(w, id, rows_text(&r, 4), rows_text(&r, 6)));
		member(b, "contradiction", rows_null(&r, 7) ? NULL : say_text(&w->say, id, rows_text(&r, 7)));
		member(b, "since", clock_iso(w->a, rows_int(&r, 10)));
		buf_printf(b, ",\"looked\":%s", rows_int(&r, 8) ? "true" : "false");
		evidence(w, b, id);
		buf_char(b, '}');
	}
	buf_str(b, "]");
}

static void actions(const struct draw *w, struct buf *b)
{
	struct rows r = db_rows(w->d, "SELECT control, minutes, once_eur, yearly_eur, who FROM action ORDER BY position LIMIT 6", "");
	buf_str(b, ",\"actions\":[");
	for (bool first = true; rows_next(&r, NULL); first = false) {
		buf_str(b, first ? "{" : ",{");
		member(b, "control", rows_text(&r, 0));
		buf_printf(b, ",\"minutes\":%lld,\"once_eur\":%lld,\"yearly_eur\":%lld", (long long)rows_int(&r, 1), (long long)rows_int(&r, 2),
			(long long)rows_int(&r, 3));
		member(b, "who", rows_text(&r, 4));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

void draw_json(const struct draw *w, struct buf *b)
{
	buf_char(b, '{');
	member(b, "bolwerk", BOLWERK_VERSION);
	member(b, "at", clock_iso(w->a, w->at));
	member(b, "lang", w->say.lang);
	asset(w, b);
	score(w, b);
	actions(w, b);
	controls(w, b);
	buf_str(b, "}\n");
}

// ---- the catalogue

static void texts(const struct draw *w, struct buf *b, const char *control, const char *field, bool list)
{
	struct rows r = db_rows(w->d, "SELECT text FROM cat.control_text WHERE control=?1 AND lang=?2 AND field=?3 ORDER BY step", "sss", control,
		w->say.lang, field);
	bool any = false;
	buf_printf(b, ",\"%s\":%s", field, list ? "[" : "");
	for (; rows_next(&r, NULL); any = true) {
		buf_str(b, any ? "," : "");
		json_write(b, text_of(rows_text(&r, 0)));
	}
	buf_str(b, list ? "]" : any ? "" : "null");
}

static void list(const struct draw *w, struct buf *b, const char *name, const char *sql, const char *control)
{
	struct rows r = db_rows_made(w->d, sql, "s", control);
	buf_printf(b, ",\"%s\":[", name);
	for (bool first = true; rows_next(&r, NULL); first = false) {
		buf_str(b, first ? "" : ",");
		json_write(b, text_of(rows_text(&r, 0)));
	}
	buf_char(b, ']');
}

void draw_controls_json(const struct draw *w, struct buf *b)
{
	static const char *const text_fields[] = {"title", "ask", "why", "ask_supplier", "today"};
	struct rows r = db_rows(w->d,
		"SELECT id, topic, level, sees, scope, valid_days, minutes, once_eur, yearly_eur, who, guide, check_sql IS NOT NULL FROM cat.control ORDER BY position, id",
		"");
	buf_char(b, '[');
	for (bool first = true; rows_next(&r, NULL);) {
		const char *id = arena_strdup(w->a, rows_text(&r, 0));
		if (!draw_wants(w, (int)rows_int(&r, 1), id))
			continue;
		buf_str(b, first ? "\n{" : ",\n{");
		first = false;
		member(b, "id", id);
		buf_printf(b, ",\"topic\":%lld", (long long)rows_int(&r, 1));
		member(b, "level", rows_text(&r, 2));
		member(b, "sees", rows_text(&r, 3));
		member(b, "scope", rows_text(&r, 4));
		for (size_t i = 0; i < sizeof text_fields / sizeof *text_fields; i++)
			texts(w, b, id, text_fields[i], false);
		texts(w, b, id, "how", true);
		list(w, b, "proof", "SELECT part || coalesce('@' || months, '') FROM cat.control_proof WHERE control=?1 ORDER BY position", id);
		list(w, b, "refs", "SELECT framework || ':' || code FROM cat.control_ref WHERE control=?1 ORDER BY framework, code", id);
		list(w, b, "reduces", "SELECT threat || ':' || strength FROM cat.control_reduces WHERE control=?1 ORDER BY strength DESC, threat",
			id);
		buf_printf(b,
			",\"valid_days\":%lld,\"effort\":{\"minutes\":%lld,\"once_eur\":%lld,\"yearly_eur\":%lld,\"who\":\"%s\"},\"guide\":%s,\"has_check\":%s}",
			(long long)rows_int(&r, 5), (long long)rows_int(&r, 6), (long long)rows_int(&r, 7), (long long)rows_int(&r, 8),
			rows_text(&r, 9), rows_int(&r, 10) ? "true" : "false", rows_int(&r, 11) ? "true" : "false");
	}
	buf_str(b, "]\n");
}
