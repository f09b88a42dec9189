// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The result of a check in a terminal: twelve bars, what to do first, what was not seen; see draw.h. Meaning never by colour alone.
#include "draw.h"
#include "../core/score.h"

#include <string.h>

#define BAR 40 // columns of a bar (look.md)

// ---- widths: a character is one column wide, an accent none; enough for the four languages

static int width(const char *s)
{
	int n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void pad(struct buf *b, int n)
{
	while (n-- > 0)
		buf_char(b, ' ');
}

static void cell(struct buf *b, const char *s, int columns)
{
	buf_str(b, s);
	pad(b, columns - width(s));
}

// Adds text, broken at spaces to the width, every line indented; the first one starts where the cursor is.
static void wrap(const struct draw *w, struct buf *b, const char *s, int indent, int at)
{
	while (*s) {
		size_t n = strcspn(s, " \n");
		char *word = arena_strndup(w->a, s, n);
		int cols = width(word);
		if (at > indent && at + 1 + cols > w->columns) {
			buf_char(b, '\n');
			pad(b, indent);
			at = indent;
		} else if (at > indent) {
			buf_char(b, ' ');
			at++;
		}
		buf_str(b, word);
		at += cols;
		s += n;
		while (*s == ' ' || *s == '\n')
			s++;
	}
	buf_char(b, '\n');
}

static void colour(const struct draw *w, struct buf *b, const char *code)
{
	if (w->colour)
		buf_printf(b, "\x1b[%sm", code);
}

static void heading(const struct draw *w, struct buf *b, const char *en)
{
	buf_char(b, '\n');
	colour(w, b, "1");
	buf_str(b, say_word(&w->say, en));
	colour(w, b, "0");
	buf_char(b, '\n');
}

// ---- bars

struct part {
	int share;
	const char *sign, *colour;
};

static void bar(const struct draw *w, struct buf *b, const struct shares *s)
{
	const struct part parts[] = {{s->measured, "\xe2\x96\x88", "36"}, {s->proven, "\xe2\x96\x93", "36"}, {s->told, "\xe2\x96\x92", "36"},
		{s->accepted, "\xe2\x94\x80", "2"}, {s->unknown, "\xe2\x96\x91", "2"}, {s->gap, "\xc2\xb7", "2"}};
	int sum = 0, drawn = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		sum += parts[i].share;
		int until = (sum * BAR + 500) / 1000;
		if (until > drawn)
			colour(w, b, parts[i].colour);
		for (; drawn < until; drawn++)
			buf_str(b, parts[i].sign);
		colour(w, b, "0");
	}
}

static void topics(const struct draw *w, struct buf *b)
{
	for (int topic = 1; topic <= 12; topic++) {
		struct shares s;
		int n = score_read(w->d, topic, &s);
		const char *name = db_text(w->d, w->a, "SELECT text FROM cat.topic_text WHERE topic=?1 AND lang=?2 AND field='title'", "is",
			(int64_t)topic, w->say.lang);
		buf_printf(b, "%2d ", topic);
		if (n)
			bar(w, b, &s);
		else
			pad(b, BAR);
		buf_printf(b, " %3d%% ", (s.measured + s.proven + s.told + 5) / 10);
		wrap(w, b, name ? name : "", 49, 49);
	}
	buf_printf(b, "   \xe2\x96\x88 %s   \xe2\x96\x93 %s   \xe2\x96\x92 %s   \xe2\x96\x91 %s   \xc2\xb7 %s\n", say_word(&w->say, "measured"),
		say_word(&w->say, "proven"), say_word(&w->say, "told"), say_word(&w->say, "not known"), say_word(&w->say, "open"));
}

// ---- what to do first

static const char *effort(const struct draw *w, struct rows *r)
{
	const char *who = rows_text(r, 4);
	const char *by = say_word(&w->say,
		strcmp(who, "owner") == 0              ? "you"
			: strcmp(who, "supplier") == 0 ? "your ICT supplier"
						       : "you or your ICT supplier");
	const char *t = say_format(&w->say, "{1} {1?minute|minutes}, {2}", "is", rows_int(r, 1), by);
	if (rows_int(r, 2))
		t = arena_printf(w->a, "%s, %s", t, say_format(&w->say, "about {1:eur} once", "i", rows_int(r, 2)));
	if (rows_int(r, 3))
		t = arena_printf(w->a, "%s, %s", t, say_format(&w->say, "about {1:eur} a year", "i", rows_int(r, 3)));
	return t;
}

static void wrong_things(const struct draw *w, struct buf *b, const char *control, int most)
{
	struct rows r = db_rows(w->d,
		"SELECT a.name, e.subject, e.seen, count(*) OVER () FROM evidence e LEFT JOIN asset a ON a.id=e.asset WHERE control=?1 AND ok=0 ORDER BY number LIMIT ?2",
		"si", control, (int64_t)most);
	int64_t all = 0, shown = 0;
	for (; rows_next(&r, NULL); shown++) {
		all = rows_int(&r, 3);
		const char *name = rows_text(&r, 0), *subject = say_text(&w->say, control, rows_text(&r, 1)),
			   *seen = say_text(&w->say, control, rows_text(&r, 2));
		buf_str(b, "   ");
		wrap(w, b,
			strcmp(name, subject) == 0 ? arena_printf(w->a, "%s: %s", name, seen) : arena_printf(w->a, "%s, %s: %s", name, subject, seen),
			5, 3);
	}
	if (all > shown) {
		buf_str(b, "   ");
		wrap(w, b, say_format(&w->say, "and {1} more", "i", all - shown), 5, 3);
	}
}

static void actions(const struct draw *w, struct buf *b)
{
	struct rows r = db_rows(w->d,
		"SELECT control, minutes, once_eur, yearly_eur, who, t.text FROM action JOIN cat.control_text t USING(control) WHERE t.lang=?1 AND t.field='title'"
		" ORDER BY position LIMIT 6",
		"s", w->say.lang);
	int n = 0;
	while (rows_next(&r, NULL)) {
		if (!n++)
			heading(w, b, "What to do first");
		const char *id = arena_strdup(w->a, rows_text(&r, 0)), *title = arena_strdup(w->a, rows_text(&r, 5));
		buf_printf(b, "%d. ", n);
		colour(w, b, "1");
		wrap(w, b, title, 3, 3);
		colour(w, b, "0");
		wrong_things(w, b, id, 3);
		buf_str(b, "   ");
		wrap(w, b, effort(w, &r), 3, 3);
		buf_str(b, "   ");
		colour(w, b, "2");
		wrap(w, b, arena_printf(w->a, "bolwerk check --only %s", id), 3, 3);
		colour(w, b, "0");
	}
}

// ---- what was not seen

static void unseen(const struct draw *w, struct buf *b)
{
	struct rows r = db_rows(w->d, "SELECT reason, list, control FROM unseen ORDER BY n DESC, position LIMIT 12", "");
	int n = 0;
	while (rows_next(&r, NULL)) {
		if (!n++)
			heading(w, b, "What we could not see, and why");
		char *list = arena_strdup(w->a, rows_text(&r, 1)), *first = arena_strdup(w->a, rows_text(&r, 2));
		buf_str(b, "\xe2\x80\xa2 ");
		wrap(w, b, arena_printf(w->a, "%s (%s)", say_text(&w->say, first, rows_text(&r, 0)), list), 2, 2);
	}
}

// ---- one topic or control, with its evidence

static void steps(const struct draw *w, struct buf *b, const char *id)
{
	struct rows r = db_rows(
		w->d, "SELECT step, text FROM cat.control_text WHERE control=?1 AND lang=?2 AND field='how' ORDER BY step", "ss", id, w->say.lang);
	while (rows_next(&r, NULL)) {
		buf_printf(b, "     %lld. ", (long long)rows_int(&r, 0));
		wrap(w, b, arena_strdup(w->a, rows_text(&r, 1)), 8, 8);
	}
}

static void things(const struct draw *w, struct buf *b, const char *id)
{
	struct rows r = db_rows(w->d,
		"SELECT a.name, e.subject, e.ok, e.seen, e.wanted FROM evidence e LEFT JOIN asset a ON a.id=e.asset WHERE control=?1 ORDER BY ok IS NULL, ok, number LIMIT 40",
		"s", id);
	while (rows_next(&r, NULL)) {
		const char *sign = rows_null(&r, 2) ? "?" : rows_int(&r, 2) ? "\xe2\x9c\x93" : "\xe2\x9c\x97";
		const char *seen = say_text(&w->say, id, rows_text(&r, 3)), *wanted = say_text(&w->say, id, rows_text(&r, 4));
		const char *line = arena_printf(w->a, "%s, %s: %s", rows_text(&r, 0), say_text(&w->say, id, rows_text(&r, 1)), seen);
		if (*wanted && !(!rows_null(&r, 2) && rows_int(&r, 2)))
			line = arena_printf(w->a, "%s (%s: %s)", line, say_word(&w->say, "wanted"), wanted);
		buf_printf(b, "   %s ", sign);
		wrap(w, b, line, 5, 5);
	}
}

static const char *verdict_word(const struct draw *w, const char *verdict)
{
	static const struct {
		const char *verdict, *word;
	} words[] = {{"ok", "in order"}, {"partly", "partly in order"}, {"gap", "open"}, {"unknown", "not known"},
		{"not_applicable", "does not apply"}, {"accepted", "accepted"}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].verdict, verdict) == 0)
			return say_word(&w->say, words[i].word);
	return verdict;
}

static void one_control(const struct draw *w, struct buf *b, struct rows *r)
{
	const char *id = arena_strdup(w->a, rows_text(r, 0)), *verdict = arena_strdup(w->a, rows_text(r, 4));
	buf_char(b, '\n');
	colour(w, b, "1");
	buf_printf(b, "%-5s ", id);
	wrap(w, b, arena_printf(w->a, "%s \xe2\x80\x93 %s", rows_text(r, 3), verdict_word(w, verdict)), 6, 6);
	colour(w, b, "0");
	buf_str(b, "   ");
	wrap(w, b, draw_why(w, id, verdict, rows_text(r, 5)), 3, 3);
	if (!rows_null(r, 6)) {
		buf_str(b, "   ");
		wrap(w, b, say_text(&w->say, id, rows_text(r, 6)), 3, 3);
	}
	things(w, b, id);
	if (strcmp(verdict, "gap") == 0 || strcmp(verdict, "partly") == 0) {
		buf_str(b, "   ");
		wrap(w, b,
			db_text(w->d, w->a, "SELECT text FROM cat.control_text WHERE control=?1 AND lang=?2 AND field='why'", "ss", id, w->say.lang),
			3, 3);
		steps(w, b, id);
	}
}

static void controls(const struct draw *w, struct buf *b)
{
	struct rows r = db_rows(w->d,
		"SELECT c.id, c.topic, c.level, t.text, f.verdict, f.why, f.contradiction FROM finding f JOIN cat.control c ON c.id=f.control"
		" JOIN cat.control_text t ON t.control=c.id AND t.lang=?1 AND t.field='title' ORDER BY c.position, c.id",
		"s", w->say.lang);
	while (rows_next(&r, NULL))
		if (draw_wants(w, (int)rows_int(&r, 1), rows_text(&r, 0)))
			one_control(w, b, &r);
}

void draw_text(const struct draw *w, struct buf *b)
{
	struct shares s;
	score_read(w->d, 0, &s);
	const char *name = db_text(w->d, w->a,
		"SELECT a.name || coalesce(', ' || h.os_name, '') FROM report r JOIN asset a ON a.id=r.asset LEFT JOIN host h ON h.asset=a.id"
		" WHERE a.kind='computer' ORDER BY r.received_at DESC, r.at DESC, r.asset DESC LIMIT 1",
		"");
	colour(w, b, "1");
	wrap(w, b, arena_printf(w->a, "Bolwerk \xe2\x80\x93 %s \xe2\x80\x93 %s", name ? name : "", say_date(&w->say, w->at)), 0, 0);
	colour(w, b, "0");
	if (w->only) {
		controls(w, b);
		return;
	}
	int64_t looked = db_int(w->d, "SELECT count(*) FROM finding WHERE verdict='ok' AND source='measured'", 0, "");
	int64_t open = db_int(w->d, "SELECT count(*) FROM finding WHERE verdict IN ('gap','partly')", 0, "");
	int64_t unknown = db_int(w->d, "SELECT count(*) FROM finding WHERE verdict='unknown'", 0, "");
	wrap(w, b,
		say_format(&w->say, "Of 113 measures, {1} are measured and in order. {2} have something open. {3} are not known yet.", "iii", looked,
			open, unknown),
		0, 0);
	buf_char(b, '\n');
	topics(w, b);
	actions(w, b);
	unseen(w, b);
}

void draw_controls_text(const struct draw *w, struct buf *b)
{
	struct rows r = db_rows(w->d,
		"SELECT c.id, c.topic, c.level, t.text FROM cat.control c JOIN cat.control_text t ON t.control=c.id AND t.lang=?1 AND t.field='title' ORDER BY c.position, c.id",
		"s", w->say.lang);
	while (rows_next(&r, NULL)) {
		if (!draw_wants(w, (int)rows_int(&r, 1), rows_text(&r, 0)))
			continue;
		cell(b, rows_text(&r, 0), 7);
		cell(b, say_word(&w->say, rows_text(&r, 2)), 12);
		wrap(w, b, arena_strdup(w->a, rows_text(&r, 3)), 19, 19);
	}
}
