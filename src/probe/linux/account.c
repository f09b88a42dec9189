// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Accounts: who could log in here, and who did when. From /etc/passwd, lastlog and the home folders; passwords are looked at by
// account_password.c. Accounts of a directory are known only once they are in the local files or caches.
#include "../../base/clock.h"
#include "../probe.h"

#include <string.h>

// One entry of /var/log/lastlog: 32-bit time, 32 bytes terminal, 256 bytes host (utmp.h of glibc on 64-bit Linux).
#define LASTLOG_ENTRY 292
#define UID_MAX_READ 10000000 // the file has a hole for unused numbers; directory accounts live above

struct passwd_line {
	struct text name, gecos, home, shell;
	int64_t uid, gid;
};

static bool read_line(struct text line, struct passwd_line *ret)
{
	struct text f[7], rest = line;
	size_t n = 0;
	while (n < 7 && text_field(&rest, ':', &f[n]))
		n++;
	if (n != 7 || !f[0].n || !text_clean(f[0]) || !text_int(f[2], 10, &ret->uid) || !text_int(f[3], 10, &ret->gid))
		return false;
	ret->name = f[0];
	ret->home = f[5];
	ret->shell = f[6];
	text_cut(f[4], ',', &f[4], NULL);
	ret->gecos = f[4];
	return true;
}

static bool shell_lets_in(struct text shell)
{
	return !text_ends(shell, "/nologin") && !text_ends(shell, "/false") && !text_ends(shell, "/sync") && !text_ends(shell, "/halt") &&
		!text_ends(shell, "/shutdown");
}

// Adds what the login record says of a uid. An empty record file proves nothing; a filled one without this uid proves "never".
static void last_login(struct probe_run *run, int64_t uid, bool kept)
{
	struct text t;
	if (!kept || uid < 0 || uid > UID_MAX_READ)
		return;
	enum sys_status st = sys_read_part(run->sys, run->a, "/var/log/lastlog", uid * LASTLOG_ENTRY, LASTLOG_ENTRY, &t);
	if (st != SYS_OK)
		return;
	uint32_t at = 0;
	if (t.n == LASTLOG_ENTRY)
		memcpy(&at, t.p, sizeof at);
	row_int(run, "never_used", at == 0);
	if (!at)
		return;
	row_int(run, "last_login_at", at);
	const char *host = t.p + 36, *terminal = t.p + 4;
	if (*host)
		row_text(run, "last_login_from", (struct text){host, strnlen(host, 256)});
	else
		row_text(run, "last_login_from", (struct text){terminal, strnlen(terminal, 32)});
}

static void created_on(struct probe_run *run, struct text home)
{
	struct sys_stat st;
	// The folder's skeleton file is copied when the account is made and then hardly ever changes.
	if (sys_stat(run->sys, arena_printf(run->a, "%.*s/.bash_logout", (int)home.n, home.p), &st) == SYS_OK)
		row_str(run, "created_on", clock_day(run->a, st.mtime));
}

static void probe_account_run(struct probe_run *run)
{
	struct text t, line;
	struct sys_stat lastlog;
	bool kept = sys_stat(run->sys, "/var/log/lastlog", &lastlog) == SYS_OK && lastlog.size > 0;
	if (!probe_read(run, "/etc/passwd", &t)) {
		probe_failed(run, "missing", "/etc/passwd");
		return;
	}
	while (text_line(&t, &line)) {
		struct passwd_line p;
		if (!line.n || line.p[0] == '#' || line.p[0] == '+')
			continue;
		if (!read_line(line, &p)) {
			probe_partly(run, "odd_line", "/etc/passwd");
			continue;
		}
		row_begin(run, "account");
		row_text(run, "name", p.name);
		row_str(run, "uid", arena_printf(run->a, "%lld", (long long)p.uid));
		row_text(run, "display_name", p.gecos);
		row_text(run, "home", p.home);
		row_text(run, "shell", p.shell);
		row_flag(run, "can_login", shell_lets_in(p.shell));
		row_flag(run, "system", (p.uid > 0 && p.uid < 1000) || p.uid == 65534);
		row_flag(run, "directory", 0);
		created_on(run, p.home);
		last_login(run, p.uid, kept);
		row_end(run);
	}
}

const struct probe probe_account = {"account", "account", probe_account_run};
