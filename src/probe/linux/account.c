// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Accounts: who could log in here, and who did when. From /etc/passwd, the records of logins and the home folders; passwords are
// looked at by account_password.c. An account of a directory (sssd, winbind) is known once it has logged in here: its name stands
// in wtmp, its number is the owner of its home.
#include "../../base/clock.h"
#include "../share/people.h"

#include <string.h>

static void last_login(struct probe_run *run, const struct login_book *book, struct text name, int64_t uid, struct text home)
{
	struct last_login last = login_book_last(run, book, name, uid);
	if (last.at) {
		row_int(run, "last_login_at", last.at);
		if (last.from.n)
			row_text(run, "last_login_from", last.from);
	}
	// graphical logins leave the records after a month or two, the traces in the home stay
	bool used = last.never == 1 &&
		(sys_exists(run->sys, arena_printf(run->a, "%.*s/.cache", (int)home.n, home.p)) ||
			sys_exists(run->sys, arena_printf(run->a, "%.*s/.bash_history", (int)home.n, home.p)));
	row_flag(run, "never_used", used ? -1 : last.never);
}

// adduser writes new copies of the skeleton's files, which then hardly ever change; useradd keeps the skeleton's own time.
static void created_on(struct probe_run *run, struct text home)
{
	static const char *const files[] = {".bash_logout", ".profile"};
	struct sys_stat copy, skeleton;
	if (home.n < 2 || home.p[0] != '/')
		return;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (sys_stat(run->sys, arena_printf(run->a, "%.*s/%s", (int)home.n, home.p, files[i]), &copy) != SYS_OK)
			continue;
		if (sys_stat(run->sys, arena_printf(run->a, "/etc/skel/%s", files[i]), &skeleton) == SYS_OK && skeleton.mtime == copy.mtime)
			continue;
		row_str(run, "created_on", clock_day(run->a, copy.mtime));
		return;
	}
}

static void write_local(struct probe_run *run, const struct login_book *book, const struct person *p)
{
	row_begin(run, "account");
	row_text(run, "name", p->name);
	row_str(run, "uid", arena_printf(run->a, "%lld", (long long)p->uid));
	if (p->display.n)
		row_text(run, "display_name", p->display);
	row_text(run, "home", p->home);
	row_text(run, "shell", p->shell);
	row_flag(run, "can_login", p->can_login);
	row_flag(run, "system", p->system);
	row_flag(run, "directory", 0);
	if (p->uid >= 1000 && !p->system)
		created_on(run, p->home);
	last_login(run, book, p->name, p->uid, p->home);
	row_end(run);
}

// The home of a directory's account: /home/NAME, or /home/DOMAIN/NAME for NAME@DOMAIN and DOMAIN\NAME.
static char *find_home(struct probe_run *run, struct text name, struct sys_stat *ret)
{
	struct text left, right;
	char *try[3] = {arena_printf(run->a, "/home/%.*s", (int)name.n, name.p), NULL, NULL};
	if (text_cut(name, '@', &left, &right)) {
		try[1] = arena_printf(run->a, "/home/%.*s/%.*s", (int)right.n, right.p, (int)left.n, left.p);
		try[2] = arena_printf(run->a, "/home/%.*s", (int)left.n, left.p);
	} else if (text_cut(name, '\\', &left, &right)) {
		try[1] = arena_printf(run->a, "/home/%.*s/%.*s", (int)left.n, left.p, (int)right.n, right.p);
		try[2] = arena_printf(run->a, "/home/%.*s", (int)right.n, right.p);
	}
	for (int i = 0; i < 3; i++)
		if (try[i] && sys_stat(run->sys, try[i], ret) == SYS_OK && ret->kind == 'd')
			return try[i];
	return NULL;
}

static void write_directory(struct probe_run *run, const struct people *people, const struct login *login)
{
	struct sys_stat st;
	if (people_named(people, login->user) || memchr(login->user.p, '/', login->user.n))
		return;
	const char *home = find_home(run, login->user, &st);
	if (!home || st.uid < 1000 || people_numbered(people, st.uid))
		return;
	row_begin(run, "account");
	row_text(run, "name", login->user);
	row_str(run, "uid", arena_printf(run->a, "%u", st.uid));
	row_str(run, "home", home);
	row_flag(run, "can_login", 1);
	row_flag(run, "system", 0);
	row_flag(run, "directory", 1);
	row_int(run, "last_login_at", login->at);
	row_text(run, "last_login_from", login->host.n ? login->host : login->line);
	row_flag(run, "never_used", 0);
	row_end(run);
}

static void probe_account_run(struct probe_run *run)
{
	struct people people;
	struct login_book book;
	if (!people_read(run, &people)) {
		probe_failed(run, "missing", "/etc/passwd");
		return;
	}
	login_book_read(run, &book);
	for (size_t i = 0; i < people.n; i++)
		write_local(run, &book, &people.all[i]);
	if (people_directory(run))
		for (size_t i = 0; i < book.n; i++)
			write_directory(run, &people, &book.last[i]);
}

const struct probe probe_account = {"account", "account", probe_account_run};
