// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What keeps the settings of many machines the same: agents of puppet, salt, chef and their like, and ansible-pull. A program that is
// installed and belongs to no server is a row with enrolled 0. FusionInventory and the like only count things: they are none.
#include "../share/place.h"
#include "../share/plan.h"
#include "../share/share.h"

#include <string.h>

struct agent {
	const char *tool;
	struct text server;
	bool enrolled, running;
	int64_t last_at;
};

static void agent_row(struct probe_run *run, const struct agent *g)
{
	row_begin(run, "config_management");
	row_str(run, "tool", g->tool);
	row_int(run, "enrolled", g->enrolled);
	if (g->server.n)
		row_text(run, "server", place_clean(run->a, g->server));
	if (g->last_at > 0)
		row_int(run, "last_run_at", g->last_at);
	row_int(run, "running", g->running);
	row_end(run);
}

static bool exists_any(struct probe_run *run, const char *const *paths)
{
	for (; *paths; paths++)
		if (sys_exists(run->sys, *paths))
			return true;
	return false;
}

static int64_t time_of(struct probe_run *run, const char *path)
{
	struct sys_stat st;
	return sys_stat(run->sys, path, &st) == SYS_OK ? st.mtime : 0;
}

// The first line of a small file.
static struct text first_line(struct probe_run *run, const char *path)
{
	struct text t;
	return sys_read(run->sys, run->a, path, 65536, &t) == SYS_OK && text_line(&t, &t) ? text_trim(t) : text_of("");
}

// ---- puppet

// last_run_summary.yaml: "  last_run: 1763700000" below time:, "  failed: 0" below resources:. A run with failures is no good one.
static int64_t puppet_summary(struct text t)
{
	struct text line, key, value;
	int64_t at = 0, failed = 0, n;
	while (text_line(&t, &line)) {
		if (!text_cut(text_trim(line), ':', &key, &value) || !text_int(text_trim(value), 10, &n))
			continue;
		if (text_is(key, "last_run"))
			at = n;
		else if (text_is(key, "failed") || text_is(key, "failed_to_restart"))
			failed += n;
	}
	return failed ? 0 : at;
}

static void puppet(struct probe_run *run)
{
	static const char *const programs[] = {"/opt/puppetlabs/bin/puppet", "/opt/puppetlabs/puppet/bin/puppet", "/usr/bin/puppet", NULL};
	static const char *const confs[] = {"/etc/puppetlabs/puppet/puppet.conf", "/etc/puppet/puppet.conf"};
	static const char *const sums[] = {"/opt/puppetlabs/puppet/public/last_run_summary.yaml",
		"/opt/puppetlabs/puppet/cache/state/last_run_summary.yaml", "/var/cache/puppet/public/last_run_summary.yaml",
		"/var/cache/puppet/state/last_run_summary.yaml", "/var/lib/puppet/public/last_run_summary.yaml",
		"/var/lib/puppet/state/last_run_summary.yaml"};
	struct agent g = {.tool = "puppet", .server = {"", 0}};
	struct text t, value;
	if (!exists_any(run, programs))
		return;
	for (size_t i = 0; i < 2; i++)
		if (sys_read(run->sys, run->a, confs[i], 1 << 20, &t) == SYS_OK)
			if (conf_get(t, '=', "agent", "server", &value) || conf_get(t, '=', "main", "server", &value))
				g.server = value;
	for (size_t i = 0; i < sizeof sums / sizeof *sums && !g.enrolled; i++)
		if (sys_read(run->sys, run->a, sums[i], 1 << 20, &t) == SYS_OK) {
			g.enrolled = true;
			g.last_at = puppet_summary(t);
		}
	g.enrolled |= g.server.n > 0;
	g.running = share_unit_active(run, "puppet.service") || share_unit_active(run, "puppet-agent.service");
	for (struct plans *p = g.running ? NULL : plan_read(run); p && p->n && !g.running; p->n--)
		g.running = plan_runs(&p->plan[p->n - 1], "puppet");
	agent_row(run, &g);
}

// ---- salt, chef, cfengine, rudder

// "master: host" or a list below it.
static void salt(struct probe_run *run)
{
	struct agent g = {.tool = "salt", .server = {"", 0}};
	struct text t, line, key, value;
	if (!sys_exists(run->sys, "/usr/bin/salt-minion") && !sys_exists(run->sys, "/opt/saltstack/salt/salt-minion"))
		return;
	t = conf_join(run, "/etc/salt/minion", "/etc/salt/minion.d", ".conf");
	bool below = false;
	while (text_line(&t, &line)) {
		struct text s = text_uncomment(line, "#");
		if (below && text_starts(s, "-")) {
			g.server = text_trim(text_after(s, 1));
			below = false;
		} else if (s.n && s.p == line.p && text_cut(s, ':', &key, &value) && text_is(key, "master")) {
			g.server = text_trim(value);
			below = !g.server.n;
		}
	}
	g.enrolled = sys_exists(run->sys, "/etc/salt/pki/minion/minion_master.pub");
	g.last_at = time_of(run, "/var/cache/salt/minion/highstate.cache.p");
	g.running = share_unit_active(run, "salt-minion.service");
	agent_row(run, &g);
}

static void chef(struct probe_run *run)
{
	static const char *const programs[] = {"/usr/bin/chef-client", "/opt/chef/bin/chef-client", "/usr/bin/cinc-client", NULL};
	struct agent g = {.tool = "chef", .server = {"", 0}};
	struct text t, value;
	if (!exists_any(run, programs))
		return;
	if (sys_read(run->sys, run->a, "/etc/chef/client.rb", 1 << 20, &t) == SYS_OK && conf_get(t, ' ', NULL, "chef_server_url", &value))
		g.server = value;
	g.enrolled = g.server.n && sys_exists(run->sys, "/etc/chef/client.pem");
	g.running = share_unit_active(run, "chef-client.service") || share_unit_active(run, "chef-client.timer");
	for (struct plans *p = g.running ? NULL : plan_read(run); p && p->n && !g.running; p->n--)
		g.running = plan_runs(&p->plan[p->n - 1], "chef-client");
	agent_row(run, &g);
}

static void cfengine(struct probe_run *run)
{
	struct agent g = {.tool = "cfengine", .server = {"", 0}};
	if (sys_exists(run->sys, "/var/cfengine/bin/cf-agent") || sys_exists(run->sys, "/usr/sbin/cf-agent")) {
		g.server = first_line(run, "/var/cfengine/policy_server.dat");
		g.enrolled = g.server.n > 0;
		g.last_at = time_of(run, "/var/cfengine/outputs/previous");
		g.running = share_unit_active(run, "cfengine3.service") || share_unit_active(run, "cf-execd.service");
		agent_row(run, &g);
	}
	if (sys_exists(run->sys, "/opt/rudder/bin/rudder") || sys_exists(run->sys, "/opt/rudder/etc/uuid.hive")) {
		g = (struct agent){.tool = "rudder", .server = first_line(run, "/var/rudder/cfengine-community/policy_server.dat")};
		if (!g.server.n)
			g.server = first_line(run, "/opt/rudder/etc/policy_server.dat");
		g.enrolled = g.server.n > 0;
		g.running = share_unit_active(run, "rudder-agent.service") || share_unit_active(run, "rudder-cf-execd.service");
		agent_row(run, &g);
	}
}

// ---- ansible-pull

static void ansible(struct probe_run *run)
{
	static const char *const programs[] = {"/usr/bin/ansible-pull", "/usr/local/bin/ansible-pull", "/opt/ansible/bin/ansible-pull", NULL};
	struct text line, word;
	if (!exists_any(run, programs))
		return;
	struct plans *p = plan_read(run);
	for (size_t i = 0; i < p->n; i++) {
		if (!plan_has_word(p->plan[i].command, "ansible-pull", &line))
			continue;
		struct agent g = {.tool = "ansible-pull", .server = {"", 0}, .enrolled = true, .running = true, .last_at = p->plan[i].last_at};
		while (text_word(&line, &word))
			if ((text_is(word, "-U") || text_is(word, "--url")) && text_word(&line, &word))
				g.server = word;
		agent_row(run, &g);
		return;
	}
}

// ---- landscape, fleet, intune

static void landscape(struct probe_run *run)
{
	struct agent g = {.tool = "landscape", .server = {"", 0}};
	struct text t, value;
	if (!sys_exists(run->sys, "/usr/bin/landscape-client"))
		return;
	if (probe_read(run, "/etc/landscape/client.conf", &t) && conf_get(t, '=', "client", "url", &value))
		g.server = value;
	g.enrolled = sys_exists(run->sys, "/var/lib/landscape/client/broker.bpickle");
	g.last_at = time_of(run, "/var/lib/landscape/client/broker.bpickle"); // written at each exchange with the server
	g.running = share_unit_active(run, "landscape-client.service");
	agent_row(run, &g);
}

static void fleet(struct probe_run *run)
{
	struct agent g = {.tool = "fleet", .server = {"", 0}};
	struct text t, value;
	if (!sys_exists(run->sys, "/opt/orbit"))
		return;
	if (probe_read(run, "/etc/default/orbit", &t) && conf_get(t, '=', NULL, "ORBIT_FLEET_URL", &value))
		g.server = value;
	g.enrolled = sys_exists(run->sys, "/opt/orbit/secret-orbit-node-key.txt");
	g.running = share_unit_active(run, "orbit.service");
	agent_row(run, &g);
}

static void intune(struct probe_run *run)
{
	struct agent g = {.tool = "intune", .server = text_of("Microsoft Intune")};
	size_t n;
	if (!sys_exists(run->sys, "/opt/microsoft/intune"))
		return;
	const struct plan_home *homes = plan_homes(run, &n);
	for (size_t i = 0; i < n; i++) {
		int64_t at = time_of(run, arena_printf(run->a, "%.*s/.config/intune/registration.toml", (int)homes[i].home.n, homes[i].home.p));
		g.enrolled |= at > 0;
	}
	g.running = share_unit_active(run, "intune-daemon.socket") || share_unit_active(run, "intune-daemon.service");
	agent_row(run, &g);
}

static void probe_config_mgmt_run(struct probe_run *run)
{
	puppet(run);
	salt(run);
	chef(run);
	cfengine(run);
	ansible(run);
	landscape(run);
	fleet(run);
	intune(run);
}

const struct probe probe_config_mgmt = {"config_mgmt", "config_management", probe_config_mgmt_run};
