// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Settings of logrotate and the age of log files; see logrotate.h.
#include "logrotate.h"
#include "../../base/clock.h"

#include <string.h>

#define RULES_MAX 500
#define LINE_PART 8192 // of a log file: enough for its first line

// ---- settings

static int64_t size_of(struct text t)
{
	int64_t scale = 1, n;
	char c = t.n ? t.p[t.n - 1] : 0;
	if (c == 'k' || c == 'K')
		scale = 1024;
	else if (c == 'm' || c == 'M')
		scale = 1048576;
	else if (c == 'g' || c == 'G')
		scale = 1073741824;
	if (scale > 1)
		t.n--;
	return text_int(t, 10, &n) && n > 0 && n < (int64_t)1 << 31 ? n * scale : 0;
}

static void directive(struct logrotate_rule *r, struct text line)
{
	static const struct {
		const char *word;
		int64_t days;
	} periods[] = {{"hourly", 1}, {"daily", 1}, {"weekly", 7}, {"monthly", 30}, {"yearly", 365}};
	struct text word, value = {"", 0};
	int64_t n;
	if (!text_word(&line, &word))
		return;
	if (text_is(word, "=")) // "rotate = 4" is allowed too
		return;
	text_word(&line, &value);
	if (text_is(value, "="))
		text_word(&line, &value);
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
		if (text_is(word, periods[i].word)) {
			r->rotates = periods[i].word;
			r->days = periods[i].days;
		}
	if (text_is(word, "rotate") && text_int(value, 10, &n) && n >= -1 && n < 100000)
		r->keep = n;
	else if (text_is(word, "maxage") && text_int(value, 10, &n) && n > 0 && n < 100000)
		r->max_age = n;
	else if (text_is(word, "size") && size_of(value)) {
		r->rotates = "size";
		r->days = 0;
		r->size = size_of(value);
	} else if (text_is(word, "maxsize") && size_of(value))
		r->size = size_of(value);
}

// A script between postrotate and endscript is no setting.
static bool script_starts(struct text line)
{
	static const char *const words[] = {"postrotate", "prerotate", "firstaction", "lastaction", "preremove"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (text_starts(line, words[i]))
			return true;
	return false;
}

static void read_text(struct logrotate *l, struct text t)
{
	struct text line, paths = {NULL, 0};
	struct logrotate_rule *r = NULL;
	bool script = false;
	while (text_line(&t, &line)) {
		struct text s = text_uncomment(line, "#"), left;
		if (!s.n)
			continue;
		if (script || script_starts(s)) {
			script = !text_is(s, "endscript");
			continue;
		}
		if (r) {
			if (s.p[0] == '}')
				r = NULL;
			else
				directive(r, s);
			continue;
		}
		if (!paths.p && (s.p[0] == '/' || s.p[0] == '"'))
			paths = s;
		if (paths.p && s.p[s.n - 1] == '{' && l->n < RULES_MAX && text_cut(s, '{', &left, NULL)) {
			r = &l->rule[l->n++];
			*r = l->usual;
			r->paths = (struct text){paths.p, (size_t)(s.p + left.n - paths.p)}; // paths may stand on several lines
			paths.p = NULL;
		} else if (!paths.p)
			directive(&l->usual, s);
	}
}

struct logrotate *logrotate_read(struct probe_run *run)
{
	struct logrotate *l = arena_alloc(run->a, sizeof *l);
	struct text t;
	l->rule = arena_alloc(run->a, RULES_MAX * sizeof *l->rule);
	if (probe_read(run, "/etc/logrotate.conf", &t))
		read_text(l, t);
	struct sys_names more = conf_files(run, "/etc/logrotate.d", "");
	for (size_t i = 0; i < more.n && i < 300; i++)
		if (probe_read(run, more.name[i], &t))
			read_text(l, t);
	return l;
}

// One * in a name stands for anything but a slash; more of them are not used by anybody.
static bool glob(struct text pattern, struct text path)
{
	struct text left, right;
	if (!text_cut(pattern, '*', &left, &right))
		return pattern.n == path.n && memcmp(pattern.p, path.p, path.n) == 0;
	if (path.n < left.n + right.n || memcmp(pattern.p, path.p, left.n) != 0 || memcmp(right.p, path.p + path.n - right.n, right.n) != 0)
		return false;
	return !memchr(path.p + left.n, '/', path.n - left.n - right.n);
}

const struct logrotate_rule *logrotate_for(const struct logrotate *l, const char *path)
{
	for (size_t i = 0; i < l->n; i++) {
		struct text rest = l->rule[i].paths, line, word;
		while (text_line(&rest, &line))
			while (text_word(&line, &word))
				if (glob(word, text_of(path)))
					return &l->rule[i];
	}
	return NULL;
}

int64_t logrotate_days(const struct logrotate_rule *r)
{
	if (!r)
		return -1;
	int64_t days = r->days && r->keep >= 0 ? r->days * r->keep : -1;
	if (r->rotates && strcmp(r->rotates, "hourly") == 0 && days > 0)
		days /= 24;
	if (r->max_age && (days < 0 || r->max_age < days))
		days = r->max_age;
	return days;
}

// ---- age

// "Nov 21 10:20:30": the year is that of the file, or the one before when the day would lie after the file's end.
static bool old_date(struct probe_run *run, struct text line, int64_t mtime, int64_t *ret)
{
	int y, m, d;
	struct text mon, day, clock;
	if (!text_word(&line, &mon) || !text_word(&line, &day) || !text_word(&line, &clock) || mon.n != 3 || day.n > 2 || clock.n < 8)
		return false;
	clock_date(mtime, &y, &m, &d);
	for (int back = 0; back < 2; back++)
		if (clock_read_mail(text_of(arena_printf(run->a, "%.*s %.3s %d %.8s", (int)day.n, day.p, mon.p, y - back, clock.p)), ret) &&
			*ret <= mtime + DAY)
			return true;
	return false;
}

// "[21/Nov/2026:10:20:30 +0100]" of a web server, "msg=audit(1763720430.123:1)" of the audit log.
static bool other_date(struct probe_run *run, struct text line, int64_t *ret)
{
	struct text t, seconds;
	const char *at = memmem(line.p, line.n, "audit(", 6);
	if (at) {
		t = text_after(line, (size_t)(at - line.p) + 6);
		return text_cut(t, '.', &seconds, NULL) && text_int(seconds, 10, ret);
	}
	if (!text_cut(line, '[', NULL, &t) || t.n < 26 || t.p[2] != '/' || t.p[6] != '/' || t.p[11] != ':')
		return false;
	return clock_read_mail(text_of(arena_printf(run->a, "%.2s %.3s %.4s %.8s %.5s", t.p, t.p + 3, t.p + 7, t.p + 12, t.p + 21)), ret);
}

static int64_t first_event(struct probe_run *run, const char *path, int64_t mtime)
{
	struct text t, line, word;
	int64_t at;
	if (sys_read_part(run->sys, run->a, path, 0, LINE_PART, &t) != SYS_OK)
		return 0;
	if (strstr(path, "/wtmp")) { // 384 bytes for each record, its time at 340 (utmp(5) on 64-bit Linux)
		int32_t seconds = 0;
		if (t.n >= 384)
			memcpy(&seconds, t.p + 340, sizeof seconds);
		return seconds > 0 ? seconds : 0;
	}
	for (int i = 0; i < 5 && text_line(&t, &line); i++) {
		struct text rest = line;
		if (text_word(&rest, &word) && clock_read_iso(word, &at))
			return at;
		if (old_date(run, line, mtime, &at) || other_date(run, line, &at))
			return at;
	}
	return 0;
}

static bool packed(struct text name)
{
	return text_ends(name, ".gz") || text_ends(name, ".xz") || text_ends(name, ".bz2") || text_ends(name, ".zst");
}

// Whether a name is the log or an older piece of it: auth.log, auth.log.1, auth.log.2.gz, auth.log-20261101, audit.log.3.
static bool piece_of(struct text name, struct text base)
{
	if (name.n < base.n || memcmp(name.p, base.p, base.n) != 0)
		return false;
	struct text rest = text_after(name, base.n);
	return !rest.n || ((rest.p[0] == '.' || rest.p[0] == '-') && rest.n > 1 && rest.p[1] >= '0' && rest.p[1] <= '9');
}

void log_age(struct probe_run *run, const char *path, const struct logrotate_rule *r, int64_t *ret_oldest, int64_t *ret_newest)
{
	const char *slash = strrchr(path, '/'), *oldest = NULL;
	char *dir = arena_strndup(run->a, path, (size_t)(slash - path));
	struct sys_names names = {NULL, 0};
	struct sys_stat st;
	int64_t first = 0, last = 0;
	*ret_oldest = *ret_newest = 0;
	if (sys_list(run->sys, run->a, dir, &names) != SYS_OK)
		return;
	for (size_t i = 0, seen = 0; i < names.n && seen < 400; i++) {
		if (!piece_of(text_of(names.name[i]), text_of(slash + 1)))
			continue;
		char *one = arena_printf(run->a, "%s/%s", dir, names.name[i]);
		seen++;
		if (sys_stat(run->sys, one, &st) != SYS_OK || st.kind != 'f' || st.size == 0)
			continue;
		last = st.mtime > last ? st.mtime : last;
		if (!oldest || st.mtime < first) {
			oldest = one;
			first = st.mtime;
		}
	}
	if (!oldest)
		return;
	*ret_newest = last;
	if (!packed(text_of(oldest)))
		*ret_oldest = first_event(run, oldest, first);
	else if (r && r->days)
		*ret_oldest = first - r->days * DAY; // the time of a packed file is that of its last line
}
