// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Logs of ClamAV; see clamav.h. clamd and clamonacc write "Sat Nov 21 10:20:30 2026 -> FILE: NAME FOUND"; clamscan --log writes
// "FILE: NAME FOUND" and, at the end of a scan, "Start Date: 2026:11:21 10:20:30". Times are local; an hour does not matter here.
#include "clamav.h"
#include "../../base/clock.h"

#include <string.h>

#define LOG_PART ((size_t)512 * 1024) // the newest part of each log
#define FINDS_MAX 2000
#define LOGS_MAX 12

bool clamav_there(struct probe_run *run)
{
	static const char *const programs[] = {
		"/usr/bin/clamscan", "/usr/sbin/clamd", "/usr/bin/clamdscan", "/usr/local/bin/clamscan", "/usr/local/sbin/clamd"};
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (sys_exists(run->sys, programs[i]))
			return true;
	return false;
}

static bool has_nocase(struct text t, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= t.n; i++)
		if (text_is_nocase((struct text){t.p + i, n}, word))
			return true;
	return false;
}

// "FILE: NAME FOUND", where FILE may hold a colon too: the last ": " parts them.
static bool read_find(struct text t, struct clamav_find *f)
{
	if (!text_ends(t, " FOUND"))
		return false;
	t.n -= 6;
	size_t at = t.n;
	while (at > 1 && !(t.p[at - 2] == ':' && t.p[at - 1] == ' '))
		at--;
	if (at < 3)
		return false;
	f->file = (struct text){t.p, at - 2};
	f->name = text_after(t, at);
	text_cut(f->name, '(', &f->name, NULL); // a hash and a size in brackets
	f->test = has_nocase(f->name, "eicar");
	return f->name.n > 0;
}

static void keep(struct clamav_log *log, const struct clamav_find *f)
{
	if (log->n < FINDS_MAX)
		log->find[log->n++] = *f;
	else
		log->more = true;
}

// "2026:11:21 10:20:30" behind "Start Date:" or "End Date:".
static bool read_date(struct probe_run *run, struct text t, int64_t *ret)
{
	t = text_trim(t);
	if (t.n < 19 || t.p[4] != ':' || t.p[7] != ':')
		return false;
	char *p = arena_strndup(run->a, t.p, 19);
	p[4] = p[7] = '-';
	return clock_read_iso(text_of(p), ret);
}

// Finds of a scan have no time of their own: they get the time at which the scan ended.
static void read_log(struct probe_run *run, struct clamav_log *log, struct text t, int64_t mtime)
{
	struct text line;
	size_t waiting = log->n; // first find that has no time yet
	int64_t at;
	while (text_line(&t, &line)) {
		struct clamav_find f = {.at = 0};
		const char *arrow = memmem(line.p, line.n < 64 ? line.n : 64, " -> ", 4);
		if (arrow && arrow - line.p >= 20 && arrow - line.p <= 32) { // behind a date, which may be a damaged one
			clock_read_mail((struct text){line.p, (size_t)(arrow - line.p)}, &f.at);
			if (read_find(text_after(line, (size_t)(arrow - line.p) + 4), &f)) {
				keep(log, &f);
				if (f.at && waiting + 1 == log->n)
					waiting = log->n;
			}
		} else if (text_starts(line, "End Date:") && read_date(run, text_after(line, 9), &at)) {
			for (; waiting < log->n; waiting++)
				if (!log->find[waiting].at)
					log->find[waiting].at = at;
			if (at > log->scan_at)
				log->scan_at = at;
		} else if (line.n && read_find(line, &f))
			keep(log, &f);
	}
	for (; waiting < log->n; waiting++)
		if (!log->find[waiting].at)
			log->find[waiting].at = mtime;
}

static void read_file(struct probe_run *run, struct clamav_log *log, const char *path)
{
	struct sys_stat st;
	struct text t, line;
	enum sys_status how = sys_stat(run->sys, path, &st);
	int64_t from = how == SYS_OK && st.size > (int64_t)LOG_PART ? st.size - (int64_t)LOG_PART : 0;
	if (how == SYS_OK)
		how = sys_read_part(run->sys, run->a, path, from, LOG_PART, &t);
	if (how != SYS_OK) {
		if (how != SYS_MISSING) {
			log->hidden = path;
			log->why = how;
		}
		return;
	}
	if (from)
		text_line(&t, &line); // the first line is cut
	read_log(run, log, t, st.mtime);
}

struct clamav_log *clamav_read_log(struct probe_run *run)
{
	struct clamav_log *log = arena_alloc(run->a, sizeof *log);
	struct sys_names names = {NULL, 0};
	log->find = arena_alloc(run->a, FINDS_MAX * sizeof *log->find);
	enum sys_status st = sys_list(run->sys, run->a, "/var/log/clamav", &names);
	if (st != SYS_OK && st != SYS_MISSING) {
		log->hidden = "/var/log/clamav";
		log->why = st;
	}
	for (size_t i = 0, read = 0; st == SYS_OK && i < names.n && read < LOGS_MAX; i++) {
		struct text name = text_of(names.name[i]);
		if (text_starts(name, "freshclam") || (!text_ends(name, ".log") && !text_ends(name, ".log.1")))
			continue;
		read_file(run, log, arena_printf(run->a, "/var/log/clamav/%s", names.name[i]));
		read++;
	}
	return log;
}
