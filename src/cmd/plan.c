// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk plan: what to do first, month by month, in minutes and euro. Made anew from the findings; a budget given here is not kept.
#include "../base/clock.h"
#include "../base/json.h"
#include "../core/firm.h"
#include "../core/plan_own.h"
#include "../core/risk_own.h"
#include "../core/say.h"
#include "cmd.h"
#include "share/euro_html.h"
#include "share/output.h"

#include <string.h>

static int cmd_plan_run(int argc, char **argv);
const struct cmd cmd_plan = {"plan", "[--db FILE] [--minutes N] [--euro N] [--format text|json|html] [--lang en|nl|fr|de]", "Tells what to do first, month by month.", cmd_plan_run};

struct told {
	const char *id, *title, *why, *who;
};

struct planned {
	const char *db, *minutes, *euro, *format, *lang;
	struct plan_budget budget;
	struct risk_model model;
	struct risk_result result;
	struct plan_item item[RISK_MEASURES];
	const char *id[RISK_MEASURES];
	struct told told[RISK_MEASURES]; // of each item
	struct plan plan;
};

// ---- options

static bool options(struct planned *c, int argc, char **argv)
{
	const struct cmd_option all[] = {
		{"db", &c->db, NULL}, {"minutes", &c->minutes, NULL}, {"euro", &c->euro, NULL}, {"format", &c->format, NULL}, {"lang", &c->lang, NULL}, {0}};
	if (!cmd_options(&cmd_plan, argc, argv, all, NULL, 0, NULL) || !cmd_whole(&cmd_plan, "minutes", c->minutes, 1, PLAN_MINUTES, &c->budget.minutes) ||
		!cmd_whole(&cmd_plan, "euro", c->euro, 0, (int64_t)PLAN_MOST, &c->budget.euro))
		return false;
	if (strcmp(c->format, "text") != 0 && strcmp(c->format, "json") != 0 && strcmp(c->format, "html") != 0)
		return cmd_wrong(&cmd_plan, "--format is text, json or html, not", c->format);
	return say_knows(c->lang) || cmd_wrong(&cmd_plan, "--lang is en, nl, fr or de, not", c->lang);
}

// ---- the plan

static const char *text_of_control(const struct say *s, const char *id, const char *field)
{
	const char *t = db_text(s->d, s->a, "SELECT text FROM cat.control_text WHERE control=?1 AND lang=?2 AND field=?3", "sss", id, s->lang, field);
	return t ? t : id;
}

static bool judged(struct db *d, struct err *e)
{
	return db_int(d, "SELECT count(*) FROM finding", 0, "") > 0 || err_set(e, "nothing was judged yet, so there is nothing to plan; run bolwerk check first");
}

static bool make(struct planned *c, struct arena *a, const struct say *s, struct err *e)
{
	struct risk_taken taken;
	if (!judged(s->d, e) || !risk_own_model(s->d, a, c->lang, &c->model, &taken, e) || !risk_run(a, &c->model, &c->result, e))
		return false;
	struct plan_budget own = plan_own_budget(s->d);
	own.minutes = c->minutes ? c->budget.minutes : own.minutes;
	own.euro = c->euro ? c->budget.euro : own.euro;
	c->budget = own;
	int n = plan_own_items(s->d, a, &c->model, &c->result, c->item, c->id);
	for (int i = 0; i < n; i++)
		c->told[i] = (struct told){c->id[i], text_of_control(s, c->id[i], "title"), text_of_control(s, c->id[i], "why"),
			db_text(s->d, a, "SELECT who FROM doer WHERE control=?1", "s", c->id[i])};
	return plan_draw_up(a, &c->model, c->item, n, &c->budget, &c->plan, e);
}

// ---- JSON

static void json_title(struct buf *b, const struct told *t)
{
	buf_str(b, "{\"control\":");
	json_write(b, text_of(t->id));
	buf_str(b, ",\"title\":");
	json_write(b, text_of(t->title));
}

static void json_line(struct buf *b, const struct planned *c, const struct plan_line *l)
{
	const struct plan_item *t = &c->item[l->item];
	json_title(b, &c->told[l->item]);
	if (l->why)
		buf_printf(b, ",\"why\":\"%s\",\"would_save\":%.2f", plan_why_name(l->why), l->would);
	else
		buf_printf(b, ",\"saves\":%.2f", l->saves);
	buf_printf(b, ",\"minutes\":%lld,\"once\":%lld,\"yearly\":%lld,\"who\":\"%s\",\"hard\":%s,\"bundle\":%d", (long long)t->minutes, (long long)t->once, (long long)t->yearly,
		c->told[l->item].who, t->hard ? "true" : "false", t->bundle);
	if (!l->why)
		buf_printf(b, ",\"months\":%d", l->months);
	buf_char(b, '}');
}

// Lines of a month; month 0: those that are not planned.
static void json_lines(struct buf *b, const struct planned *c, int month)
{
	bool first = true;
	for (int k = 0; k < c->plan.lines; k++)
		if (c->plan.line[k].month == month) {
			buf_str(b, first ? "\n    " : ",\n    ");
			json_line(b, c, &c->plan.line[k]);
			first = false;
		}
}

static void write_json(struct buf *b, const struct planned *c)
{
	const char *between = "";
	buf_printf(b, "{\"before\":%.2f,\"after\":%.2f,\"budget\":{\"minutes\":%lld,\"euro\":", c->plan.before, c->plan.after, (long long)c->budget.minutes);
	if (c->budget.euro < 0)
		buf_str(b, "null},\"months\":[");
	else
		buf_printf(b, "%lld},\"months\":[", (long long)c->budget.euro);
	for (int i = 0; i < PLAN_MONTHS; i++) {
		const struct plan_month *m = &c->plan.month[i];
		if (!m->lines && !m->minutes)
			continue;
		buf_printf(b, "%s\n  {\"month\":%d,\"minutes\":%lld,\"once\":%lld,\"yearly\":%lld,\"saves\":%.2f,\"mean\":%.2f,\"lines\":[", between, i + 1, (long long)m->minutes,
			(long long)m->once, (long long)m->yearly, m->saves, m->mean);
		json_lines(b, c, i + 1);
		buf_str(b, "]}");
		between = ",";
	}
	buf_str(b, "],\n\"not_planned\":[");
	json_lines(b, c, 0);
	buf_printf(b, "],\n\"model\":\"" RISK_VERSION "\",\"seed\":%llu}\n", (unsigned long long)c->model.seed);
}

// ---- text

static const char *effort(const struct say *s, const struct planned *c, const struct plan_line *l)
{
	const struct plan_item *i = &c->item[l->item];
	const char *by = c->told[l->item].who;
	by = say_word(s, strcmp(by, "owner") == 0 ? "you" : strcmp(by, "supplier") == 0 ? "your ICT supplier" : "you or your ICT supplier");
	const char *t = say_format(s, "{1} {1?minute|minutes}, {2}", "is", i->minutes, by);
	if (i->once)
		t = arena_printf(s->a, "%s, %s", t, say_format(s, "about {1:eur} once", "i", i->once));
	if (i->yearly)
		t = arena_printf(s->a, "%s, %s", t, say_format(s, "about {1:eur} a year", "i", i->yearly));
	if (l->months > 1)
		t = arena_printf(s->a, "%s, %s", t, say_format(s, "over {1} months", "i", (int64_t)l->months));
	if (l->saves >= 0.5)
		t = arena_printf(s->a, "%s, %s", t, say_format(s, "saves about {1:eur} a year", "i", risk_euro(l->saves)));
	return t;
}

static void write_first(struct buf *b, const struct say *s, const struct planned *c)
{
	int n = 0;
	for (int k = 0; k < c->plan.lines; k++) {
		const struct plan_line *l = &c->plan.line[k];
		if (l->month != 1)
			continue;
		buf_printf(b, "%2d. %s (%s)\n    %s\n", ++n, c->told[l->item].title, c->told[l->item].id, effort(s, c, l));
		if (c->item[l->item].hard)
			buf_printf(b, "    %s\n", say_format(s, "This comes first. {1}", "s", c->told[l->item].why));
	}
}

static void write_next(struct buf *b, const struct say *s, const struct planned *c, int month)
{
	const struct plan_month *m = &c->plan.month[month - 1];
	if (!m->lines && !m->minutes)
		return;
	if (!m->lines)
		buf_str(b, say_format(s, "Month {1}: {2} {2?minute|minutes} for what began before", "ii", (int64_t)month, m->minutes));
	else
		buf_str(b, say_format(s, "Month {1}: {2} {2?thing|things}, {3} {3?minute|minutes}, {4:eur} a year less", "iiii", (int64_t)month, (int64_t)m->lines, m->minutes, risk_euro(m->saves)));
	buf_char(b, '\n');
	for (int k = 0; k < c->plan.lines; k++)
		if (c->plan.line[k].month == month)
			buf_printf(b, "    %s (%s)\n", c->told[c->plan.line[k].item].title, c->told[c->plan.line[k].item].id);
}

enum { SHOWN = 3 }; // titles of each reason

static int64_t left(const struct planned *c, enum plan_why why)
{
	int64_t n = 0;
	for (int k = 0; k < c->plan.lines; k++)
		n += c->plan.line[k].why == why;
	return n;
}

static void write_left(struct buf *b, const struct say *s, const struct planned *c, enum plan_why why, const char *title)
{
	int64_t n = left(c, why), shown = 0;
	if (!n)
		return;
	buf_printf(b, "%s\n", title);
	for (int k = 0; k < c->plan.lines && shown < SHOWN; k++)
		if (c->plan.line[k].why == why) {
			buf_printf(b, "    %s (%s)\n", c->told[c->plan.line[k].item].title, c->told[c->plan.line[k].item].id);
			shown++;
		}
	if (n > shown)
		buf_printf(b, "    %s\n", say_format(s, "and {1} more", "i", n - shown));
}

static void write_not_planned(struct buf *b, const struct say *s, const struct planned *c)
{
	buf_char(b, '\n');
	write_left(b, s, c, PLAN_MONEY, say_format(s, "Not planned, too little money this year: {1}", "i", left(c, PLAN_MONEY)));
	write_left(b, s, c, PLAN_TIME, say_format(s, "Not planned, too little time this year: {1}", "i", left(c, PLAN_TIME)));
	write_left(b, s, c, PLAN_NOBODY, say_format(s, "Not planned, you have nobody who can do it: {1}", "i", left(c, PLAN_NOBODY)));
	write_left(b, s, c, PLAN_COSTS_MORE, say_format(s, "Not planned, it costs more than it saves: {1}", "i", left(c, PLAN_COSTS_MORE)));
}

static const char *budget(const struct say *s, const struct planned *c)
{
	if (c->budget.euro < 0)
		return say_format(s, "Reckoned with {1} {1?minute|minutes} a month and no limit in euro.", "i", c->budget.minutes);
	return say_format(s, "Reckoned with {1} {1?minute|minutes} a month and {2:eur} this year.", "ii", c->budget.minutes, c->budget.euro);
}

static void write_text(struct buf *b, const struct say *s, const struct planned *c)
{
	const struct plan_month *m = &c->plan.month[0];
	if (m->lines)
		buf_printf(b, "%s\n", say_format(s, "This month: {1} {1?thing|things}, {2} {2?minute|minutes}, {3:eur} a year less", "iii", (int64_t)m->lines, m->minutes, risk_euro(m->saves)));
	else
		buf_printf(b, "%s\n", say_word(s, c->plan.lines ? "Nothing of what is open fits in the plan." : "Nothing is open: there is nothing to plan."));
	write_first(b, s, c);
	if (m->lines)
		buf_char(b, '\n');
	for (int i = 2; i <= PLAN_MONTHS; i++)
		write_next(b, s, c, i);
	if (left(c, PLAN_PLANNED) < c->plan.lines)
		write_not_planned(b, s, c);
	buf_printf(b, "\n%s\n%s\n", say_format(s, "A year costs {1:eur} on average now, and {2:eur} after the plan.", "ii", risk_euro(c->plan.before), risk_euro(c->plan.after)), budget(s, c));
}

// ---- the run

static bool tell(struct planned *c, struct arena *a, struct db *d, struct err *e)
{
	struct buf *b = buf_new(a, 4 << 20);
	struct say s = {d, a, c->lang, clock_now()};
	if (c->format[0] == 'h') {
		struct euro_other other = {.minutes = c->budget.minutes, .euro = c->euro ? c->budget.euro : -1};
		return judged(d, e) && euro_html(d, a, &other, c->lang, b, e) && output_write(NULL, b, e);
	}
	db_read_only(d);
	if (!make(c, a, &s, e))
		return false;
	if (c->format[0] == 'j')
		write_json(b, c);
	else
		write_text(b, &s, c);
	return output_write(NULL, b, e);
}

static int cmd_plan_run(int argc, char **argv)
{
	struct err e = {0};
	struct arena *a = arena_new();
	struct planned *c = arena_alloc(a, sizeof *c);
	c->format = "text";
	c->lang = say_environment();
	if (!options(c, argc, argv)) {
		arena_free(a);
		return CMD_USAGE;
	}
	const char *path = c->db ? c->db : firm_path(a, &e);
	struct db *d = path ? firm_open(a, path, NULL, &e) : NULL;
	bool good = d && tell(c, a, d, &e);
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_plan, &e);
}
