// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk check: looks at this computer, judges it, tells the result. The part that looks keeps its rights and has no network; the
// part that works with what it saw gives up root before it reads the first byte of it.
#include "../base/clock.h"
#include "../base/sandbox.h"
#include "../core/firm.h"
#include "../core/ingest.h"
#include "../core/judge.h"
#include "../probe/report.h"
#include "../draw/draw.h"
#include "cmd.h"
#include "share/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef _WIN32
#include <sys/ioctl.h>
#include <unistd.h>
#endif

static int cmd_check_run(int argc, char **argv);
const struct cmd cmd_check = {"check",
	"[--format text|html|json] [--lang en|nl|fr|de] [--only TOPIC|ID] [--root DIR] [--db FILE] [--output FILE] [--deep] [--progress] [--fail-on gap] [--asset ID] [--now TIME]",
	"Measures this computer against the guide and tells the result.", cmd_check_run};

struct check {
	const char *format, *lang, *only, *root, *db, *output, *fail_on, *asset, *now, *data;
	bool deep, lines; // lines: --progress
	struct report_options look;
	int64_t started; // ms
};

// ---- the part that looks, in a process of its own

static void progress(void *arg, const char *probe, int done, int all)
{
	struct check *c = arg;
	if (c->lines)
		fprintf(stderr, "%d/%d %s\n", done, all, probe);
	else if (clock_ms() - c->started > 1000)
		fprintf(stderr, "\r\x1b[K%d/%d %s", done, all, probe);
}

static bool look(void *arg, struct arena *a, struct text *ret, struct err *e)
{
	struct check *c = arg;
	struct buf *report;
	if (!report_make(a, &c->look, &report, e))
		return false;
	if (c->look.progress && !c->lines && clock_ms() - c->started > 1000)
		fprintf(stderr, "\r\x1b[K");
	*ret = (struct text){report->p, report->n};
	return true;
}

// ---- options

static bool options(struct check *c, int argc, char **argv)
{
	const struct cmd_option all[] = {{"format", &c->format, NULL}, {"lang", &c->lang, NULL}, {"only", &c->only, NULL}, {"root", &c->root, NULL},
		{"db", &c->db, NULL}, {"output", &c->output, NULL}, {"fail-on", &c->fail_on, NULL}, {"asset", &c->asset, NULL},
		{"now", &c->now, NULL}, {"data", &c->data, NULL}, {"deep", NULL, &c->deep}, {"progress", NULL, &c->lines}, {0}};
	int64_t n;
	if (!cmd_options(&cmd_check, argc, argv, all, NULL, 0, NULL))
		return false;
	if (strcmp(c->format, "text") != 0 && strcmp(c->format, "html") != 0 && strcmp(c->format, "json") != 0)
		return cmd_wrong(&cmd_check, "--format is text, html or json, not", c->format);
	if (!say_knows(c->lang))
		return cmd_wrong(&cmd_check, "--lang is en, nl, fr or de, not", c->lang);
	if (c->fail_on && strcmp(c->fail_on, "gap") != 0)
		return cmd_wrong(&cmd_check, "--fail-on knows gap alone, not", c->fail_on);
	if (c->now && !clock_read_iso(text_of(c->now), &c->look.now))
		return cmd_wrong(&cmd_check, "a time is written as 2026-11-21 or 2026-11-21T10:20:30, not", c->now);
	if (c->asset && (!text_int(text_of(c->asset), 10, &n) || n < 1))
		return cmd_wrong(&cmd_check, "--asset takes the number of a computer, not", c->asset);
	return true;
}

// ---- the part that works

static bool only_known(struct db *d, const char *only)
{
	return !only ||
		db_int(d, "SELECT count(*) FROM cat.control WHERE id=?1 OR topic=CAST(?1 AS INTEGER) AND ?1 NOT GLOB '*[^0-9]*'", 0, "s", only) > 0;
}

static int64_t judged_at(const struct check *c, const struct ingest_result *taken)
{
	// An image is judged at its own time, a running computer now.
	return c->look.now ? c->look.now : c->root ? taken->at : clock_now();
}

static bool take_and_judge(struct check *c, struct db *d, struct text report, int64_t *ret_at, struct err *e)
{
	struct ingest_result taken;
	int64_t asset = 0;
	if (c->asset)
		text_int(text_of(c->asset), 10, &asset);
	if (asset && db_int(d, "SELECT count(*) FROM asset WHERE id=?1", 0, "i", asset) == 0)
		return err_set(e, "there is no computer number %s in the database", c->asset);
	if (!ingest_report(d, report, asset, clock_now(), &taken, e))
		return false;
	*ret_at = judged_at(c, &taken);
	if (taken.ignored)
		fprintf(stderr, "bolwerk check: %lld things of a newer version were not understood and left out\n", (long long)taken.ignored);
	return judge_all(d, *ret_at, e);
}

static int terminal_columns(void)
{
#ifndef _WIN32
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
		return size.ws_col > 100 ? 100 : size.ws_col;
#endif
	return 80;
}

static struct draw drawing(const struct check *c, struct arena *a, struct db *d, int64_t at)
{
	const char *no = getenv("NO_COLOR");
	return (struct draw){.d = d,
		.a = a,
		.say = {d, a, c->lang, at},
		.only = c->only,
		.at = at,
		.columns = terminal_columns(),
		.colour = !c->output && output_terminal() && !(no && *no)};
}

static bool tell(struct check *c, struct arena *a, struct db *d, int64_t at, const char *html_path, struct err *e)
{
	struct draw w = drawing(c, a, d, at);
	struct buf *b = buf_new(a, (size_t)64 << 20);
	if (strcmp(c->format, "json") == 0)
		draw_json(&w, b);
	else if (strcmp(c->format, "html") == 0) {
		if (!draw_html(&w, "report", b, e))
			return false;
	} else {
		draw_text(&w, b);
		if (html_path) {
			struct buf *html = buf_new(a, (size_t)64 << 20);
			if (!draw_html(&w, "report", html, e) || !output_write(html_path, html, e))
				return false;
			buf_printf(b, "\n%s\n", say_format(&w.say, "The whole report, with proof and steps: {1}", "s", html_path));
		}
	}
	return output_write(c->output, b, e);
}

static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_strndup(a, path, slash > path ? (size_t)(slash - path) : 1) : ".";
}

static int work(struct check *c, struct arena *a, struct text report, const char *path, struct err *e)
{
	bool kept = strcmp(path, ":memory:") != 0;
	const char *html = kept && !c->only && strcmp(c->format, "text") == 0 ? arena_printf(a, "%s/report.html", folder_of(a, path)) : NULL;
	const char *folders[4] = {NULL};
	int n = 0;
	if (kept)
		folders[n++] = folder_of(a, path);
	if (c->output)
		folders[n++] = folder_of(a, c->output);
	if (c->data)
		folders[n++] = folder_of(a, c->data);
	if (!sandbox_enter(SANDBOX_WORK, folders, e))
		return CMD_FAILED;
	struct db *d = firm_open(a, path, c->data, e);
	if (!d)
		return CMD_FAILED;
	if (!only_known(d, c->only)) {
		cmd_wrong(&cmd_check, "there is no topic or measure", c->only);
		return CMD_USAGE;
	}
	int64_t at = 0;
	if (!take_and_judge(c, d, report, &at, e) || !tell(c, a, d, at, html, e))
		return CMD_FAILED;
	int64_t gaps = db_int(d, "SELECT count(*) FROM finding WHERE verdict IN ('gap','partly') AND source='measured'", 0, "");
	return c->fail_on && gaps ? CMD_GAPS : CMD_DONE;
}

static int cmd_check_run(int argc, char **argv)
{
	struct check c = {.format = "text", .lang = say_environment(), .started = clock_ms()};
	struct err e = {0};
	if (!options(&c, argc, argv))
		return CMD_USAGE;
	struct arena *a = arena_new();
	c.look.root = c.root;
	c.look.deep = c.deep;
	if (c.lines || output_watched()) {
		c.look.progress = progress;
		c.look.progress_arg = &c;
	}
	const char *path = c.db ? c.db : c.root ? ":memory:" : firm_path(a, &e);
	struct text report = {"", 0};
	int status = CMD_FAILED;
	if (path && sandbox_run(a, look, &c, REPORT_BYTES_MAX + ((size_t)8 << 20), &report, &e))
		status = work(&c, a, report, path, &e);
	if (status == CMD_FAILED)
		cmd_fail(&cmd_check, &e);
	arena_free(a);
	return status;
}
