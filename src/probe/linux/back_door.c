// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Ways in that the packet filter of this computer does not see: ports that Docker publishes past it, Docker's own socket on the network,
// and tunnels that programs here open outwards (cloudflared, ngrok, frp, Tor, reverse SSH…).
#include "../../base/buf.h"
#include "../../base/json.h"
#include "../share/lex.h"
#include "../share/net.h"

#include <string.h>

static void write_row(struct probe_run *run, const char *tool, bool running, const char *what, const char *file)
{
	row_begin(run, "back_door");
	row_str(run, "tool", tool);
	row_flag(run, "running", running);
	if (what && *what)
		row_text(run, "what", lex_hide(run->a, text_of(what)));
	row_str(run, "file", file);
	row_end(run);
}

// The word behind an option in a command line: "-host-port 8080".
static struct text option(struct text command, const char *name)
{
	struct text w = {"", 0};
	while (text_word(&command, &w))
		if (text_is(w, name))
			return text_word(&command, &w) ? w : (struct text){"", 0};
	return (struct text){"", 0};
}

// docker-proxy stands behind each published port, and its command tells the address; Docker's own rules let it past the filter.
static void docker_ports(struct probe_run *run)
{
	size_t n;
	bool known;
	const struct process *p = share_processes(run, &n, &known);
	struct buf *b = buf_new(run->a, 2000);
	for (size_t i = 0; i < n; i++) {
		if (!text_is(p[i].name, "docker-proxy"))
			continue;
		struct text ip = option(p[i].command, "-host-ip"), port = option(p[i].command, "-host-port"), proto = option(p[i].command, "-proto");
		if (strcmp(net_reach(ip), "self") != 0 && port.n < 20 && !text_has(ip, ":") && b->n < 1500)
			buf_printf(b, "%s%.*s/%.*s", b->n ? " " : "", (int)port.n, port.p, (int)proto.n, proto.p);
	}
	if (b->n)
		write_row(run, "docker-ports", true, b->p, NULL);
}

static const char *open_host(struct probe_run *run, struct text host)
{
	if (!text_starts(host, "tcp://") || strcmp(net_reach(text_after(host, 6)), "self") == 0)
		return NULL;
	struct text address = text_after(host, 6);
	text_cut(address, ':', &address, NULL);
	return strcmp(net_reach(address), "self") == 0 ? NULL : text_dup(run->a, host);
}

// Whoever reaches Docker's socket without a certificate is the administrator of this computer.
static void docker_socket(struct probe_run *run)
{
	static const char file[] = "/etc/docker/daemon.json";
	struct text t, w, command = {"", 0};
	struct json *j = NULL;
	struct err e = {0};
	const char *what = NULL, *where = file;
	if (probe_read(run, file, &t) && t.n) {
		if (!json_read(run->a, t, 16, &j, &e))
			probe_partly(run, "odd_file", file);
		const struct json *tls = json_get(j, "tlsverify"), *hosts = json_get(j, "hosts");
		for (const struct json *h = hosts && hosts->type == JSON_ARRAY && !(tls && tls->type == JSON_TRUE) ? hosts->child : NULL; h;
			h = h->next)
			if (h->type == JSON_TEXT && open_host(run, h->text))
				what = open_host(run, h->text);
	}
	if (!what && conf_get(share_unit_text(run, "docker.service"), '=', "Service", "ExecStart", &command) && !text_has(command, "--tlsverify")) {
		where = "docker.service";
		while (text_word(&command, &w)) {
			w = text_starts(w, "--host=") ? text_after(w, 7) : w;
			what = open_host(run, w) ? open_host(run, w) : what;
		}
	}
	if (what)
		write_row(run, "docker-socket", net_active(run, "docker.service docker.socket", "dockerd"), what, where);
}

static const char *first_existing(struct probe_run *run, const char *paths)
{
	struct text rest = text_of(paths), one;
	while (text_word(&rest, &one)) {
		char *path = text_dup(run->a, one);
		if (sys_exists(run->sys, path))
			return path;
	}
	return NULL;
}

// Programs whose work is to open a tunnel outwards: there when the program is installed or runs.
static void tunnels(struct probe_run *run)
{
	static const struct {
		const char *tool, *program, *units, *packages, *places, *settings;
	} all[] = {
		{"cloudflared", "cloudflared", "cloudflared.service", "cloudflared", "/usr/local/bin/cloudflared /usr/bin/cloudflared",
			"/etc/cloudflared/config.yml /etc/cloudflared/config.yaml"},
		{"ngrok", "ngrok", "ngrok.service", "ngrok", "/usr/local/bin/ngrok /usr/bin/ngrok /snap/bin/ngrok /opt/ngrok/ngrok",
			"/etc/ngrok.yml /etc/ngrok/ngrok.yml /opt/ngrok/ngrok.yml"},
		{"frp", "frpc", "frpc.service", "frp frpc", "/usr/local/bin/frpc /usr/bin/frpc /opt/frp/frpc",
			"/etc/frp/frpc.toml /etc/frp/frpc.ini /opt/frp/frpc.toml /opt/frp/frpc.ini"},
		{"zerotier", "zerotier-one", "zerotier-one.service", "zerotier-one", "/usr/sbin/zerotier-one", "/var/lib/zerotier-one"},
		{"hamachi", "hamachid", "logmein-hamachi.service", "logmein-hamachi", "/opt/logmein-hamachi", "/opt/logmein-hamachi"},
		{"localtonet", "localtonet", "localtonet.service", "localtonet", "/usr/local/bin/localtonet", NULL},
		{"bore", "bore", "bore.service", "bore", "/usr/local/bin/bore", NULL},
		{"rathole", "rathole", "rathole.service rathole@client.service", "rathole", "/usr/local/bin/rathole /usr/bin/rathole",
			"/etc/rathole/client.toml"},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		bool runs = share_runs(run, all[i].program) == 1;
		if (!runs && !net_package(run, all[i].packages) && !first_existing(run, all[i].places))
			continue;
		write_row(run, all[i].tool, runs || net_active(run, all[i].units, NULL), NULL,
			all[i].settings ? first_existing(run, all[i].settings) : NULL);
	}
}

static void tor(struct probe_run *run)
{
	static const char file[] = "/etc/tor/torrc";
	struct text t, line, key, value;
	struct buf *b = buf_new(run->a, 1000);
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (text_word(&line, &key) && text_is_nocase(key, "HiddenServicePort") && text_word(&line, &value) && b->n < 500)
			buf_printf(b, "%s%.*s", b->n ? " " : "", (int)(value.n < 60 ? value.n : 60), value.p);
	}
	if (b->n)
		write_row(run, "tor", net_active(run, "tor.service tor@default.service", "tor"), b->p, file);
}

// ssh -R gives the other side a port that leads back here; autossh keeps it up. Seen in what runs and in units that start by themselves.
static bool has_reverse(struct text command)
{
	struct text w;
	bool ssh = false;
	while (text_word(&command, &w)) {
		ssh |= text_ends(w, "ssh");
		if (ssh && text_starts(w, "-") && !text_starts(w, "--") && text_ends(w, "R"))
			return true;
		if (ssh && text_starts(w, "-R"))
			return true;
	}
	return false;
}

static void reverse_ssh(struct probe_run *run)
{
	size_t n;
	bool known;
	const struct process *p = share_processes(run, &n, &known);
	struct sys_names units = {NULL, 0};
	struct text command;
	for (size_t i = 0; i < n; i++)
		if ((text_is(p[i].name, "ssh") || text_is(p[i].name, "autossh")) && has_reverse(p[i].command)) {
			write_row(run, "reverse-ssh", true, text_dup(run->a, p[i].command), NULL);
			return;
		}
	sys_list(run->sys, run->a, "/etc/systemd/system", &units); // own units stand here, not among those of packages
	for (size_t i = 0; i < units.n && i < 1000; i++) {
		struct text t;
		char *path = arena_printf(run->a, "/etc/systemd/system/%s", units.name[i]);
		struct sys_stat st;
		if (!text_ends(text_of(units.name[i]), ".service") || sys_lstat(run->sys, path, &st) != SYS_OK || st.kind != 'f' ||
			!probe_read(run, path, &t))
			continue;
		if (conf_get(t, '=', "Service", "ExecStart", &command) && has_reverse(command)) {
			write_row(run, "reverse-ssh", share_unit_active(run, units.name[i]), text_dup(run->a, command), path);
			return;
		}
	}
}

static void probe_back_door_run(struct probe_run *run)
{
	docker_ports(run);
	docker_socket(run);
	tunnels(run);
	tor(run);
	reverse_ssh(run);
}

const struct probe probe_back_door = {"back_door", "back_door", probe_back_door_run};
