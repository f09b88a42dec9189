// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What installs updates by itself: unattended-upgrades with apt's daily timers, Linux Mint's automation, cron-apt, apticron, dnf-automatic,
// GNOME Software (which only fetches and then asks) and snapd. The stamp of apt's job is written after a good run alone, so it is
// enough for an ordinary user; the log tells of errors to those who may read it.
#include "../../base/buf.h"
#include "../../base/clock.h"
#include "../share/lex.h"
#include "../share/share.h"

#include <string.h>

#define NESTED_MAX 16

struct row {
	const char *tool, *scope, *result, *error;
	int enabled, reboot, timer; // reboot, timer: -1 not known
	int64_t last, interval;     // 0: not known
};

static void write_row(struct probe_run *run, const struct row *r)
{
	row_begin(run, "update_auto");
	row_str(run, "tool", r->tool);
	row_flag(run, "enabled", r->enabled);
	row_str(run, "scope", r->scope);
	row_flag(run, "reboot", r->reboot);
	if (r->last)
		row_int(run, "last_run_at", r->last);
	row_str(run, "last_result", r->result);
	row_str(run, "last_error", r->error);
	if (r->interval)
		row_int(run, "interval_days", r->interval);
	row_flag(run, "timer_enabled", r->timer);
	row_end(run);
}

static int64_t newest(struct probe_run *run, const char *x, const char *y)
{
	struct sys_stat st;
	int64_t at = sys_stat(run->sys, x, &st) == SYS_OK ? st.mtime : 0;
	return y && sys_stat(run->sys, y, &st) == SYS_OK && st.mtime > at ? st.mtime : at;
}

// ---- apt.conf: `A::B "x";` and `A { B "x"; L { "one"; "two"; }; };` mean the same

struct apt_conf {
	struct text enable, lists, unattended, reboot;
	bool security, more, any; // what the origins that are allowed hold
};

static void take_origin(struct apt_conf *c, struct text v)
{
	c->any = true;
	if (text_has(v, "security") || text_has(v, "Security"))
		c->security = true;
	if (text_has(v, "=*") || text_has(v, "*:*"))
		c->security = c->more = true;
	if (text_has(v, "-updates"))
		c->more = true;
}

static void take_setting(struct apt_conf *c, struct text path, struct text value)
{
	if (text_is_nocase(path, "APT::Periodic::Enable"))
		c->enable = value;
	else if (text_is_nocase(path, "APT::Periodic::Update-Package-Lists"))
		c->lists = value;
	else if (text_is_nocase(path, "APT::Periodic::Unattended-Upgrade"))
		c->unattended = value;
	else if (text_is_nocase(path, "Unattended-Upgrade::Automatic-Reboot"))
		c->reboot = value;
	else if (text_is_nocase(path, "Unattended-Upgrade::Allowed-Origins") || text_is_nocase(path, "Unattended-Upgrade::Origins-Pattern"))
		take_origin(c, value);
}

static struct text path_of(struct probe_run *run, const struct text *open, int depth, struct text last)
{
	struct buf *b = buf_new(run->a, 4096);
	for (int i = 0; i < depth; i++) {
		if (b->n)
			buf_str(b, "::");
		buf_add(b, open[i].p, open[i].n);
	}
	if (last.n && b->n)
		buf_str(b, "::");
	buf_add(b, last.p, last.n);
	if (b->n > 2 && strcmp(b->p + b->n - 2, "::") == 0) // "List:: "x";" adds to a list
		b->n -= 2;
	return (struct text){b->p, b->n};
}

static void read_conf(struct probe_run *run, struct text t, struct apt_conf *c)
{
	struct lex x = {t, true, false};
	struct text open[NESTED_MAX], word[2];
	int depth = 0, words = 0;
	for (enum lex_kind k; (k = lex_next(&x, &word[words < 1 ? 0 : 1])) != LEX_END;) {
		if (k == LEX_WORD)
			words++;
		else if (k == LEX_OPEN) {
			if (depth < NESTED_MAX)
				open[depth] = words ? word[0] : (struct text){"", 0};
			depth++;
			words = 0;
		} else if (k == LEX_CLOSE) {
			depth -= depth > 0;
			words = 0;
		} else {
			if (words == 1 && depth && depth <= NESTED_MAX)
				take_setting(c, path_of(run, open, depth, (struct text){"", 0}), word[0]);
			else if (words >= 2 && depth <= NESTED_MAX)
				take_setting(c, path_of(run, open, depth, word[0]), word[1]);
			words = 0;
		}
	}
}

// apt reads only names without a dot or with .conf at the end, so what dpkg or ucf left beside them does not count.
static void read_apt_conf(struct probe_run *run, struct apt_conf *c)
{
	static const char dir[] = "/etc/apt/apt.conf.d";
	struct sys_names all = {NULL, 0};
	struct text t;
	if (sys_exists(run->sys, dir))
		all = conf_files(run, dir, "");
	for (size_t i = 0; i < all.n; i++) {
		struct text name = text_after(text_of(all.name[i]), sizeof dir);
		if ((!text_has(name, ".") || text_ends(name, ".conf")) && probe_read(run, all.name[i], &t))
			read_conf(run, t, c);
	}
	if (probe_read(run, "/etc/apt/apt.conf", &t))
		read_conf(run, t, c);
}

static bool switched_on(struct text value)
{
	return value.n && !text_is(value, "0");
}

// The last run of the log: an ERROR line in it means that it failed (debian/unattended-upgrade writes "… ERROR text").
static void read_log(struct probe_run *run, struct row *r)
{
	static const char path[] = "/var/log/unattended-upgrades/unattended-upgrades.log";
	struct sys_stat st;
	struct text t, line, error;
	if (sys_stat(run->sys, path, &st) != SYS_OK)
		return;
	if (sys_read_part(run->sys, run->a, path, st.size > 65536 ? st.size - 65536 : 0, 65536, &t) != SYS_OK)
		return;
	while (text_line(&t, &line)) {
		if (text_has(line, "Starting unattended upgrades script"))
			r->result = r->error = NULL;
		else if (text_has(line, " ERROR ")) {
			for (error = line; !text_starts(error, " ERROR "); error = text_after(error, 1))
				;
			error = text_after(error, 7);
			if (error.n > 200)
				error.n = 200;
			r->result = "failed";
			r->error = text_dup(run->a, error);
		} else if (!r->result && (text_has(line, "All upgrades installed") || text_has(line, "No packages found that can be upgraded")))
			r->result = "ok";
	}
}

static int apt_timer(struct probe_run *run)
{
	int fetch = share_unit_enabled(run, "apt-daily.timer"), install = share_unit_enabled(run, "apt-daily-upgrade.timer");
	if (fetch < 0 && install < 0) // without systemd the daily job of cron does both
		return sys_exists(run->sys, "/etc/cron.daily/apt-compat") ? 1 : -1;
	return fetch == 1 && install == 1;
}

static void unattended(struct probe_run *run)
{
	static const char *const periodic[] = {"/var/lib/apt/periodic/upgrade-stamp", "/var/lib/apt/periodic/unattended-upgrades-stamp"};
	struct apt_conf c = {0};
	if (!share_package(run, "unattended-upgrades") && !sys_exists(run->sys, "/usr/bin/unattended-upgrade"))
		return;
	read_apt_conf(run, &c);
	bool on = switched_on(c.unattended) && switched_on(c.lists) && !text_is(c.enable, "0");
	struct row r = {.tool = "unattended-upgrades", .enabled = on, .reboot = text_yes(c.reboot) == 1, .timer = apt_timer(run)};
	r.scope = c.security ? (c.more ? "all" : "security") : c.any ? NULL : "none";
	r.last = newest(run, periodic[0], NULL) ? newest(run, periodic[0], NULL) : newest(run, periodic[1], NULL);
	text_int(c.unattended, 10, &r.interval);
	if (r.interval < 0 || r.interval > 3650)
		r.interval = 0;
	read_log(run, &r);
	write_row(run, &r);
}

// ---- the others

static bool has_line(struct probe_run *run, const char *path, const char *word)
{
	struct text t, line;
	if (!probe_read(run, path, &t))
		return false;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (line.n && line.p[0] != '#' && text_has(line, word))
			return true;
	}
	return false;
}

static void cron_apt(struct probe_run *run)
{
	struct text t = {"", 0}, line;
	if (!share_package(run, "cron-apt"))
		return;
	struct row r = {.tool = "cron-apt", .reboot = -1, .scope = "none", .interval = 1, .last = newest(run, "/var/log/cron-apt/log", NULL)};
	r.enabled = r.timer = has_line(run, "/etc/cron.d/cron-apt", "cron-apt");
	t = conf_join(run, NULL, "/etc/cron-apt/action.d", "");
	while (text_line(&t, &line)) {
		if (!text_has(line, "upgrade") || text_starts(text_trim(line), "#"))
			continue;
		if (text_has(line, " -d") || text_has(line, "--download-only"))
			r.scope = strcmp(r.scope, "none") == 0 ? "download" : r.scope;
		else
			r.scope = text_has(line, "security") ? "security" : "all";
	}
	write_row(run, &r);
}

static void apticron(struct probe_run *run)
{
	if (!share_package(run, "apticron"))
		return;
	struct row r = {
		.tool = "apticron", .scope = "download", .reboot = -1, .interval = 1, .last = newest(run, "/var/lib/apticron/last_run", NULL)};
	r.timer = share_unit_enabled(run, "apticron.timer") == 1 || has_line(run, "/etc/cron.d/apticron", "apticron");
	r.enabled = r.timer;
	write_row(run, &r);
}

static void dnf_automatic(struct probe_run *run)
{
	static const char *const timers[] = {"dnf-automatic-install.timer", "dnf-automatic.timer", "dnf5-automatic.timer",
		"dnf-automatic-download.timer", "dnf-automatic-notifyonly.timer"};
	struct text t, v;
	if (!sys_exists(run->sys, "/etc/dnf/automatic.conf") || !probe_read(run, "/etc/dnf/automatic.conf", &t))
		return;
	struct row r = {.tool = "dnf-automatic", .scope = "none", .reboot = 0};
	for (size_t i = 0; i < 5 && !r.timer; i++)
		if (share_unit_enabled(run, timers[i]) == 1) {
			bool apply = i == 0 || (i < 3 && conf_get(t, '=', "commands", "apply_updates", &v) && text_yes(v) == 1);
			bool security = conf_get(t, '=', "commands", "upgrade_type", &v) && text_is(v, "security");
			r.timer = 1;
			r.scope = apply ? (security ? "security" : "all") : "download";
			r.last = share_timer_last(run, timers[i]);
			r.interval = 1;
		}
	r.enabled = r.timer;
	if (conf_get(t, '=', "commands", "reboot", &v))
		r.reboot = !text_is(v, "never");
	write_row(run, &r);
}

static void mint(struct probe_run *run)
{
	if (!share_package(run, "mintupdate"))
		return;
	struct row r = {.tool = "mintupdate", .scope = "all", .reboot = 0, .interval = 1};
	r.enabled = sys_exists(run->sys, "/var/lib/linuxmint/mintupdate-automatic-upgrades-enabled");
	r.timer = share_unit_enabled(run, "mintupdate-automation-upgrade.timer");
	r.last = share_timer_last(run, "mintupdate-automation-upgrade.timer");
	write_row(run, &r);
}

static void gnome_software(struct probe_run *run)
{
	if (!share_package(run, "gnome-software"))
		return;
	struct row r = {.tool = "packagekit", .scope = "download", .reboot = -1, .timer = -1, .enabled = 1};
	r.enabled = !has_line(run, "/etc/dconf/db/local.d/00-software", "download-updates=false");
	r.last = newest(run, "/var/lib/PackageKit/offline-update-competed", NULL);
	write_row(run, &r);
}

static void snapd(struct probe_run *run)
{
	static const char mark[] = "\"last-refresh\":\"";
	struct text t;
	if (!share_package(run, "snapd") && !sys_exists(run->sys, "/usr/lib/snapd/snapd"))
		return;
	struct row r = {.tool = "snapd", .scope = "all", .reboot = -1};
	r.enabled = share_unit_active(run, "snapd.service") || share_unit_active(run, "snapd.socket");
	r.timer = r.enabled;
	// The state is large and for the administrator alone; the one date in it is searched for, not the whole taken apart.
	if (sys_read(run->sys, run->a, "/var/lib/snapd/state.json", (size_t)16 << 20, &t) == SYS_OK) {
		const char *at = memmem(t.p, t.n, mark, sizeof mark - 1);
		if (at && (size_t)(t.p + t.n - at) > sizeof mark + 19)
			clock_read_iso((struct text){at + sizeof mark - 1, 19}, &r.last);
	}
	write_row(run, &r);
}

static void probe_update_auto_run(struct probe_run *run)
{
	unattended(run);
	mint(run);
	cron_apt(run);
	apticron(run);
	dnf_automatic(run);
	gnome_software(run);
	snapd(run);
}

const struct probe probe_update_auto = {"update_auto", "update_auto", probe_update_auto_run};
