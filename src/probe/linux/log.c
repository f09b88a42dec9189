// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The logs that this computer keeps, how long, and how old the oldest event is. The journal tells that in the heads of its files
// (systemd's journal-def.h), other logs in their first line. Where the copies go is told by log_forward.c.
#include "../../base/clock.h"
#include "../share/logrotate.h"
#include "../share/place.h"

#include <string.h>

struct kept {
	const char *name, *path;
	int64_t oldest, newest; // 0: not known
	bool persistent, security;
	int64_t days, max_mb; // -1: no limit
	const char *rotates;
};

static void kept_row(struct probe_run *run, const struct kept *k)
{
	row_begin(run, "log_source");
	row_str(run, "name", k->name);
	row_str(run, "path", k->path);
	if (k->oldest > 0)
		row_int(run, "oldest_at", k->oldest);
	if (k->newest > 0)
		row_int(run, "newest_at", k->newest);
	row_int(run, "persistent", k->persistent);
	if (k->days >= 0)
		row_int(run, "keep_days", k->days);
	if (k->max_mb >= 0)
		row_int(run, "max_mb", k->max_mb);
	row_str(run, "rotates", k->rotates);
	row_int(run, "security", k->security);
	row_end(run);
}

// ---- journal

static uint64_t le64(const char *p)
{
	uint64_t v = 0;
	for (int i = 7; i >= 0; i--)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

// Times of the first and last event of a journal file: at 184 and 192, in microseconds.
static void journal_file(struct probe_run *run, const char *path, struct kept *k)
{
	struct text t;
	if (sys_read_part(run->sys, run->a, path, 0, 200, &t) != SYS_OK || t.n < 200 || memcmp(t.p, "LPKSHHRH", 8) != 0)
		return;
	int64_t first = (int64_t)(le64(t.p + 184) / 1000000), last = (int64_t)(le64(t.p + 192) / 1000000);
	if (first > 0 && (!k->oldest || first < k->oldest))
		k->oldest = first;
	if (last > 0 && last < (int64_t)1 << 40 && last > k->newest)
		k->newest = last;
}

static void journal_folder(struct probe_run *run, const char *dir, struct kept *k)
{
	struct sys_names machines = {NULL, 0}, files;
	if (sys_list(run->sys, run->a, dir, &machines) != SYS_OK)
		return;
	for (size_t m = 0; m < machines.n && m < 20; m++) {
		char *sub = arena_printf(run->a, "%s/%s", dir, machines.name[m]);
		// Other machines may send theirs here: those folders are named "remote" or by their id.
		if (strlen(machines.name[m]) != 32 || sys_list(run->sys, run->a, sub, &files) != SYS_OK)
			continue;
		for (size_t i = 0; i < files.n && i < 2000; i++) {
			struct text n = text_of(files.name[i]);
			// Logins and rights stand in the system's files; user-….journal holds what a user's own programs say.
			if (text_starts(n, "system") && (text_ends(n, ".journal") || text_ends(n, ".journal~")))
				journal_file(run, arena_printf(run->a, "%s/%s", sub, files.name[i]), k);
		}
	}
}

static int64_t size_mb(struct text t)
{
	int64_t n;
	char c = t.n ? t.p[t.n - 1] : 0;
	const char *at = c ? strchr("KMGT", c) : NULL;
	if (at)
		t.n--;
	if (!text_int(t, 10, &n) || n <= 0 || n > (int64_t)1 << 40)
		return -1;
	return !at ? n >> 20 : *at == 'K' ? n >> 10 : *at == 'M' ? n : *at == 'G' ? n << 10 : n << 20;
}

// Where nothing is set, a tenth of the disk and at most 4 GiB (journald.conf(5), SystemMaxUse=).
static int64_t usual_size(struct probe_run *run, const char *dir)
{
	struct text t;
	int64_t sectors;
	struct place *p = place_read(run);
	const struct place_mount *m = place_of(p, text_of(dir));
	const char *block = m ? place_block(run, m->device) : NULL;
	if (block && sys_read(run->sys, run->a, arena_printf(run->a, "/sys/class/block/%s/size", block), 4096, &t) == SYS_OK && text_line(&t, &t) &&
		text_int(text_trim(t), 10, &sectors) && sectors / 20480 < 4096)
		return sectors / 20480;
	return 4096;
}

static void journal(struct probe_run *run)
{
	static const char *const dropins[] = {"/usr/lib/systemd/journald.conf.d", "/run/systemd/journald.conf.d", "/etc/systemd/journald.conf.d"};
	struct text conf[4], value, storage = text_of("auto");
	struct kept k = {.name = "journal", .security = true, .days = -1, .max_mb = -1};
	bool folder = sys_exists(run->sys, "/var/log/journal");
	if (!folder && !sys_exists(run->sys, "/run/log/journal") && !sys_exists(run->sys, "/etc/systemd/journald.conf") &&
		!sys_exists(run->sys, "/usr/lib/systemd/systemd-journald") && !sys_exists(run->sys, "/lib/systemd/systemd-journald"))
		return;
	conf[0] = conf_join(run, "/etc/systemd/journald.conf", NULL, NULL);
	for (int i = 0; i < 3; i++)
		conf[i + 1] = conf_join(run, NULL, dropins[i], ".conf");
	for (int i = 0; i < 4; i++)
		if (conf_get(conf[i], '=', "Journal", "Storage", &value) && value.n)
			storage = value;
	if (text_is_nocase(storage, "none"))
		return;
	k.persistent = text_is_nocase(storage, "persistent") || (folder && text_is_nocase(storage, "auto"));
	k.path = k.persistent ? "/var/log/journal" : "/run/log/journal";
	for (int i = 0; i < 4; i++) {
		int64_t seconds;
		if (conf_get(conf[i], '=', "Journal", "MaxRetentionSec", &value) && conf_span(value, &seconds))
			k.days = seconds > 0 ? (seconds + DAY / 2) / DAY : -1;
		if (conf_get(conf[i], '=', "Journal", k.persistent ? "SystemMaxUse" : "RuntimeMaxUse", &value))
			k.max_mb = size_mb(value);
	}
	if (k.max_mb < 0)
		k.max_mb = usual_size(run, k.path);
	journal_folder(run, k.path, &k);
	// Installed in a container or beside another init: nothing writes it.
	if (!k.newest && sys_live(run->sys) && !sys_exists(run->sys, "/run/systemd/journal"))
		return;
	kept_row(run, &k);
}

// ---- files

// A file that nobody writes any more is no log that is kept: the journal may have taken over.
static bool alive(struct probe_run *run, int64_t newest, const char *const *units)
{
	for (; units && *units; units++)
		if (share_unit_active(run, *units))
			return true;
	return newest >= sys_now(run->sys) - 40 * DAY;
}

static void file(struct probe_run *run, const struct logrotate *l, const char *name, const char *path, bool security, const char *const *units)
{
	struct sys_stat st;
	struct kept k = {.name = name, .path = path, .persistent = true, .security = security};
	if (sys_stat(run->sys, path, &st) != SYS_OK || st.kind != 'f')
		return;
	const struct logrotate_rule *r = logrotate_for(l, path);
	log_age(run, path, r, &k.oldest, &k.newest);
	if (!alive(run, k.newest ? k.newest : st.mtime, units))
		return;
	k.days = logrotate_days(r);
	k.rotates = r ? r->rotates : NULL;
	k.max_mb = r && r->rotates && strcmp(r->rotates, "size") == 0 && r->keep >= 0 ? r->size * (r->keep + 1) >> 20 : -1;
	kept_row(run, &k);
}

static void audit(struct probe_run *run, const struct logrotate *l)
{
	struct text t, value;
	int64_t size = 0, number = 0;
	struct kept k = {.name = "audit",
		.path = "/var/log/audit/audit.log",
		.persistent = true,
		.security = true,
		.days = -1,
		.max_mb = -1,
		.rotates = "size"};
	if (!share_unit_active(run, "auditd.service") && share_runs(run, "auditd") != 1)
		return;
	if (sys_read(run->sys, run->a, "/etc/audit/auditd.conf", 1 << 20, &t) == SYS_OK) {
		if (conf_get(t, '=', NULL, "write_logs", &value) && text_is_nocase(value, "no"))
			return;
		if (conf_get(t, '=', NULL, "log_file", &value) && value.n > 1 && value.p[0] == '/')
			k.path = text_dup(run->a, value);
		bool rotates = conf_get(t, '=', NULL, "max_log_file_action", &value) && text_is_nocase(value, "rotate");
		if (rotates && conf_get(t, '=', NULL, "max_log_file", &value) && text_int(value, 10, &size) &&
			conf_get(t, '=', NULL, "num_logs", &value) && text_int(value, 10, &number) && size > 0 && number > 0 && size < 1000000 &&
			number < 1000)
			k.max_mb = size * number;
		if (!rotates)
			k.rotates = NULL;
	}
	log_age(run, k.path, logrotate_for(l, k.path), &k.oldest, &k.newest);
	kept_row(run, &k);
}

static void probe_log_run(struct probe_run *run)
{
	static const char *const syslogs[] = {"rsyslog.service", "syslog-ng.service", "inetutils-syslogd.service", "busybox-syslogd.service", NULL};
	static const struct {
		const char *name, *path;
		bool security;
	} logs[] = {{"auth", "/var/log/auth.log", true}, {"auth", "/var/log/secure", true}, {"syslog", "/var/log/syslog", false},
		{"syslog", "/var/log/messages", false}, {"firewall", "/var/log/ufw.log", false}, {"firewall", "/var/log/firewalld", false},
		{"web:nginx", "/var/log/nginx/access.log", false}, {"web:apache", "/var/log/apache2/access.log", false},
		{"web:apache", "/var/log/httpd/access_log", false}, {"web:caddy", "/var/log/caddy/access.log", false},
		{"web:lighttpd", "/var/log/lighttpd/access.log", false}, {"login", "/var/log/wtmp", false}};
	struct logrotate *l = logrotate_read(run);
	journal(run);
	for (size_t i = 0; i < sizeof logs / sizeof *logs; i++)
		file(run, l, logs[i].name, logs[i].path, logs[i].security, logs[i].security || strcmp(logs[i].name, "syslog") == 0 ? syslogs : NULL);
	audit(run, l);
}

const struct probe probe_log = {"log", "log_source", probe_log_run};
