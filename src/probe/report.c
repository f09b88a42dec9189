// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Runs the probes and writes the report; see report.h and probe.h. The list of probes is made by the build from the folder's files.
#include "report.h"
#include "../base/clock.h"
#include "../base/json.h"
#include "../base/version.h"
#include "probe_table.h"
#include "share/share.h"

#include <string.h>

#define TEXT_MAX 4000
#define REASONS_MAX 8

struct report {
	struct buf *rows, *traits, *row;
	const char *state; // of the probe that runs: ok, partly, failed
	struct buf *why;   // its reasons, as JSON
	int reasons;
	int64_t row_count;
};

static void add_reason(struct probe_run *run, const char *state, const char *code, const char *what)
{
	struct report *r = run->report;
	if (strcmp(r->state, "failed") != 0)
		r->state = state;
	struct buf *one = buf_new(run->a, 2048);
	buf_char(one, '[');
	json_write(one, text_of(code));
	if (what) {
		buf_char(one, ',');
		json_write(one, text_of(what));
	}
	buf_char(one, ']');
	if (strstr(r->why->p, one->p) || r->reasons++ >= REASONS_MAX)
		return;
	if (r->why->n)
		buf_char(r->why, ',');
	buf_add(r->why, one->p, one->n);
}

void probe_partly(struct probe_run *run, const char *code, const char *what)
{
	add_reason(run, "partly", code, what);
}

void probe_failed(struct probe_run *run, const char *code, const char *what)
{
	add_reason(run, "failed", code, what);
}

bool probe_saw(struct probe_run *run, enum sys_status st, const char *path)
{
	if (st != SYS_OK && st != SYS_MISSING)
		probe_partly(run, sys_word(run->sys, st), path);
	return st == SYS_OK;
}

bool probe_read_large(struct probe_run *run, const char *path, size_t max, struct text *ret)
{
	return probe_saw(run, sys_read(run->sys, run->a, path, max, ret), path);
}

bool probe_read(struct probe_run *run, const char *path, struct text *ret)
{
	return probe_read_large(run, path, (size_t)1 << 20, ret);
}

void row_begin(struct probe_run *run, const char *table)
{
	struct buf *b = run->report->row;
	buf_clear(b);
	buf_printf(b, "{\"t\":\"%s\",\"r\":{", table);
}

static void column_name(struct probe_run *run, const char *column)
{
	struct buf *b = run->report->row;
	if (b->p[b->n - 1] != '{')
		buf_char(b, ',');
	buf_char(b, '"');
	buf_str(b, column);
	buf_str(b, "\":");
}

void row_text(struct probe_run *run, const char *column, struct text value)
{
	if (value.n > TEXT_MAX)
		value.n = TEXT_MAX;
	struct arena_mark m = arena_mark(run->a);
	char *copy = text_dup(run->a, value);
	for (char *p = copy; *p; p++) // a control character in a name is somebody's trick
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	column_name(run, column);
	json_write(run->report->row, (struct text){copy, value.n});
	arena_rewind(run->a, m);
}

void row_str(struct probe_run *run, const char *column, const char *value)
{
	if (value)
		row_text(run, column, text_of(value));
}

void row_int(struct probe_run *run, const char *column, int64_t value)
{
	column_name(run, column);
	if (value >= 0 && value < 10)
		buf_char(run->report->row, (char)('0' + value));
	else
		buf_printf(run->report->row, "%lld", (long long)value);
}

void row_flag(struct probe_run *run, const char *column, int value)
{
	if (value >= 0)
		row_int(run, column, value ? 1 : 0);
}

void row_end(struct probe_run *run)
{
	struct report *r = run->report;
	buf_str(r->row, "}}\n");
	if (r->row->over || r->row_count >= REPORT_ROWS_MAX || r->rows->n + r->row->n > REPORT_BYTES_MAX) {
		probe_partly(run, "too_large", "report");
		return;
	}
	buf_add(r->rows, r->row->p, r->row->n);
	r->row_count++;
}

void probe_trait(struct probe_run *run, const char *kind, const char *value)
{
	struct buf *b = run->report->traits;
	if (!*value)
		return;
	if (b->n)
		buf_char(b, ',');
	buf_char(b, '[');
	json_write(b, text_of(kind));
	buf_char(b, ',');
	json_write(b, text_of(value));
	buf_char(b, ']');
}

static void write_state(struct report *r, const struct probe *p)
{
	buf_printf(r->rows, "{\"p\":\"%s\",\"state\":\"%s\",\"tables\":[", p->name, r->state);
	struct text rest = text_of(p->tables), table;
	for (bool first = true; text_word(&rest, &table); first = false)
		buf_printf(r->rows, "%s\"%.*s\"", first ? "" : ",", (int)table.n, table.p);
	buf_printf(r->rows, "],\"why\":[%s]}\n", r->why->p);
}

static void run_all(struct probe_run *run, const struct probe *const *probes, const struct report_options *o, int *ret_count)
{
	int all = 0, done = 0;
	while (probes[all])
		all++;
	for (const struct probe *const *p = probes; *p; p++) {
		if (o->progress)
			o->progress(o->progress_arg, (*p)->name, done++, all);
		run->report->state = "ok";
		buf_clear(run->report->why);
		run->report->reasons = 0;
		(*p)->run(run);
		write_state(run->report, *p);
	}
	*ret_count = all;
}

const struct probe *const *report_probes(void)
{
	return probe_table;
}

static struct report report_new(struct arena *a)
{
	return (struct report){buf_new(a, REPORT_BYTES_MAX + ((size_t)4 << 20)), buf_new(a, 65536), buf_new(a, 262144), "ok", buf_new(a, 65536), 0, 0};
}

// The head, which is known last, then the rows, then the end.
static struct buf *whole(struct arena *a, const struct report *r, const char *head, int probes)
{
	struct buf *all = buf_new(a, REPORT_BYTES_MAX + ((size_t)8 << 20));
	buf_printf(all, "{\"bolwerk\":%d,\"tool\":\"%s\",%s,\"traits\":[%s]}\n", REPORT_FORMAT, BOLWERK_VERSION, head, r->traits->p);
	buf_add(all, r->rows->p, r->rows->n);
	buf_printf(all, "{\"end\":{\"rows\":%lld,\"probes\":%d}}\n", (long long)r->row_count, probes);
	return all;
}

bool report_make(struct arena *a, const struct report_options *o, struct buf **ret, struct err *e)
{
	struct sys *s = sys_open(a, o->root, e);
	if (!s || (o->record && !sys_record(s, o->record, e)))
		return false;
	if (o->now)
		sys_set_now(s, o->now);
	struct report r = report_new(a);
	struct probe_run run = {.sys = s, .a = a, .deep = o->deep, .report = &r};
	run.share = share_new(&run);
	int count = 0;
	run_all(&run, probe_table, o, &count);
	*ret = whole(a, &r,
		arena_printf(a, "\"at\":%lld,\"source\":\"host\",\"privilege\":\"%s\",\"image\":%s", (long long)sys_now(s),
			sys_privileged(s) ? "root" : "user", sys_live(s) ? "false" : "true"),
		count);
	return true;
}

void report_make_of(struct arena *a, const struct probe *const *probes, const struct report_of *of, struct buf **ret)
{
	struct report r = report_new(a);
	struct probe_run run = {.a = a, .report = &r, .with = of->with};
	const struct report_options o = {.progress = of->progress, .progress_arg = of->progress_arg};
	int count = 0;
	run_all(&run, probes, &o, &count);
	*ret = whole(a, &r,
		arena_printf(a, "\"at\":%lld,\"source\":\"%s\",\"privilege\":\"%s\",\"image\":false,\"about\":\"%s\"", (long long)of->at, of->source,
			of->privilege, of->about),
		count);
}
