// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reads what starts by itself; see plan.h. How often is told by plan_often.c.
#include "plan.h"

#include <string.h>

#define PLANS_MAX 2000
#define FILES_MAX 300
#define SCRIPT_MAX ((size_t)256 * 1024)
#define HOMES_MAX 500

struct plan_home *plan_homes(struct probe_run *run, size_t *ret_n)
{
	struct plan_home *all = arena_alloc(run->a, HOMES_MAX * sizeof *all);
	struct text t, line;
	*ret_n = 0;
	if (sys_read(run->sys, run->a, "/etc/passwd", (size_t)8 << 20, &t) != SYS_OK)
		return all;
	while (text_line(&t, &line) && *ret_n < HOMES_MAX) {
		struct text f[7], rest = line;
		size_t n = 0;
		int64_t uid;
		while (n < 7 && text_field(&rest, ':', &f[n]))
			n++;
		if (n != 7 || !text_int(f[2], 10, &uid) || (uid != 0 && (uid < 1000 || uid == 65534)) || !text_clean(f[0]) || f[5].n < 2 ||
			f[5].p[0] != '/' || !text_clean(f[5]))
			continue;
		if (text_ends(f[6], "/nologin") && uid != 0)
			continue;
		all[(*ret_n)++] = (struct plan_home){f[0], f[5], uid};
	}
	return all;
}

static struct plan *next(struct plans *p, const char *file)
{
	if (p->n >= PLANS_MAX)
		return NULL;
	p->plan[p->n] = (struct plan){.file = file, .name = {"", 0}, .user = {"", 0}};
	return &p->plan[p->n++];
}

static bool read_file(struct probe_run *run, struct plans *p, const char *path, struct text *ret)
{
	enum sys_status st = sys_read(run->sys, run->a, path, SCRIPT_MAX, ret);
	if (st == SYS_DENIED || st == SYS_LARGE) {
		p->hidden = path;
		p->why = st;
	}
	return st == SYS_OK;
}

// ---- cron

static bool is_setting(struct text line)
{
	size_t i = 0;
	while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t' && line.p[i] != '=')
		i++;
	while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
		i++;
	return i < line.n && line.p[i] == '=';
}

// One line of a crontab: the time, with_user: the account, and the command.
static void cron_line(struct plans *p, struct text line, bool with_user, struct text user, const char *file)
{
	struct text rest = line, word = {line.p, 0};
	size_t times = line.p[0] == '@' ? 1 : 5;
	for (size_t i = 0; i < times; i++)
		if (!text_word(&rest, &word))
			return;
	char *p_when = text_dup(p->a, (struct text){line.p, (size_t)(word.p + word.n - line.p)});
	struct text when = text_of(p_when);
	for (; *p_when; p_when++)
		if (*p_when == '\t')
			*p_when = ' ';
	if (with_user && !text_word(&rest, &user))
		return;
	struct plan *one = next(p, file);
	if (!one)
		return;
	one->when = when;
	one->user = user;
	one->command = text_trim(rest);
	one->every_hours = plan_cron_hours(when);
}

static void cron_file(struct probe_run *run, struct plans *p, const char *path, bool with_user, struct text user)
{
	struct text t, line;
	if (!read_file(run, p, path, &t))
		return;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (line.n && line.p[0] != '#' && !is_setting(line))
			cron_line(p, line, with_user, user, path);
	}
}

static void cron_folder(struct probe_run *run, struct plans *p, const char *dir, bool with_user)
{
	struct sys_names names = {NULL, 0};
	enum sys_status st = sys_list(run->sys, run->a, dir, &names);
	if (st == SYS_DENIED) {
		p->hidden = dir;
		p->why = st;
	}
	for (size_t i = 0; st == SYS_OK && i < names.n && i < FILES_MAX; i++)
		if (names.name[i][0] != '.')
			cron_file(run, p, arena_printf(run->a, "%s/%s", dir, names.name[i]), with_user,
				with_user ? text_of("") : text_of(names.name[i]));
}

// run-parts(8) starts only files whose names are made of these.
static bool runs_part(struct text name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
			return false;
	}
	return name.n > 0;
}

static void cron_scripts(struct probe_run *run, struct plans *p, const char *word, int64_t hours)
{
	struct sys_names names = {NULL, 0};
	char *dir = arena_printf(run->a, "/etc/cron.%s", word);
	if (sys_list(run->sys, run->a, dir, &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n && i < FILES_MAX; i++) {
		struct sys_stat st;
		struct text t;
		char *path = arena_printf(run->a, "%s/%s", dir, names.name[i]);
		// Debian's own, which copies the list of packages on the same disk
		if (!runs_part(text_of(names.name[i])) || strcmp(names.name[i], "dpkg") == 0 || sys_stat(run->sys, path, &st) != SYS_OK ||
			!(st.mode & 0111) || !read_file(run, p, path, &t))
			continue;
		struct plan *one = next(p, path);
		if (!one)
			return;
		one->name = text_of(path + 5);
		one->when = text_of(word);
		one->command = t;
		one->user = text_of("root");
		one->every_hours = hours;
	}
}

static void anacron(struct probe_run *run, struct plans *p)
{
	struct text t, line, days, delay, id;
	int64_t n;
	if (!read_file(run, p, "/etc/anacrontab", &t))
		return;
	while (text_line(&t, &line)) {
		struct text rest = line = text_trim(line);
		if (!line.n || line.p[0] == '#' || is_setting(line) || !text_word(&rest, &days) || !text_word(&rest, &delay) ||
			!text_word(&rest, &id) || text_has(rest, "run-parts"))
			continue;
		struct plan *one = next(p, "/etc/anacrontab");
		if (!one)
			return;
		one->name = id;
		one->when = days;
		one->command = text_trim(rest);
		one->user = text_of("root");
		one->every_hours = text_is(days, "@monthly")         ? 730
			: text_is(days, "@weekly")                   ? 168
			: text_is(days, "@daily")                    ? 24
			: text_int(days, 10, &n) && n > 0 && n < 400 ? n * 24
								     : 0;
	}
}

// ---- systemd timers

struct timer {
	struct arena *a;
	struct text when, unit;
	int64_t runs; // in a year, from OnCalendar lines
	int64_t span; // seconds, from OnUnitActiveSec and OnUnitInactiveSec
};

static void timer_line(void *arg, struct text section, struct text key, struct text value, int number)
{
	(void)number;
	struct timer *t = arg;
	if (!text_is_nocase(section, "Timer"))
		return;
	if (text_is(key, "Unit"))
		t->unit = value;
	else if (text_is(key, "OnCalendar")) {
		if (!value.n) { // an empty one takes back those before it
			t->runs = 0;
			t->when = value;
			return;
		}
		int64_t hours = plan_calendar_hours(value);
		t->when = value;
		t->runs += hours ? 8760 / hours : 0;
	} else if (text_is(key, "OnUnitActiveSec") || text_is(key, "OnUnitInactiveSec")) {
		conf_span(value, &t->span);
		if (!t->when.n)
			t->when = value;
	}
}

static void add_timer(struct probe_run *run, struct plans *p, const char *name, struct text text,
	struct text (*unit_text)(struct probe_run *, const char *, const char *), const char *place, const char *file)
{
	struct timer t = {run->a, {"", 0}, {"", 0}, 0, 0};
	conf_each(text, '=', timer_line, &t);
	struct text stem = text_of(name);
	stem.n -= 6; // .timer
	const char *unit = t.unit.n && t.unit.n < 256 ? text_dup(run->a, t.unit) : arena_printf(run->a, "%.*s.service", (int)stem.n, stem.p);
	struct plan *one = strchr(unit, '/') ? NULL : next(p, file);
	if (!one)
		return;
	one->name = text_of(name);
	one->when = t.when;
	one->unit = unit;
	one->command = unit_text(run, place, unit);
	one->every_hours = t.runs > 0 ? (8760 + t.runs / 2) / t.runs : t.span > 0 ? (t.span + 1800) / 3600 : 0;
	if (one->every_hours == 0 && (t.runs > 0 || t.span > 0))
		one->every_hours = 1;
}

static struct text system_unit_text(struct probe_run *run, const char *place, const char *unit)
{
	(void)place;
	return share_unit_text(run, unit);
}

static struct text user_unit_text(struct probe_run *run, const char *place, const char *unit)
{
	struct text t = {"", 0};
	const char *const places[] = {place, "/etc/systemd/user", "/usr/lib/systemd/user"};
	for (size_t i = 0; i < 3; i++)
		if (sys_read(run->sys, run->a, arena_printf(run->a, "%s/%s", places[i], unit), SCRIPT_MAX, &t) == SYS_OK)
			return t;
	return (struct text){"", 0};
}

// Timers that the system brings and that copy nothing to another place.
static bool of_system(const char *name)
{
	static const char *const all[] = {"apt-daily", "apt-daily-upgrade", "dpkg-db-backup", "e2scrub_all", "fstrim", "logrotate", "man-db",
		"systemd-tmpfiles-clean", "exim4-base", "phpsessionclean", "anacron", "apt-listbugs", "fwupd-refresh", "motd-news",
		"update-notifier-download", "update-notifier-motd", "ua-timer", "apport-autoreport", "snapd.snap-repair", "plocate-updatedb",
		"mlocate", "geoipupdate", "raid-check", "mdcheck_start", "mdmonitor-oneshot", "sysstat-collect", "sysstat-summary"};
	size_t n = strlen(name) - 6;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strlen(all[i]) == n && memcmp(all[i], name, n) == 0)
			return true;
	return false;
}

static bool known(const struct plans *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->plan[i].unit && text_is(p->plan[i].name, name))
			return true;
	return false;
}

static void system_timers(struct probe_run *run, struct plans *p)
{
	static const char *const wants[] = {"/etc/systemd/system/timers.target.wants", "/usr/lib/systemd/system/timers.target.wants",
		"/lib/systemd/system/timers.target.wants", "/etc/systemd/system/multi-user.target.wants"};
	for (size_t w = 0; w < sizeof wants / sizeof *wants; w++) {
		struct sys_names names = {NULL, 0};
		if (sys_list(run->sys, run->a, wants[w], &names) != SYS_OK)
			continue;
		for (size_t i = 0; i < names.n && i < FILES_MAX; i++) {
			if (!text_ends(text_of(names.name[i]), ".timer") || of_system(names.name[i]) || known(p, names.name[i]))
				continue;
			struct text t = share_unit_text(run, names.name[i]);
			size_t before = p->n;
			if (t.n)
				add_timer(run, p, names.name[i], t, system_unit_text, NULL, arena_printf(run->a, "%s/%s", wants[w], names.name[i]));
			if (p->n > before)
				p->plan[before].last_at = share_timer_last(run, names.name[i]);
		}
	}
}

static void user_timers(struct probe_run *run, struct plans *p)
{
	size_t n;
	const struct plan_home *homes = plan_homes(run, &n);
	for (size_t h = 0; h < n; h++) {
		struct sys_names names = {NULL, 0};
		char *place = arena_printf(run->a, "%.*s/.config/systemd/user", (int)homes[h].home.n, homes[h].home.p);
		if (sys_list(run->sys, run->a, arena_printf(run->a, "%s/timers.target.wants", place), &names) != SYS_OK)
			continue;
		for (size_t i = 0; i < names.n && i < FILES_MAX; i++) {
			size_t before = p->n;
			struct sys_stat st;
			if (text_ends(text_of(names.name[i]), ".timer"))
				add_timer(run, p, names.name[i], user_unit_text(run, place, names.name[i]), user_unit_text, place,
					arena_printf(run->a, "%s/%s", place, names.name[i]));
			if (p->n == before)
				continue;
			p->plan[before].user = homes[h].name;
			char *stamp = arena_printf(
				run->a, "%.*s/.local/share/systemd/timers/stamp-%s", (int)homes[h].home.n, homes[h].home.p, names.name[i]);
			if (sys_stat(run->sys, stamp, &st) == SYS_OK)
				p->plan[before].last_at = st.mtime;
		}
	}
}

struct plans *plan_read(struct probe_run *run)
{
	struct plans *p = arena_alloc(run->a, sizeof *p);
	p->a = run->a;
	p->plan = arena_alloc(run->a, PLANS_MAX * sizeof *p->plan);
	cron_file(run, p, "/etc/crontab", true, text_of(""));
	cron_folder(run, p, "/etc/cron.d", true);
	cron_folder(run, p, "/var/spool/cron/crontabs", false);
	if (!sys_exists(run->sys, "/var/spool/cron/crontabs"))
		cron_folder(run, p, "/var/spool/cron", false);
	cron_scripts(run, p, "hourly", 1);
	cron_scripts(run, p, "daily", 24);
	cron_scripts(run, p, "weekly", 168);
	cron_scripts(run, p, "monthly", 730);
	anacron(run, p);
	system_timers(run, p);
	user_timers(run, p);
	return p;
}
