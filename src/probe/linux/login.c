// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Logins and attempts: wtmp, btmp and "Failed password" lines of auth.log. A wrong name may be a password typed in the wrong place,
// so a name that no account here has is never written. sshd writes an attempt to btmp and to auth.log: the larger number counts.
#include "../../base/clock.h"
#include "../share/people.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS_MAX 500
#define FAILURES_MAX 500 // rows; those with most attempts stay
#define BYTES_MAX ((size_t)4 << 20)
#define LINES_MAX 40000 // lines of auth.log with an attempt

struct attempt {
	struct text account, origin;
	int64_t at; // 0: not known exactly
	bool from_log;
};

struct failure {
	struct text account, origin;
	int64_t records, lines, last_at;
};

static int text_order(struct text x, struct text y)
{
	size_t n = x.n < y.n ? x.n : y.n;
	int order = n ? memcmp(x.p, y.p, n) : 0;
	return order ? order : (x.n > y.n) - (x.n < y.n);
}

static struct text known_name(const struct people *people, struct text name)
{
	return people_named(people, name) ? name : text_of("");
}

// ---- single events

static void write_events(struct probe_run *run, const struct logins *l, const struct people *people, bool failed)
{
	int64_t since = sys_now(run->sys) - 90 * DAY;
	size_t from = l->n > EVENTS_MAX ? l->n - EVENTS_MAX : 0;
	for (size_t i = from; i < l->n; i++) {
		const struct login *e = &l->all[i];
		bool boot = !failed && e->kind == LOGIN_BOOT;
		if (e->at < since || !(boot || e->kind == LOGIN_USER || (failed && e->kind == LOGIN_TRY)))
			continue;
		row_begin(run, "login_event");
		row_int(run, "at", e->at);
		row_text(run, "account", boot ? text_of("") : failed ? known_name(people, e->user) : e->user);
		row_text(run, "origin", boot ? text_of("") : e->host.n ? e->host : e->line);
		row_str(run, "kind", boot ? "boot" : failed ? "failed" : "login");
		row_end(run);
	}
}

// ---- attempts in auth.log

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// The time of a line: "2026-11-21T10:20:30.123456+01:00 …" is exact; "Nov 21 10:20:30 …" has no year and local time, good for a day.
static bool line_time(struct probe_run *run, struct text line, int64_t *ret_at, bool *ret_exact)
{
	struct text word, rest = line;
	int year, month, day;
	int64_t d;
	if (!text_word(&rest, &word))
		return false;
	if (word.n >= 19 && word.p[4] == '-') {
		struct text zone = text_after(word, 19);
		while (zone.n && zone.p[0] != '+' && zone.p[0] != '-' && zone.p[0] != 'Z')
			zone = text_after(zone, 1);
		*ret_exact = zone.n > 0;
		return clock_read_iso(text_of(arena_printf(run->a, "%.*s%.*s", 19, word.p, (int)(zone.n < 8 ? zone.n : 0), zone.p)), ret_at);
	}
	for (month = 0; month < 12 && !text_is(word, months[month]); month++)
		;
	if (month == 12 || !text_word(&rest, &word) || !text_int(word, 10, &d) || d < 1 || d > 31)
		return false;
	int now_month;
	clock_date(sys_now(run->sys), &year, &now_month, &day);
	*ret_exact = false;
	*ret_at = clock_at(month + 1 > now_month ? year - 1 : year, month + 1, (int)d, 12, 0, 0);
	return true;
}

// … sshd[123]: Failed password for [invalid user] NAME from ADDRESS port 22 ssh2
static bool read_line(struct probe_run *run, struct text line, struct attempt *ret)
{
	static const char mark[] = "Failed password for ";
	struct text rest, word, head;
	bool exact;
	if (line.n > 2000 || !text_has(line, mark) || !text_has(line, "sshd"))
		return false;
	const char *at = memmem(line.p, line.n, mark, sizeof mark - 1);
	rest = text_after(line, (size_t)(at - line.p) + sizeof mark - 1);
	head = (struct text){line.p, (size_t)(at - line.p)};
	bool invalid = text_starts(rest, "invalid user ");
	// the name may hold anything, so the address is looked for from the end
	const char *from = NULL;
	for (const char *p = rest.p; (p = memmem(p, rest.n - (size_t)(p - rest.p), " from ", 6)) != NULL; p++)
		from = p;
	if (!from || !text_clean(line) || !line_time(run, head, &ret->at, &exact))
		return false;
	ret->account = invalid ? text_of("") : (struct text){rest.p, (size_t)(from - rest.p)};
	rest = text_after(rest, (size_t)(from - rest.p) + 6);
	if (!text_word(&rest, &word))
		return false;
	ret->origin = word;
	ret->from_log = true;
	if (ret->at < sys_now(run->sys) - 30 * DAY)
		return false;
	if (!exact)
		ret->at = 0;
	return true;
}

static size_t read_log(struct probe_run *run, struct attempt *ret, size_t max)
{
	static const char path[] = "/var/log/auth.log";
	struct sys_stat st;
	struct text t, line;
	size_t n = 0;
	enum sys_status got = sys_stat(run->sys, path, &st);
	if (got == SYS_MISSING)
		return 0;
	int64_t skip = st.kind == 'f' && st.size > (int64_t)BYTES_MAX ? st.size - (int64_t)BYTES_MAX : 0;
	if (got == SYS_OK)
		got = sys_read_part(run->sys, run->a, path, skip, BYTES_MAX, &t);
	if (!probe_saw(run, got, path))
		return 0;
	while (n < max && text_line(&t, &line)) {
		struct arena_mark m = arena_mark(run->a);
		n += read_line(run, line, &ret[n]);
		arena_rewind(run->a, m);
	}
	return n;
}

// ---- adding up

static int by_who(const void *x, const void *y)
{
	const struct attempt *a = x, *b = y;
	int order = text_order(a->account, b->account);
	return order ? order : text_order(a->origin, b->origin);
}

static int64_t count_of(const struct failure *f)
{
	return f->records > f->lines ? f->records : f->lines;
}

static int by_count(const void *x, const void *y)
{
	const struct failure *a = x, *b = y;
	int64_t p = count_of(a), q = count_of(b);
	if (p != q)
		return p < q ? 1 : -1;
	int order = text_order(a->account, b->account);
	return order ? order : text_order(a->origin, b->origin);
}

static void write_failures(struct probe_run *run, struct attempt *all, size_t n)
{
	struct failure *sum = arena_alloc(run->a, (n + 1) * sizeof *sum);
	size_t k = 0;
	if (n)
		qsort(all, n, sizeof *all, by_who);
	for (size_t i = 0; i < n; i++) {
		if (!i || by_who(&all[i - 1], &all[i]) != 0)
			sum[k++] = (struct failure){all[i].account, all[i].origin, 0, 0, 0};
		struct failure *f = &sum[k - 1];
		f->records += !all[i].from_log;
		f->lines += all[i].from_log;
		if (all[i].at > f->last_at)
			f->last_at = all[i].at;
	}
	if (k)
		qsort(sum, k, sizeof *sum, by_count);
	for (size_t i = 0; i < k && i < FAILURES_MAX; i++) {
		row_begin(run, "login_failure");
		row_text(run, "account", sum[i].account);
		row_text(run, "origin", sum[i].origin);
		row_int(run, "count", count_of(&sum[i]));
		if (sum[i].last_at)
			row_int(run, "last_at", sum[i].last_at);
		row_end(run);
	}
}

static size_t add_records(struct probe_run *run, const struct people *people, const struct logins *l, struct attempt *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		if ((l->all[i].kind == LOGIN_TRY || l->all[i].kind == LOGIN_USER) && l->all[i].at >= sys_now(run->sys) - 30 * DAY)
			ret[n++] = (struct attempt){known_name(people, l->all[i].user), l->all[i].host, l->all[i].at, false};
	return n;
}

static void probe_login_run(struct probe_run *run)
{
	struct people people = {0};
	struct logins good = {0}, bad = {0}, before = {0};
	people_read(run, &people);
	if (probe_saw(run, logins_read(run, "/var/log/wtmp", BYTES_MAX, &good), "/var/log/wtmp"))
		write_events(run, &good, &people, false);
	if (probe_saw(run, logins_read(run, "/var/log/btmp", BYTES_MAX, &bad), "/var/log/btmp")) {
		write_events(run, &bad, &people, true);
		if (bad.whole && (!bad.n || bad.all[0].at > sys_now(run->sys) - 30 * DAY))
			logins_read(run, "/var/log/btmp.1", BYTES_MAX, &before);
	}
	struct attempt *all = arena_alloc(run->a, (bad.n + before.n + LINES_MAX) * sizeof *all);
	size_t n = add_records(run, &people, &before, all);
	n += add_records(run, &people, &bad, all + n);
	n += read_log(run, all + n, LINES_MAX);
	write_failures(run, all, n);
}

const struct probe probe_login = {"login", "login_event login_failure", probe_login_run};
