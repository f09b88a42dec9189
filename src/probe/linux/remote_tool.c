// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Programs that let somebody in from elsewhere: SSH, remote desktops, VNC, help programs that go through their maker's servers,
// administration by web, and the old telnet and rsh. Known by package, place, unit or process; how far they reach by what listens now,
// else by their settings. What SSH asks of whom is told in full by the probe sshd.
#include "../../base/buf.h"
#include "../share/net.h"
#include "../share/sshd_conf.h"

#include <string.h>

struct row {
	const char *name, *reach, *file, *limited_to;
	bool running;
	int password, second_step, unattended; // -1: not known
	int64_t idle;                          // -1: not known
};

static struct row new_row(const char *name)
{
	return (struct row){.name = name, .password = -1, .second_step = -1, .unattended = -1, .idle = -1};
}

static void write_row(struct probe_run *run, const struct row *r)
{
	row_begin(run, "remote_tool");
	row_str(run, "name", r->name);
	row_flag(run, "running", r->running);
	row_str(run, "reach", r->reach);
	if (r->idle >= 0)
		row_int(run, "idle_seconds", r->idle);
	row_flag(run, "password", r->password);
	row_flag(run, "second_step", r->second_step);
	row_flag(run, "unattended", r->unattended);
	row_str(run, "limited_to", r->limited_to);
	row_str(run, "file", r->file);
	row_end(run);
}

static const char *place_of(struct probe_run *run, const char *places)
{
	struct text rest = text_of(places ? places : ""), one;
	while (text_word(&rest, &one)) {
		char *path = text_dup(run->a, one);
		if (sys_exists(run->sys, path))
			return path;
	}
	return NULL;
}

// ---- SSH

// hosts.allow limits only when hosts.deny refuses the rest (hosts_access(5)).
static const char *wrapped(struct probe_run *run, const char *daemon)
{
	struct text t, line, left, right;
	bool denied = false;
	struct buf *b = buf_new(run->a, 1000);
	if (!sys_exists(run->sys, "/etc/hosts.deny") || !probe_read(run, "/etc/hosts.deny", &t))
		return NULL;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (text_cut(line, ':', &left, &right) && (text_has(left, "ALL") || text_has(left, daemon)) && text_has(right, "ALL") &&
			!text_has(right, "EXCEPT"))
			denied = true;
	}
	if (!denied || !sys_exists(run->sys, "/etc/hosts.allow") || !probe_read(run, "/etc/hosts.allow", &t))
		return denied ? "nobody" : NULL;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!text_cut(line, ':', &left, &right) || (!text_has(left, "ALL") && !text_has(left, daemon)))
			continue;
		text_cut(right, ':', &right, NULL);
		right = text_trim(right);
		if (text_has(right, "ALL"))
			return NULL;
		buf_printf(b, "%s%.*s", b->n ? " " : "", (int)(right.n < 200 ? right.n : 200), right.p);
	}
	return b->n ? b->p : "nobody";
}

// Every entry of AllowUsers names a host: name@192.168.1.*
static const char *allowed_hosts(struct probe_run *run, const struct sshd_conf *c)
{
	struct buf *b = buf_new(run->a, 1000);
	bool any = false;
	for (size_t i = 0; i < c->n; i++) {
		struct text rest = c->all[i].value, word, host;
		if (c->all[i].block != 0 || !text_is_nocase(c->all[i].key, "AllowUsers"))
			continue;
		while (text_word(&rest, &word)) {
			any = true;
			if (!text_cut(word, '@', NULL, &host) || !host.n || text_is(host, "*"))
				return NULL;
			if (b->n < 500)
				buf_printf(b, "%s%.*s", b->n ? " " : "", (int)(host.n < 100 ? host.n : 100), host.p);
		}
	}
	return any && b->n ? b->p : NULL;
}

static void ssh(struct probe_run *run)
{
	struct sshd_conf c = {0};
	struct row r = new_row("ssh");
	sshd_conf_read(run, &c);
	if (!c.installed)
		return;
	r.running = c.enabled == 1;
	r.file = "/etc/ssh/sshd_config";
	for (size_t i = 0; i < c.n; i++)
		if (c.all[i].block == 0 && text_is_nocase(c.all[i].key, "ListenAddress")) {
			struct text address = c.all[i].value, rest;
			if (address.n && address.p[0] != '[' && text_cut(address, ':', NULL, &rest) && !text_has(rest, ":"))
				text_cut(address, ':', &address, NULL); // 1.2.3.4:22
			r.reach = net_wider(r.reach, net_reach(address));
		}
	r.reach = r.reach ? r.reach : "any";
	r.password = sshd_yes(&c, 0, "PasswordAuthentication", true);
	r.unattended = 1;
	r.limited_to = allowed_hosts(run, &c);
	r.limited_to = r.limited_to ? r.limited_to : wrapped(run, "sshd");
	write_row(run, &r);
}

// ---- remote desktops

// port=3389, tcp://127.0.0.1:3389, tcp://.:3389 (this machine alone), several parted by commas (xrdp.ini(5))
static const char *xrdp_reach(struct text ports)
{
	const char *reach = NULL;
	struct text one, address;
	while (text_field(&ports, ',', &one)) {
		one = text_trim(one);
		if (text_starts(one, "tcp://") || text_starts(one, "tcp4://") || text_starts(one, "tcp6://")) {
			text_cut(one, '/', NULL, &address);
			address = text_after(address, 1);
			if (address.n && address.p[0] == '[')
				text_cut(text_after(address, 1), ']', &address, NULL);
			else
				text_cut(address, ':', &address, NULL);
			reach = net_wider(reach, text_is(address, ".") ? "self" : net_reach(address));
		} else if (one.n && one.p[0] >= '0' && one.p[0] <= '9')
			reach = net_wider(reach, "any");
		else
			reach = net_wider(reach, "self"); // a socket file or vsock
	}
	return reach;
}

static void xrdp(struct probe_run *run)
{
	static const char file[] = "/etc/xrdp/xrdp.ini";
	struct row r = new_row("rdp");
	struct text t, v;
	if (!sys_exists(run->sys, file) && !net_package(run, "xrdp"))
		return;
	r.running = net_active(run, "xrdp.service", "xrdp");
	r.file = file;
	r.password = r.unattended = 1;
	if (probe_read(run, file, &t)) {
		r.reach = conf_get(t, '=', "Globals", "port", &v) ? xrdp_reach(v) : "any";
		if (conf_get(t, '=', "Globals", "address", &v) && v.n)
			r.reach = net_reach(v);
	}
	if (probe_read(run, "/etc/xrdp/sesman.ini", &t)) {
		int64_t seconds;
		r.idle = 0;
		if (conf_get(t, '=', "Sessions", "IdleTimeLimit", &v) && text_int(v, 10, &seconds) && seconds >= 0)
			r.idle = seconds;
	}
	write_row(run, &r);
}

// Runs within a session; whether it shares the screen shows in its port, as its switch is a setting of each person.
static void gnome(struct probe_run *run)
{
	struct row r = new_row("gnome-remote-desktop");
	bool other = net_active(run, "xrdp.service", "xrdp");
	if (!net_package(run, "gnome-remote-desktop vino"))
		return;
	bool daemon = share_runs(run, "gnome-remote-desktop-daemon") == 1 || share_runs(run, "vino-server") == 1;
	r.reach = daemon && !other ? net_wider(net_port_reach(run, "tcp", 3389), net_port_reach(run, "tcp", 5900)) : NULL;
	r.running = r.reach != NULL || net_active(run, "gnome-remote-desktop.service", NULL);
	r.password = 1;
	write_row(run, &r);
}

// What a VNC server was started with tells all there is to know: the command that runs, or the one of its unit.
static void vnc_command(struct row *r, struct text command)
{
	struct text w;
	r->reach = r->reach ? r->reach : "any";
	while (text_word(&command, &w)) {
		if (text_is(w, "-localhost") || text_is(w, "--localhost")) {
			struct text rest = command, next;
			r->reach = text_word(&rest, &next) && text_is(next, "no") ? "any" : "self";
		} else if (text_is(w, "-localhost=1") || text_is(w, "-localhost=yes") || text_is(w, "localhost=1"))
			r->reach = "self";
		else if (text_is(w, "-rfbauth") || text_is(w, "-passwdfile") || text_is(w, "-usepw") || text_is(w, "-PasswordFile") ||
			text_is(w, "-nopw"))
			r->password = 1;
		else if (text_is(w, "-listen") && text_word(&command, &w))
			r->reach = net_reach(w);
	}
}

static void vnc(struct probe_run *run)
{
	static const char *const programs[] = {
		"x11vnc", "Xtigervnc", "Xvnc", "x0tigervncserver", "X0tigervnc", "Xtightvnc", "vncserver-x11-core", "wayvnc"};
	size_t n;
	bool known;
	const struct process *p = share_processes(run, &n, &known);
	struct row r = new_row("vnc");
	struct text t, v;
	bool there = net_package(run, "x11vnc tigervnc-standalone-server tigervnc-scraping-server tightvncserver realvnc-vnc-server wayvnc");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof programs / sizeof *programs; k++)
			if (text_starts(p[i].name, programs[k])) {
				there = r.running = true;
				vnc_command(&r, p[i].command);
			}
	if (!there)
		return;
	if (!r.running &&
		net_active(
			run, "x11vnc.service tigervncserver@:1.service vncserver@:1.service vncserver-x11-serviced.service wayvnc.service", NULL)) {
		r.running = true;
		if (conf_get(share_unit_text(run, "x11vnc.service"), '=', "Service", "ExecStart", &v))
			vnc_command(&r, v);
	}
	// Debian's tigervncserver listens for this machine alone unless told otherwise.
	if (!r.reach && share_package(run, "tigervnc-standalone-server")) {
		r.file = "/etc/tigervnc/vncserver-config-defaults";
		r.reach = "self";
		if (probe_read(run, r.file, &t) && conf_get(t, '=', NULL, "$localhost", &v) && text_has(v, "no"))
			r.reach = "any";
	}
	r.unattended = 1;
	write_row(run, &r);
}

// ---- help programs that go through the servers of their maker

static void helpers(struct probe_run *run)
{
	static const struct {
		const char *name, *packages, *places, *units, *program;
	} all[] = {
		{"anydesk", "anydesk", "/usr/bin/anydesk /opt/anydesk", "anydesk.service", "anydesk"},
		{"teamviewer", "teamviewer teamviewer-host", "/opt/teamviewer", "teamviewerd.service", "teamviewerd"},
		{"rustdesk", "rustdesk", "/usr/bin/rustdesk /usr/lib/rustdesk", "rustdesk.service", "rustdesk"},
		{"nomachine", "nomachine", "/usr/NX/bin/nxserver", "nxserver.service", "nxserver.bin"},
		{"chrome-remote-desktop", "chrome-remote-desktop", "/opt/google/chrome-remote-desktop", "chrome-remote-desktop.service",
			"chrome-remote-desktop-host"},
		{"dwservice", "dwagent", "/usr/share/dwagent", "dwagent.service", "dwagsvc"},
		{"meshcentral", "meshagent", "/usr/local/mesh_services", "meshagent.service", "meshagent"},
		{"splashtop", "splashtop-streamer", "/opt/splashtop-streamer", "SRStreamer.service", "SRStreamer"},
		{"screenconnect", "connectwisecontrol", "/opt/screenconnect", "screenconnect.service", NULL},
		{"supremo", "supremo", "/opt/supremo", "supremo.service", "supremo"},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct row r = new_row(all[i].name);
		struct text t, v;
		bool runs = all[i].program && share_runs(run, all[i].program) == 1;
		r.file = place_of(run, all[i].places);
		if (!runs && !r.file && !net_package(run, all[i].packages))
			continue;
		r.running = runs || net_active(run, all[i].units, NULL);
		r.reach = "cloud";
		// Who set a password for AnyDesk lets in whoever knows it, with nobody there to agree.
		if (i == 0 && sys_read(run->sys, run->a, "/etc/anydesk/system.conf", 1 << 20, &t) == SYS_OK)
			r.unattended = conf_get(t, '=', NULL, "ad.anynet.pwd_hash", &v) && v.n > 0;
		write_row(run, &r);
	}
}

// ---- administration by web

static void cockpit(struct probe_run *run)
{
	struct row r = new_row("cockpit");
	struct text t, v;
	int64_t minutes;
	if (!net_package(run, "cockpit-ws cockpit") && !sys_exists(run->sys, "/usr/lib/systemd/system/cockpit.socket") &&
		!sys_exists(run->sys, "/lib/systemd/system/cockpit.socket"))
		return;
	r.running = net_active(run, "cockpit.socket", "cockpit-ws");
	r.password = r.unattended = 1;
	r.reach = "any";
	if (conf_get(share_unit_text(run, "cockpit.socket"), '=', "Socket", "ListenStream", &v) && v.n) {
		struct text address = v;
		int64_t port;
		if (!text_int(v, 10, &port) && (v.p[0] == '[' || text_cut(v, ':', &address, NULL)))
			r.reach = net_reach(address);
	}
	r.idle = 0;
	if (probe_read(run, "/etc/cockpit/cockpit.conf", &t)) {
		r.file = "/etc/cockpit/cockpit.conf";
		if (conf_get(t, '=', "Session", "IdleTimeout", &v) && text_int(v, 10, &minutes) && minutes > 0 && minutes < 100000)
			r.idle = minutes * 60;
	}
	write_row(run, &r);
}

static void webmin(struct probe_run *run)
{
	static const struct {
		const char *name, *file, *units;
	} all[] = {{"webmin", "/etc/webmin/miniserv.conf", "webmin.service"}, {"usermin", "/etc/usermin/miniserv.conf", "usermin.service"}};
	for (size_t i = 0; i < 2; i++) {
		struct row r = new_row(all[i].name);
		struct text t, v;
		int64_t minutes;
		if (!sys_exists(run->sys, all[i].file))
			continue;
		r.file = all[i].file;
		r.running = net_active(run, all[i].units, "miniserv.pl");
		r.password = r.unattended = 1;
		if (probe_read(run, all[i].file, &t)) {
			r.reach = conf_get(t, '=', NULL, "bind", &v) && v.n ? net_reach(v) : "any";
			r.idle = conf_get(t, '=', NULL, "logouttime", &v) && text_int(v, 10, &minutes) && minutes > 0 && minutes < 100000
				? minutes * 60
				: 0;
			if (conf_get(t, '=', NULL, "allow", &v) && v.n)
				r.limited_to = text_dup(run->a, v);
		}
		write_row(run, &r);
	}
}

static void guacamole(struct probe_run *run)
{
	struct row r = new_row("guacamole");
	if (!net_package(run, "guacd") && !place_of(run, "/usr/sbin/guacd /usr/local/sbin/guacd"))
		return;
	r.running = net_active(run, "guacd.service", "guacd");
	r.reach = net_port_reach(run, "tcp", 8080); // of the web page in front of it
	r.file = place_of(run, "/etc/guacamole/guacamole.properties");
	write_row(run, &r);
}

// ---- telnet and rsh, started by inetd or a socket

static bool in_inetd(struct probe_run *run, const char *service)
{
	struct text t, line, word;
	if (!sys_exists(run->sys, "/etc/inetd.conf") || !probe_read(run, "/etc/inetd.conf", &t))
		return false;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (text_word(&line, &word) && text_is(word, service))
			return net_active(run, "inetutils-inetd.service openbsd-inetd.service inetd.service", "inetd");
	}
	return false;
}

static void old_ones(struct probe_run *run)
{
	static const struct {
		const char *name, *service, *packages, *units;
		int port;
	} all[] = {{"telnet", "telnet", "telnetd inetutils-telnetd telnetd-ssl telnet-server", "telnet.socket", 23},
		{"rsh", "shell", "rsh-server rsh-redone-server", "rsh.socket", 514},
		{"rlogin", "login", "rsh-server rsh-redone-server", "rlogin.socket", 513}};
	for (size_t i = 0; i < 3; i++) {
		struct row r = new_row(all[i].name);
		if (!net_package(run, all[i].packages))
			continue;
		r.reach = net_port_reach(run, "tcp", all[i].port);
		r.running = r.reach || in_inetd(run, all[i].service) || net_active(run, all[i].units, NULL);
		r.reach = r.running && !r.reach ? "any" : r.reach;
		r.password = r.unattended = 1;
		r.limited_to = wrapped(run, i == 0 ? "telnetd" : "in.r");
		write_row(run, &r);
	}
}

static void probe_remote_tool_run(struct probe_run *run)
{
	ssh(run);
	xrdp(run);
	gnome(run);
	vnc(run);
	helpers(run);
	cockpit(run);
	webmin(run);
	guacamole(run);
	old_ones(run);
}

const struct probe probe_remote_tool = {"remote_tool", "remote_tool", probe_remote_tool_run};
