// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What looks for burglars: on the network, at logins, at changed files, in the kernel. Installed and doing nothing is a row with
// running 0. To add a tool that is a service with a folder of rules: one line in the list below.
#include "../share/plan.h"
#include "../share/share.h"

#include <string.h>

struct seen {
	const char *tool, *kind;
	bool running;
	int64_t data_at, last_run_at; // 0: not known
	int blocks;                   // -1: not known
};

static void seen_row(struct probe_run *run, const struct seen *s)
{
	row_begin(run, "intrusion_detection");
	row_str(run, "tool", s->tool);
	row_str(run, "kind", s->kind);
	row_int(run, "running", s->running);
	if (s->data_at > 0)
		row_int(run, "data_at", s->data_at);
	row_flag(run, "blocks", s->blocks);
	if (s->last_run_at > 0)
		row_int(run, "last_run_at", s->last_run_at);
	row_end(run);
}

static int64_t time_of(struct probe_run *run, const char *path)
{
	struct sys_stat st;
	return sys_stat(run->sys, path, &st) == SYS_OK && st.kind == 'f' ? st.mtime : 0;
}

// The time of a file, or of the newest file in a folder.
static int64_t newest(struct probe_run *run, const char *path)
{
	struct sys_names names = {NULL, 0};
	int64_t at = time_of(run, path);
	if (at || sys_list(run->sys, run->a, path, &names) != SYS_OK)
		return at;
	for (size_t i = 0; i < names.n && i < 500; i++) {
		int64_t one = time_of(run, arena_printf(run->a, "%s/%s", path, names.name[i]));
		at = one > at ? one : at;
	}
	return at;
}

// ---- services with rules

struct service {
	const char *tool, *kind;
	const char *there[3]; // a file that shows it
	const char *unit[4];
	const char *data[3]; // rules or baseline
	int blocks;          // when it runs; -1 not known
};

static const struct service services[] = {
	{"suricata", "network", {"/usr/bin/suricata", "/usr/sbin/suricata"}, {"suricata.service"}, {"/var/lib/suricata/rules", "/etc/suricata/rules"},
		-1},
	{"snort", "network", {"/usr/sbin/snort", "/usr/bin/snort", "/usr/local/bin/snort"}, {"snort.service", "snort3.service"},
		{"/etc/snort/rules", "/usr/local/etc/rules"}, -1},
	{"zeek", "network", {"/opt/zeek/bin/zeek", "/usr/bin/zeek", "/usr/local/zeek/bin/zeek"}, {"zeek.service", "zeekctl.service"}, {NULL}, 0},
	{"samhain", "files", {"/usr/sbin/samhain", "/usr/local/sbin/samhain"}, {"samhain.service"},
		{"/var/lib/samhain/samhain_file", "/var/lib/samhain/samhain.db"}, -1},
	{"sshguard", "logins", {"/usr/sbin/sshguard", "/usr/local/sbin/sshguard"}, {"sshguard.service"}, {NULL}, 1},
	{"falco", "kernel", {"/usr/bin/falco"}, {"falco.service", "falco-modern-bpf.service", "falco-kmod.service", "falco-bpf.service"},
		{"/etc/falco/falco_rules.yaml", "/etc/falco"}, 0},
};

static void look_service(struct probe_run *run, const struct service *v)
{
	struct seen s = {.tool = v->tool, .kind = v->kind, .blocks = v->blocks};
	struct text t;
	bool there = false;
	for (size_t i = 0; i < 3 && v->there[i]; i++)
		there |= sys_exists(run->sys, v->there[i]);
	if (!there)
		return;
	for (size_t i = 0; i < 4 && v->unit[i]; i++)
		s.running |= share_unit_guards(run, v->unit[i]);
	s.running |= share_runs(run, v->tool) == 1;
	for (size_t i = 0; i < 3 && v->data[i] && !s.data_at; i++)
		s.data_at = newest(run, v->data[i]);
	// Debian's starter: LISTENMODE=nfqueue lets it refuse packets, af-packet only looks on.
	if (strcmp(v->tool, "suricata") == 0 && sys_read(run->sys, run->a, "/etc/default/suricata", 65536, &t) == SYS_OK) {
		struct text mode;
		if (conf_get(t, '=', NULL, "LISTENMODE", &mode))
			s.blocks = text_is(mode, "nfqueue");
	}
	seen_row(run, &s);
}

// ---- fail2ban, crowdsec

struct jails {
	bool usual; // enabled in [DEFAULT]
	size_t on;
};

static void jail_line(void *arg, struct text section, struct text key, struct text value, int number)
{
	(void)number;
	struct jails *j = arg;
	if (!text_is(key, "enabled") || text_yes(value) != 1)
		return;
	if (text_is(section, "DEFAULT"))
		j->usual = true;
	else
		j->on++;
}

static void fail2ban(struct probe_run *run)
{
	struct jails j = {false, 0};
	if (!sys_exists(run->sys, "/usr/bin/fail2ban-server") && !sys_exists(run->sys, "/usr/local/bin/fail2ban-server"))
		return;
	// jail.conf is the maker's and turns nothing on; jail.d and jail.local are the firm's (and Debian's, for sshd).
	struct text t = conf_join(run, "/etc/fail2ban/jail.local", "/etc/fail2ban/jail.d", ".conf");
	conf_each(t, '=', jail_line, &j);
	t = conf_join(run, NULL, "/etc/fail2ban/jail.d", ".local");
	conf_each(t, '=', jail_line, &j);
	bool active = share_unit_guards(run, "fail2ban.service") || share_runs(run, "fail2ban-server") == 1;
	struct seen s = {.tool = "fail2ban", .kind = "logins", .running = active && (j.on || j.usual)};
	s.blocks = s.running;
	seen_row(run, &s);
}

static void crowdsec(struct probe_run *run)
{
	static const char *const bouncers[] = {"crowdsec-firewall-bouncer.service", "crowdsec-firewall-bouncer-nftables.service",
		"crowdsec-firewall-bouncer-iptables.service", "crowdsec-nginx-bouncer.service"};
	struct seen s = {.tool = "crowdsec", .kind = "logins"};
	if (!sys_exists(run->sys, "/usr/bin/crowdsec") && !sys_exists(run->sys, "/usr/local/bin/crowdsec"))
		return;
	s.running = share_unit_guards(run, "crowdsec.service");
	for (size_t i = 0; i < sizeof bouncers / sizeof *bouncers; i++)
		s.blocks |= s.running && share_unit_guards(run, bouncers[i]);
	s.data_at = time_of(run, "/etc/crowdsec/hub/.index.json");
	if (!s.data_at)
		s.data_at = time_of(run, "/var/lib/crowdsec/hub/.index.json");
	seen_row(run, &s);
}

// ---- auditd, Wazuh

static void auditd(struct probe_run *run)
{
	struct seen s = {.tool = "auditd", .kind = "kernel", .blocks = 0};
	struct text t, line;
	bool rules = false;
	if (!sys_exists(run->sys, "/sbin/auditd") && !sys_exists(run->sys, "/usr/sbin/auditd"))
		return;
	enum sys_status st = sys_read(run->sys, run->a, "/etc/audit/audit.rules", 1 << 20, &t);
	if (st == SYS_DENIED) // an ordinary user: that it runs is all that can be seen
		rules = true;
	while (st == SYS_OK && text_line(&t, &line)) {
		line = text_trim(line);
		rules |= text_starts(line, "-w ") || text_starts(line, "-a ") || text_starts(line, "-A ");
	}
	s.running = rules && (share_unit_guards(run, "auditd.service") || share_runs(run, "auditd") == 1);
	s.data_at = time_of(run, "/etc/audit/audit.rules");
	seen_row(run, &s);
}

static void wazuh(struct probe_run *run)
{
	static const struct {
		const char *tool, *unit;
	} all[] = {{"wazuh", "wazuh-agent.service"}, {"wazuh", "wazuh-manager.service"}, {"ossec", "ossec.service"}, {"ossec", "ossec-hids.service"}};
	struct seen s = {.kind = "all", .blocks = -1};
	if (!sys_exists(run->sys, "/var/ossec"))
		return;
	for (size_t i = 0; i < sizeof all / sizeof *all && !s.running; i++)
		if (share_unit_enabled(run, all[i].unit) >= 0) {
			s.tool = all[i].tool;
			s.running = share_unit_guards(run, all[i].unit);
		}
	if (s.tool)
		seen_row(run, &s);
}

// ---- programs that compare files now and then

struct checker {
	const char *tool, *there;
	const char *program;                  // what a plan runs
	const char *unit;                     // a timer of its own
	const char *switch_file, *switch_key; // its cron script does nothing unless this is yes
	const char *data[3], *last[3];
};

static const struct checker checkers[] = {
	{"aide", "/usr/bin/aide", "aide", "dailyaidecheck.timer", "/etc/default/aide", "CRON_DAILY_RUN",
		{"/var/lib/aide/aide.db", "/var/lib/aide/aide.db.gz"}, {"/var/log/aide/aide.log", "/var/log/aide.log"}},
	{"aide", "/usr/sbin/aide", "aide", "aidecheck.timer", NULL, NULL, {"/var/lib/aide/aide.db.gz", "/var/lib/aide/aide.db"},
		{"/var/log/aide/aide.log"}},
	{"tripwire", "/usr/sbin/tripwire", "tripwire", NULL, NULL, NULL, {"/var/lib/tripwire"}, {"/var/lib/tripwire/report"}},
	{"rkhunter", "/usr/bin/rkhunter", "rkhunter", "rkhunter.timer", "/etc/default/rkhunter", "CRON_DAILY_RUN",
		{"/var/lib/rkhunter/db/rkhunter.dat", "/var/lib/rkhunter/db"}, {"/var/log/rkhunter.log"}},
	{"chkrootkit", "/usr/sbin/chkrootkit", "chkrootkit", "chkrootkit.timer", "/etc/chkrootkit/chkrootkit.conf", "RUN_DAILY", {NULL},
		{"/var/log/chkrootkit/log.today"}},
	{"lynis", "/usr/sbin/lynis", "lynis", "lynis.timer", NULL, NULL, {NULL}, {"/var/log/lynis-report.dat"}},
};

static void look_checker(struct probe_run *run, const struct checker *c, struct plans **plans)
{
	struct seen s = {.tool = c->tool, .kind = "files", .blocks = 0};
	struct text t, value = {"", 0};
	if (!sys_exists(run->sys, c->there))
		return;
	if (!*plans)
		*plans = plan_read(run);
	// The switch counts for the packaged script; a line that somebody wrote in a crontab counts by itself.
	bool on = true, packaged;
	if (c->switch_file && sys_read(run->sys, run->a, c->switch_file, 65536, &t) == SYS_OK && conf_get(t, '=', NULL, c->switch_key, &value))
		on = value.n && strchr("YyTt1", value.p[0]) != NULL;
	for (size_t i = 0; i < (*plans)->n; i++) {
		const struct plan *p = &(*plans)->plan[i];
		if (!plan_runs(p, c->program))
			continue;
		packaged = text_starts(p->name, "cron.");
		s.running |= on || !packaged;
		s.last_run_at = p->last_at > s.last_run_at ? p->last_at : s.last_run_at;
	}
	if (c->unit && on && share_unit_guards(run, c->unit)) {
		int64_t last = share_timer_last(run, c->unit);
		s.running = true;
		s.last_run_at = last > s.last_run_at ? last : s.last_run_at;
	}
	for (size_t i = 0; i < 3 && c->data[i] && !s.data_at; i++)
		s.data_at = newest(run, c->data[i]);
	for (size_t i = 0; i < 3 && c->last[i]; i++) {
		int64_t at = newest(run, c->last[i]);
		s.last_run_at = at > s.last_run_at ? at : s.last_run_at;
	}
	seen_row(run, &s);
}

static void probe_intrusion_run(struct probe_run *run)
{
	struct plans *plans = NULL;
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		look_service(run, &services[i]);
	fail2ban(run);
	crowdsec(run);
	auditd(run);
	wazuh(run);
	for (size_t i = 0; i < sizeof checkers / sizeof *checkers; i++)
		look_checker(run, &checkers[i], &plans);
}

const struct probe probe_intrusion = {"intrusion", "intrusion_detection", probe_intrusion_run};
