// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What keeps the clock right: systemd-timesyncd, chrony, NTPsec, ntpd, OpenNTPD. The last good answer is the time of the file in which
// the program keeps what it learnt; a virtual machine may have its clock from its host, which does not show here.
#include "../../base/buf.h"
#include "../share/net.h"

#include <string.h>

#define SERVERS_MAX 1000

static void add_server(struct buf *b, struct text s)
{
	if (!s.n || s.n > 200 || b->n + s.n + 2 > SERVERS_MAX)
		return;
	if (b->n)
		buf_char(b, ' ');
	buf_add(b, s.p, s.n);
}

// Lines `server NAME …`, `pool NAME …`, `peer NAME`, `servers NAME` of chrony and the ntpds.
static void read_servers(struct buf *b, struct text t)
{
	struct text line, word;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#!;%");
		if (text_word(&line, &word) &&
			(text_is_nocase(word, "server") || text_is_nocase(word, "pool") || text_is_nocase(word, "peer") ||
				text_is_nocase(word, "servers")) &&
			text_word(&line, &word))
			add_server(b, word);
	}
}

static void timesyncd_servers(struct probe_run *run, struct buf *b)
{
	static const char *const keys[] = {"NTP", "FallbackNTP"};
	struct text t = conf_join(run, "/etc/systemd/timesyncd.conf",
			    sys_exists(run->sys, "/etc/systemd/timesyncd.conf.d") ? "/etc/systemd/timesyncd.conf.d" : NULL, ".conf"),
		    v, word;
	for (size_t i = 0; i < 2 && !b->n; i++)
		if (conf_get(t, '=', "Time", keys[i], &v))
			while (text_word(&v, &word))
				add_server(b, word);
}

static void chrony_servers(struct probe_run *run, struct buf *b)
{
	static const char *const files[] = {"/etc/chrony/chrony.conf", "/etc/chrony.conf"}, *const dirs[] = {"/etc/chrony/conf.d", "/etc/chrony.d"};
	for (size_t i = 0; i < 2; i++)
		if (sys_exists(run->sys, files[i]))
			read_servers(b, conf_join(run, files[i], sys_exists(run->sys, dirs[i]) ? dirs[i] : NULL, ".conf"));
	if (sys_exists(run->sys, "/etc/chrony/sources.d"))
		read_servers(b, conf_join(run, NULL, "/etc/chrony/sources.d", ".sources"));
}

// The newest of the files (parted by spaces) that the program writes after a good answer; a package makes them too, so only what
// is in use counts.
static int64_t newest(struct probe_run *run, const char *paths)
{
	struct text rest = text_of(paths), one;
	struct sys_stat st;
	int64_t at = 0;
	while (text_word(&rest, &one))
		if (sys_stat(run->sys, text_dup(run->a, one), &st) == SYS_OK && st.mtime > at)
			at = st.mtime;
	return at;
}

static void probe_time_sync_run(struct probe_run *run)
{
	static const struct {
		const char *tool, *places, *units, *program, *file, *stamps;
	} all[] = {
		{"systemd-timesyncd", "/usr/lib/systemd/systemd-timesyncd /lib/systemd/systemd-timesyncd", "systemd-timesyncd.service",
			"systemd-timesyncd", NULL, "/run/systemd/timesync/synchronized"},
		{"chrony", "/usr/sbin/chronyd", "chrony.service chronyd.service", "chronyd", NULL,
			"/var/lib/chrony/chrony.drift /var/lib/chrony/drift"},
		{"ntpsec", "/etc/ntpsec/ntp.conf", "ntpsec.service", "ntpd", "/etc/ntpsec/ntp.conf", "/var/lib/ntpsec/ntp.drift"},
		{"ntpd", "/etc/ntp.conf", "ntp.service ntpd.service", "ntpd", "/etc/ntp.conf", "/var/lib/ntp/ntp.drift /var/lib/ntp/drift"},
		{"openntpd", "/etc/openntpd/ntpd.conf", "openntpd.service", "ntpd", "/etc/openntpd/ntpd.conf", "/var/lib/openntpd/db/ntpd.drift"},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct buf *servers = buf_new(run->a, SERVERS_MAX);
		struct text t;
		if (!newest(run, all[i].places))
			continue;
		bool on = net_active(run, all[i].units, all[i].program);
		int64_t at = on ? newest(run, all[i].stamps) : 0;
		// The saved clock is written without an answer too; in an image it is the best there is.
		if (i == 0 && on && !at && !sys_exists(run->sys, "/run/systemd/timesync"))
			at = newest(run, "/var/lib/systemd/timesync/clock");
		if (i == 0)
			timesyncd_servers(run, servers);
		else if (i == 1)
			chrony_servers(run, servers);
		else if (probe_read(run, all[i].file, &t))
			read_servers(servers, t);
		row_begin(run, "time_sync");
		row_str(run, "tool", all[i].tool);
		row_flag(run, "enabled", on);
		if (servers->n)
			row_str(run, "servers", servers->p);
		if (at)
			row_int(run, "last_sync_at", at);
		row_end(run);
	}
}

const struct probe probe_time_sync = {"time_sync", "time_sync", probe_time_sync_run};
