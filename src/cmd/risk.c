// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk risk: what a year may cost a firm, in euro. With --db the firm of that file, with its measures as they were judged; without: a firm of that size and trade of
// which nothing else is known.
#include "../base/clock.h"
#include "../base/json.h"
#include "../core/firm.h"
#include "../core/risk_own.h"
#include "../core/say.h"
#include "cmd.h"
#include "share/euro_html.h"
#include "share/output.h"

#include <string.h>

static int cmd_risk_run(int argc, char **argv);
const struct cmd cmd_risk = {"risk",
	"[--db FILE] [--people N] [--sector NAME|NACE] [--turnover EUR] [--cash EUR] [--trials N] [--seed N] [--threads N] [--format text|json|html] [--lang en|nl|fr|de]",
	"Tells what a year may cost a firm, in euro.", cmd_risk_run};

struct risk {
	const char *db, *people, *sector, *turnover, *cash, *trials, *seed, *threads, *format, *lang;
	int64_t euro, years, start, hands; // cash, trials, seed, threads
	struct risk_firm firm;
	struct risk_model model;
	struct risk_taken taken;
	struct risk_result result;
};

// ---- options

static bool options(struct risk *c, int argc, char **argv)
{
	const struct cmd_option all[] = {{"db", &c->db, NULL}, {"people", &c->people, NULL}, {"sector", &c->sector, NULL}, {"turnover", &c->turnover, NULL}, {"cash", &c->cash, NULL},
		{"trials", &c->trials, NULL}, {"seed", &c->seed, NULL}, {"threads", &c->threads, NULL}, {"format", &c->format, NULL},
		{"lang", &c->lang, NULL}, {0}};
	if (!cmd_options(&cmd_risk, argc, argv, all, NULL, 0, NULL) || !cmd_whole(&cmd_risk, "people", c->people, 0, 1000000, &c->firm.people) ||
		!cmd_whole(&cmd_risk, "turnover", c->turnover, 0, RISK_TURNOVER, &c->firm.turnover) || !cmd_whole(&cmd_risk, "cash", c->cash, 0, RISK_TURNOVER, &c->euro) ||
		!cmd_whole(&cmd_risk, "trials", c->trials, 1000, RISK_TRIALS, &c->years) || !cmd_whole(&cmd_risk, "seed", c->seed, 0, INT64_MAX, &c->start) ||
		!cmd_whole(&cmd_risk, "threads", c->threads, 1, 64, &c->hands))
		return false;
	if (strcmp(c->format, "text") != 0 && strcmp(c->format, "json") != 0 && strcmp(c->format, "html") != 0)
		return cmd_wrong(&cmd_risk, "--format is text, json or html, not", c->format);
	if (c->format[0] == 'h' && (c->trials || c->seed || c->threads))
		return cmd_wrong(&cmd_risk, "--trials, --seed and --threads are not for", "--format html");
	if (!say_knows(c->lang))
		return cmd_wrong(&cmd_risk, "--lang is en, nl, fr or de, not", c->lang);
	c->firm.sector = c->sector;
	return true;
}

// ---- what is written

static void json_firm(struct buf *b, const struct risk *c)
{
	buf_printf(b, "\"firm\":{\"people\":%lld,\"turnover\":%lld,\"sector\":", (long long)c->taken.people, (long long)c->taken.turnover);
	if (c->taken.sector)
		json_write(b, text_of(c->taken.sector));
	else
		buf_str(b, "null");
	buf_printf(b, ",\"assumed\":[%s%s%s]", c->taken.people_assumed ? "\"people\"" : "", c->taken.people_assumed && c->taken.turnover_assumed ? "," : "",
		c->taken.turnover_assumed ? "\"turnover\"" : "");
	buf_printf(b, ",\"counted_as\":%lld}", (long long)(c->taken.people_capped ? 249 : c->taken.people));
}

static void json_scenarios(struct buf *b, const struct risk *c)
{
	buf_str(b, ",\"scenarios\":[");
	for (int i = 0; i < c->model.scenarios; i++) {
		buf_printf(b, "%s{\"id\":", i ? "," : "");
		json_write(b, text_of(c->model.scenario[i].id));
		buf_str(b, ",\"title\":");
		json_write(b, text_of(c->model.scenario[i].title));
		buf_printf(b, ",\"mean\":%.2f,\"share\":%.4f,\"events\":%.5f}", c->result.scenario[i].mean, c->result.scenario[i].share, c->result.scenario[i].events);
	}
	buf_str(b, "],\"measures\":[");
	for (int i = 0; i < c->model.measures; i++) {
		buf_printf(b, "%s{\"id\":", i ? "," : "");
		json_write(b, text_of(c->model.measure[i].id));
		buf_printf(b, ",\"cover\":%.3f,\"saves\":%.2f,\"would_save\":%.2f}", c->model.measure[i].cover, c->result.measure[i].saves, c->result.measure[i].would);
	}
	buf_str(b, "],\"exceedance\":[");
	for (int i = 0; i < RISK_CURVE; i++)
		buf_printf(b, "%s[%.2f,%.6f]", i ? "," : "", c->result.curve[i].loss, c->result.curve[i].chance);
	buf_char(b, ']');
}

static void write_json(struct buf *b, const struct risk *c)
{
	const struct risk_result *r = &c->result;
	buf_printf(b, "{\"mean\":%.2f,\"p10\":%.2f,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"chance\":%.6f,", r->mean, r->p10, r->p50, r->p90, r->p99, r->chance);
	if (c->model.cash > 0)
		buf_printf(b, "\"cash\":%.0f,\"over_cash\":%.6f,", c->model.cash, r->over_cash);
	buf_printf(b, "\"days\":{\"mean\":%.3f,\"p50\":%.3f,\"p90\":%.3f},", r->days_mean, r->days_p50, r->days_p90);
	json_firm(b, c);
	json_scenarios(b, c);
	buf_printf(b, ",\"model\":\"" RISK_VERSION "\",\"seed\":%llu,\"trials\":%lld}\n", (unsigned long long)c->model.seed, (long long)c->model.trials);
}

static void line(const struct say *s, struct buf *b, const char *en, const char *fmt, int64_t x, int64_t y)
{
	buf_str(b, say_format(s, en, fmt, x, y));
	buf_char(b, '\n');
}

static void write_text(struct buf *b, const struct risk *c, const struct say *s)
{
	const struct risk_result *r = &c->result;
	if (c->db && db_int(s->d, "SELECT count(*) FROM finding", 0, "") == 0)
		line(s, b, "Nothing was judged yet: no measure counts.", "", 0, 0);
	if (c->taken.people_assumed)
		line(s, b, "How many people work there is not known: {1} were taken.", "i", c->taken.people, 0);
	if (c->taken.people_capped)
		line(s, b, "The numbers end at 249 people: a larger firm counts as one of 249.", "", 0, 0);
	if (c->taken.turnover_assumed)
		line(s, b, "The turnover is not known: {1:eur} a year was taken, as firms of this size have.", "i", c->taken.turnover, 0);
	line(s, b, "In nine years of ten a year costs at most {1:eur}; over many years {2:eur} a year.", "ii", risk_euro(r->p90), risk_euro(r->mean));
	line(s, b, "In half of the years at most {1:eur}; one year in a hundred more than {2:eur}.", "ii", risk_euro(r->p50), risk_euro(r->p99));
	if (c->model.cash > 0)
		line(s, b, "In {1} years of a thousand it costs more than the {2:eur} there is.", "ii", (int64_t)(r->over_cash * 1000 + 0.5),
			(int64_t)c->model.cash);
	for (int i = 0; i < c->model.scenarios; i++) {
		const char *t = say_format(s, "{1}: {2:eur} a year", "si", c->model.scenario[i].title, risk_euro(r->scenario[i].mean));
		buf_printf(b, "  %s\n", t);
	}
}

// ---- the run

static bool make(struct risk *c, struct arena *a, struct db *d, struct err *e)
{
	if (c->db)
		return risk_own_model_with(d, a, &c->firm, c->euro, c->lang, &c->model, &c->taken, e);
	return risk_model_make(d, a, &c->firm, c->lang, &c->model, &c->taken, e);
}

static bool play(struct risk *c, struct arena *a, struct db *d, struct err *e)
{
	if (!make(c, a, d, e))
		return false;
	if (!c->db)
		c->model.cash = (double)c->euro;
	c->model.trials = c->trials || !c->db ? c->years : c->model.trials;
	c->model.seed = c->seed || !c->db ? (uint64_t)c->start : c->model.seed;
	c->model.threads = (int)c->hands;
	return risk_run(a, &c->model, &c->result, e);
}

static bool tell(const struct risk *c, struct arena *a, struct db *d, struct err *e)
{
	struct buf *b = buf_new(a, 1 << 20);
	struct say s = {d, a, c->lang, clock_now()};
	if (c->format[0] == 'j')
		write_json(b, c);
	else
		write_text(b, c, &s);
	return output_write(NULL, b, e);
}

static bool tell_paper(const struct risk *c, struct arena *a, struct db *d, struct err *e)
{
	struct euro_other other = {c->firm, c->euro, 0, -1};
	struct buf *b = buf_new(a, 4 << 20);
	return euro_html(d, a, &other, c->lang, b, e) && output_write(NULL, b, e);
}

static int cmd_risk_run(int argc, char **argv)
{
	struct err e = {0};
	struct arena *a = arena_new();
	struct risk *c = arena_alloc(a, sizeof *c);
	c->format = "text";
	c->lang = say_environment();
	c->years = 200000;
	c->start = c->hands = 1;
	if (!options(c, argc, argv)) {
		arena_free(a);
		return CMD_USAGE;
	}
	bool paper = c->format[0] == 'h';
	struct db *d = c->db || paper ? firm_open(a, c->db ? c->db : ":memory:", NULL, &e) : db_open(a, ":memory:", NULL, &e);
	bool good = d && play(c, a, d, &e) && (paper ? tell_paper(c, a, d, &e) : tell(c, a, d, &e));
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_risk, &e);
}
