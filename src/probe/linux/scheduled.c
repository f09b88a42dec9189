// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the computer starts by itself at certain times: cron's tables and folders, and systemd timers. Tables of users are for the
// administrator alone. Passwords in commands are taken out (lex_hide).
#include "../../base/buf.h"
#include "../share/lex.h"
#include "../share/share.h"

#include <string.h>

#define COMMAND_MAX 500
#define TIMERS_MAX 500
#define LINES_MAX 5000 // of one table

static void write_row(struct probe_run *run, const char *file, int line, struct text account, struct text schedule, struct text command, int64_t last)
{
	if (command.n > COMMAND_MAX * 4)
		command.n = COMMAND_MAX * 4;
	command = lex_hide(run->a, command);
	if (command.n > COMMAND_MAX)
		command.n = COMMAND_MAX;
	while (command.n && ((unsigned char)command.p[command.n - 1] & 0xc0) == 0x80 && command.n == COMMAND_MAX) // not in the middle of a letter
		command.n--;
	row_begin(run, "scheduled_task");
	row_str(run, "file", file);
	row_int(run, "line", line);
	if (account.n)
		row_text(run, "account", account);
	row_text(run, "schedule", schedule);
	row_text(run, "command", command);
	if (last)
		row_int(run, "last_run_at", last);
	row_end(run);
}

// ---- cron

static bool is_setting(struct text line)
{
	size_t n = 0;
	while (n < line.n && ((line.p[n] | 0x20) >= 'a' ? (line.p[n] | 0x20) <= 'z' : (line.p[n] == '_' || (line.p[n] >= '0' && line.p[n] <= '9'))))
		n++;
	struct text rest = text_trim(text_after(line, n));
	return n && rest.n && rest.p[0] == '=';
}

static bool time_field(struct text f)
{
	for (size_t i = 0; i < f.n; i++)
		if (!((f.p[i] | 0x20) >= 'a' && (f.p[i] | 0x20) <= 'z') && !(f.p[i] >= '0' && f.p[i] <= '9') &&
			!strchr("*,-/~?#", f.p[i] ? f.p[i] : ' '))
			return false;
	return f.n > 0;
}

// A word as cron sees it: parted by blanks, quotes mean nothing.
static bool bare_word(struct text *rest, struct text *ret)
{
	*rest = text_trim(*rest);
	size_t n = 0;
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	*ret = (struct text){rest->p, n};
	*rest = text_after(*rest, n);
	return n > 0;
}

static bool cron_line(struct probe_run *run, const char *file, int number, struct text line, bool names_account, struct text account)
{
	struct text rest = line, f;
	int fields = line.p[0] == '@' ? 1 : 5;
	struct buf *b = buf_new(run->a, 1000);
	for (int i = 0; i < fields; i++) {
		if (!bare_word(&rest, &f) || !time_field(fields == 1 ? text_after(f, 1) : f))
			return false;
		if (i)
			buf_char(b, ' ');
		buf_add(b, f.p, f.n);
	}
	if (names_account && !bare_word(&rest, &account))
		return false;
	rest = text_trim(rest);
	if (!rest.n)
		return false;
	write_row(run, file, number, account, (struct text){b->p, b->n}, rest, 0);
	return true;
}

static void cron_table(struct probe_run *run, const char *file, bool names_account, struct text account)
{
	struct text t, line;
	if (!probe_read(run, file, &t))
		return;
	for (int number = 1; number <= LINES_MAX && text_line(&t, &line); number++) {
		line = text_trim(line);
		if (line.n && line.p[0] != '#' && !is_setting(line) && !cron_line(run, file, number, line, names_account, account))
			probe_partly(run, "odd_line", file);
	}
}

// cron and run-parts pass over names with a dot (what packages leave behind: .dpkg-old, .placeholder).
static bool cron_name(const char *name)
{
	for (; *name; name++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", *name))
			return false;
	return true;
}

static void cron_folder(struct probe_run *run, const char *dir, const char *when)
{
	struct sys_names all;
	struct text none = {"", 0};
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return;
	for (size_t i = 0; i < all.n && i < 1000; i++) {
		struct sys_stat st;
		char *path = arena_printf(run->a, "%s/%s", dir, all.name[i]);
		if (!cron_name(all.name[i]))
			continue;
		if (!when)
			cron_table(run, path, true, none);
		else if (sys_stat(run->sys, path, &st) == SYS_OK && st.kind == 'f' && (st.mode & 0111))
			write_row(run, path, 1, text_of("root"), text_of(when), text_of(path), 0);
	}
}

static void cron_users(struct probe_run *run, const char *dir)
{
	struct sys_names all;
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return;
	for (size_t i = 0; i < all.n && i < 1000; i++) {
		struct sys_stat st;
		char *path = arena_printf(run->a, "%s/%s", dir, all.name[i]);
		if (all.name[i][0] != '.' && sys_stat(run->sys, path, &st) == SYS_OK && st.kind != 'd')
			cron_table(run, path, false, text_of(all.name[i]));
	}
}

// ---- systemd timers

struct schedule {
	struct text when;
	int rank; // OnCalendar tells most
};

static void take_timer(void *arg, struct text section, struct text key, struct text value, int number)
{
	static const char *const keys[] = {"OnActiveSec", "OnBootSec", "OnStartupSec", "OnUnitInactiveSec", "OnUnitActiveSec", "OnCalendar"};
	struct schedule *s = arg;
	(void)number;
	for (int i = 0; i < 6 && text_is(section, "Timer"); i++)
		if (text_is(key, keys[i]) && value.n && i + 1 >= s->rank)
			*s = (struct schedule){value, i + 1};
}

static void timer(struct probe_run *run, const char *name)
{
	struct schedule s = {{"", 0}, 0};
	struct text t = share_unit_text(run, name), unit = {"", 0}, command = {"", 0}, account = text_of("root"), service;
	conf_each(t, '=', take_timer, &s);
	if (!s.rank)
		return;
	if (!conf_get(t, '=', "Timer", "Unit", &unit) || !unit.n || text_has(unit, "/"))
		unit = text_of(arena_printf(run->a, "%.*s.service", (int)strlen(name) - 6, name));
	service = share_unit_text(run, text_dup(run->a, unit));
	conf_get(service, '=', "Service", "ExecStart", &command);
	conf_get(service, '=', "Service", "User", &account);
	write_row(run, name, 0, account, s.when, command.n ? command : unit, share_timer_last(run, name));
}

static void timers(struct probe_run *run)
{
	static const char *const places[] = {
		"/etc/systemd/system/timers.target.wants", "/usr/lib/systemd/system/timers.target.wants", "/lib/systemd/system/timers.target.wants"};
	struct sys_names all;
	const char *seen[TIMERS_MAX];
	size_t n = 0;
	for (size_t p = 0; p < 3; p++) {
		if (sys_list(run->sys, run->a, places[p], &all) != SYS_OK)
			continue;
		for (size_t i = 0; i < all.n && n < TIMERS_MAX; i++) {
			struct text target;
			bool again = !text_ends(text_of(all.name[i]), ".timer") || !text_clean(text_of(all.name[i]));
			for (size_t k = 0; k < n && !again; k++)
				again = strcmp(seen[k], all.name[i]) == 0;
			char *mask = arena_printf(run->a, "/etc/systemd/system/%s", all.name[i]);
			if (again || (sys_link(run->sys, run->a, mask, &target) == SYS_OK && text_is(target, "/dev/null")))
				continue;
			seen[n++] = all.name[i];
			timer(run, all.name[i]);
		}
	}
}

static void probe_scheduled_run(struct probe_run *run)
{
	struct text none = {"", 0};
	cron_table(run, "/etc/crontab", true, none);
	cron_folder(run, "/etc/cron.d", NULL);
	cron_folder(run, "/etc/cron.hourly", "hourly");
	cron_folder(run, "/etc/cron.daily", "daily");
	cron_folder(run, "/etc/cron.weekly", "weekly");
	cron_folder(run, "/etc/cron.monthly", "monthly");
	cron_users(run, sys_exists(run->sys, "/var/spool/cron/crontabs") ? "/var/spool/cron/crontabs" : "/var/spool/cron");
	timers(run);
}

const struct probe probe_scheduled = {"scheduled", "scheduled_task", probe_scheduled_run};
