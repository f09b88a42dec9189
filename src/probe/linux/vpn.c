// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Encrypted tunnels: WireGuard (wg-quick, systemd-networkd), OpenVPN, strongSwan (ipsec.conf, swanctl.conf), NetworkManager, PPTP, L2TP,
// OpenConnect's server, Tailscale and others. No key goes into a row.
#include "../../base/buf.h"
#include "../share/lex.h"
#include "../share/net.h"
#include "../share/nm.h"

#include <string.h>

#define LIST_MAX 1000

struct row {
	const char *name, *kind, *role, *file;
	bool running;
	int second_step; // -1: not known
	struct buf *weak, *networks;
};

static struct row new_row(struct probe_run *run, const char *name, const char *kind, const char *file)
{
	return (struct row){.name = name,
		.kind = kind,
		.file = file,
		.second_step = -1,
		.weak = buf_new(run->a, LIST_MAX),
		.networks = buf_new(run->a, LIST_MAX)};
}

static void write_row(struct probe_run *run, const struct row *r)
{
	row_begin(run, "vpn");
	row_str(run, "name", r->name);
	row_str(run, "kind", r->kind);
	row_str(run, "role", r->role);
	row_flag(run, "running", r->running);
	if (r->weak->n)
		row_str(run, "weak", r->weak->p);
	if (r->networks->n)
		row_str(run, "networks", r->networks->p);
	row_flag(run, "second_step", r->second_step);
	row_str(run, "file", r->file);
	row_end(run);
}

static void add(struct buf *b, struct text word)
{
	if (!word.n || word.n > 200 || (b->n && strstr(b->p, "…")))
		return;
	for (struct text rest = {b->p, b->n}, one; text_field(&rest, ' ', &one);)
		if (one.n == word.n && memcmp(one.p, word.p, word.n) == 0)
			return;
	if (b->n + word.n + 8 > b->max) {
		buf_str(b, " …");
		return;
	}
	if (b->n)
		buf_char(b, ' ');
	buf_add(b, word.p, word.n);
}

static bool up(struct probe_run *run, const char *interface)
{
	return sys_exists(run->sys, arena_printf(run->a, "/sys/class/net/%s", interface));
}

// Name of a file without folder and end.
static char *base_name(struct probe_run *run, const char *path, size_t suffix)
{
	const char *slash = strrchr(path, '/');
	slash = slash ? slash + 1 : path;
	size_t n = strlen(slash);
	return arena_strndup(run->a, slash, n > suffix ? n - suffix : n);
}

// ---- WireGuard

struct wireguard {
	struct row *row;
	const char *peer; // the section's name for the other side
	int peers, with_end;
	bool port;
};

static void take_wireguard(void *arg, struct text section, struct text key, struct text value, int number)
{
	struct wireguard *w = arg;
	struct text one;
	(void)number;
	if (text_is_nocase(key, "ListenPort"))
		w->port = true;
	else if (text_is_nocase(section, w->peer) && text_is_nocase(key, "PublicKey"))
		w->peers++;
	else if (text_is_nocase(section, w->peer) && text_is_nocase(key, "Endpoint"))
		w->with_end++;
	else if (text_is_nocase(section, w->peer) && text_is_nocase(key, "AllowedIPs"))
		while (text_field(&value, ',', &one))
			add(w->row->networks, text_trim(one));
}

static void wireguard_text(struct probe_run *run, struct row *r, struct text t, const char *peer)
{
	struct wireguard w = {.row = r, .peer = peer};
	(void)run;
	conf_each(t, '=', take_wireguard, &w);
	// Who waits for others and does not know where they are is the server; who knows the one other side is the client.
	r->role = w.port && w.with_end < w.peers ? "server" : w.peers == 1 && w.with_end == 1 ? "client" : "peer";
}

static void wireguard(struct probe_run *run)
{
	static const char dir[] = "/etc/wireguard", networkd[] = "/etc/systemd/network";
	struct text t, v;
	struct sys_names all = {NULL, 0};
	if (sys_exists(run->sys, dir))
		all = conf_files(run, dir, ".conf");
	for (size_t i = 0; i < all.n; i++) {
		if (!probe_read(run, all.name[i], &t))
			continue;
		char *name = base_name(run, all.name[i], 5);
		struct row r = new_row(run, name, "wireguard", all.name[i]);
		wireguard_text(run, &r, t, "Peer");
		r.running = up(run, name) || net_active(run, arena_printf(run->a, "wg-quick@%s.service", name), NULL);
		write_row(run, &r);
	}
	if (!sys_exists(run->sys, networkd))
		return;
	all = conf_files(run, networkd, ".netdev");
	for (size_t i = 0; i < all.n; i++) {
		if (!probe_read(run, all.name[i], &t) || !conf_get(t, '=', "NetDev", "Kind", &v) || !text_is_nocase(v, "wireguard") ||
			!conf_get(t, '=', "NetDev", "Name", &v))
			continue;
		struct row r = new_row(run, text_dup(run->a, v), "wireguard", all.name[i]);
		wireguard_text(run, &r, t, "WireGuardPeer");
		r.running = up(run, r.name) || net_active(run, "systemd-networkd.service", NULL);
		write_row(run, &r);
	}
}

// ---- weak ciphers

// Names that start so are old ciphers and sums: OpenVPN's run to the colon (BF-CBC), those of IPsec are parted by dashes (3des-md5-modp1024).
static const char *const old_names[] = {"bf-", "des-", "3des", "rc2", "cast5", "idea", "seed", "md5", "modp768", "modp1024", "des3", "blowfish"};

static void weak_name(struct arena *a, struct buf *weak, struct text name)
{
	char *s = text_dup(a, name);
	for (char *c = s; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
	for (size_t i = 0; i < sizeof old_names / sizeof *old_names; i++)
		if (strncmp(s, old_names[i], strlen(old_names[i])) == 0 || strcmp(s, "des") == 0) {
			add(weak, text_of(s));
			return;
		}
}

static void weak_words(struct arena *a, struct buf *weak, struct text list, bool dashes)
{
	while (list.n) {
		size_t n = 0;
		while (n < list.n && list.p[n] && !strchr(dashes ? ":,; -!+" : ":,; ", list.p[n]))
			n++;
		if (n && n < 40)
			weak_name(a, weak, (struct text){list.p, n});
		list = text_after(list, n + 1);
	}
}

// ---- OpenVPN

struct openvpn {
	bool server, client, peer, cert, no_cert, user, otp, all;
};

static void openvpn_push(struct row *r, struct openvpn *o, struct text what)
{
	struct text w, address;
	if (!text_word(&what, &w))
		return;
	if (text_is(w, "redirect-gateway"))
		o->all = true;
	else if ((text_is(w, "route") || text_is(w, "server")) && text_word(&what, &address))
		add(r->networks, address);
}

static void openvpn_line(struct arena *a, struct row *r, struct openvpn *o, struct text line)
{
	struct text rest = line, key, value = {"", 0};
	if (!text_word(&rest, &key))
		return;
	struct text all = text_trim(rest);
	text_word(&rest, &value);
	if (text_is(key, "server") || text_is(key, "server-bridge") || (text_is(key, "mode") && text_is(value, "server"))) {
		o->server = true;
		openvpn_push(r, o, line);
	} else if (text_is(key, "client") || text_is(key, "tls-client") || text_is(key, "remote"))
		o->client = true;
	else if (text_is(key, "secret")) {
		o->peer = true;
		add(r->weak, text_of("static-key"));
	} else if (text_is(key, "cipher") || text_is(key, "data-ciphers") || text_is(key, "ncp-ciphers") || text_is(key, "data-ciphers-fallback")) {
		if (text_is_nocase(value, "none"))
			add(r->weak, text_of("no-cipher"));
		weak_words(a, r->weak, value, false);
	} else if (text_is(key, "auth")) {
		if (text_is_nocase(value, "none"))
			add(r->weak, text_of("no-auth"));
		weak_words(a, r->weak, value, false);
	} else if (text_is(key, "tls-version-min") && (text_is(value, "1.0") || text_is(value, "1.1")))
		add(r->weak, text_of(text_is(value, "1.0") ? "tls1.0" : "tls1.1"));
	else if (text_is(key, "cert") || text_is(key, "pkcs12") || text_is(key, "<cert>"))
		o->cert = true;
	else if (text_is(key, "client-cert-not-required") || (text_is(key, "verify-client-cert") && !text_is(value, "require")))
		o->no_cert = true;
	else if (text_is(key, "auth-user-pass-verify") || text_is(key, "auth-user-pass") || text_is(key, "plugin")) {
		o->user = true;
		o->otp |= text_has(all, "otp") || text_has(all, "duo") || text_has(all, "google") || text_has(all, "privacyidea") ||
			text_has(all, "radius");
	} else if (text_is(key, "static-challenge"))
		o->otp = true;
	else if (text_is(key, "push"))
		openvpn_push(r, o, value);
	else
		openvpn_push(r, o, line);
}

static void openvpn_file(struct probe_run *run, const char *path, const char *place)
{
	struct text t, line;
	struct openvpn o = {0};
	bool inside = false; // of <key> … </key>
	if (!probe_read(run, path, &t))
		return;
	char *name = base_name(run, path, 5);
	struct row r = new_row(run, name, "openvpn", path);
	while (text_line(&t, &line)) {
		line = text_uncomment(text_trim(line), "#;");
		if (text_starts(line, "<cert>"))
			o.cert = true;
		if (text_starts(line, "<") && !text_starts(line, "<connection>") && !text_starts(line, "</connection>"))
			inside = !text_starts(line, "</");
		else if (!inside && line.n)
			openvpn_line(run->a, &r, &o, line);
	}
	r.role = o.server ? "server" : o.client && !o.peer ? "client" : "peer";
	if (o.all) {
		buf_clear(r.networks);
		buf_str(r.networks, "0.0.0.0/0");
	}
	// A certificate and a password are two steps; what the server asks is not written on the client's side.
	if (o.otp)
		r.second_step = 1;
	else if (o.server)
		r.second_step = o.user && o.cert && !o.no_cert;
	char *unit = arena_printf(run->a, "%s@%s.service", *place ? arena_printf(run->a, "openvpn-%s", place) : "openvpn", name);
	r.running = net_active(run, unit, NULL);
	if (!r.running && !*place && net_active(run, "openvpn.service", NULL)) { // Debian starts all of this folder unless told otherwise
		struct text settings = {"", 0}, v = {"", 0};
		sys_read(run->sys, run->a, "/etc/default/openvpn", 65536, &settings);
		bool set = conf_get(settings, '=', "", "AUTOSTART", &v);
		r.running = !set || text_is(v, "all") || (!text_is(v, "none") && text_has(v, name));
	}
	write_row(run, &r);
}

static void openvpn(struct probe_run *run)
{
	static const char *const places[] = {"", "server", "client"};
	for (size_t p = 0; p < 3; p++) {
		const char *dir = *places[p] ? arena_printf(run->a, "/etc/openvpn/%s", places[p]) : "/etc/openvpn";
		if (!sys_exists(run->sys, dir))
			continue;
		struct sys_names all = conf_files(run, dir, ".conf");
		for (size_t i = 0; i < all.n; i++)
			openvpn_file(run, all.name[i], places[p]);
	}
}

// ---- strongSwan

static void ipsec_setting(struct arena *a, struct row *r, struct text key, struct text value, bool *ret_off)
{
	struct text one;
	if (text_is(key, "ike") || text_is(key, "esp") || text_is(key, "proposals") || text_is(key, "esp_proposals") || text_is(key, "ah_proposals"))
		weak_words(a, r->weak, value, true);
	else if (text_is(key, "aggressive") && text_yes(value) == 1)
		add(r->weak, text_of("aggressive"));
	else if (text_is(key, "rightsubnet") || text_is(key, "remote_ts"))
		while (text_field(&value, ',', &one))
			add(r->networks, text_trim(one));
	else if (text_is(key, "auto"))
		*ret_off = text_is(value, "ignore");
	else if (text_starts(key, "rightauth2") || (text_starts(key, "rightauth") && text_starts(value, "xauth")))
		r->second_step = 1;
	else if ((text_is(key, "right") || text_is(key, "remote_addrs")) && (text_is(value, "%any") || text_is(value, "0.0.0.0")))
		r->role = "server";
}

static void ipsec_conf(struct probe_run *run)
{
	static const char file[] = "/etc/ipsec.conf";
	struct text t, line, key, value;
	struct row r = {0};
	bool off = false, active, open = false;
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	active = net_active(run, "strongswan-starter.service ipsec.service strongswan.service", "charon");
	while (text_line(&t, &line)) {
		bool indented = line.n && (line.p[0] == ' ' || line.p[0] == '\t');
		line = text_uncomment(line, "#");
		if (!line.n)
			continue;
		if (!indented) {
			if (open) {
				r.running = active && !off;
				write_row(run, &r);
			}
			open = text_starts(line, "conn ") && !text_has(line, "%default");
			r = new_row(run, open ? text_dup(run->a, text_trim(text_after(line, 5))) : "", "ipsec", file);
			r.role = "peer";
			off = false;
		} else if (open && text_cut(line, '=', &key, &value))
			ipsec_setting(run->a, &r, text_trim(key), text_trim(value), &off);
	}
	if (open) {
		r.running = active && !off;
		write_row(run, &r);
	}
}

// connections { NAME { version = 2 … children { x { remote_ts = … } } } }: what stands below a name at depth 1 is of that connection.
static void swanctl_text(struct probe_run *run, const char *path)
{
	struct text t, w, key = {"", 0}, last = {"", 0};
	struct row r = {0};
	bool inside = false, off = false, active = net_active(run, "strongswan.service charon-systemd.service", "charon-systemd");
	if (!probe_read(run, path, &t))
		return;
	struct lex x = {t, false, true};
	int depth = 0;
	for (enum lex_kind k; (k = lex_next(&x, &w)) != LEX_END;) {
		if (k == LEX_OPEN) {
			if (depth == 0)
				inside = text_is(last, "connections");
			if (depth == 1 && inside) {
				r = new_row(run, text_dup(run->a, last), "ipsec", path);
				r.role = "peer";
			}
			depth++;
		} else if (k == LEX_CLOSE) {
			depth -= depth > 0;
			if (depth == 1 && inside && r.weak) {
				r.running = active;
				write_row(run, &r);
				r.weak = NULL;
			}
		} else if (k == LEX_LINE)
			key = last = (struct text){"", 0};
		else if (k == LEX_WORD) {
			struct text left, right;
			if (text_is(w, "="))
				key = last;
			else if (text_cut(w, '=', &left, &right) && left.n && !key.n) {
				key = left;
				w = right;
			}
			if (key.n && r.weak && depth > 1 && !text_is(w, "="))
				ipsec_setting(run->a, &r, key, w, &off);
			last = w;
		}
	}
}

static void swanctl(struct probe_run *run)
{
	if (sys_exists(run->sys, "/etc/swanctl/swanctl.conf"))
		swanctl_text(run, "/etc/swanctl/swanctl.conf");
	if (!sys_exists(run->sys, "/etc/swanctl/conf.d"))
		return;
	struct sys_names all = conf_files(run, "/etc/swanctl/conf.d", ".conf");
	for (size_t i = 0; i < all.n; i++)
		swanctl_text(run, all.name[i]);
}

// ---- NetworkManager

static void from_nm(struct probe_run *run)
{
	for (const struct nm_connection *c = nm_connections(run); c; c = c->next) {
		struct text kind = nm_get(c, "vpn", "service-type");
		bool wg = text_is(c->type, "wireguard");
		if (!wg && !text_is(c->type, "vpn"))
			continue;
		for (struct text rest; text_cut(kind, '.', NULL, &rest);)
			kind = rest;
		const char *k = wg                                                                           ? "wireguard"
			: text_is(kind, "vpnc") || text_is(kind, "strongswan") || text_is(kind, "libreswan") ? "ipsec"
			: kind.n                                                                             ? text_dup(run->a, kind)
													     : "vpn";
		struct row r = new_row(run, text_dup(run->a, c->id), k, c->file);
		struct text interface = nm_get(c, "connection", "interface-name");
		r.role = "client";
		r.running = wg ? c->automatic || (interface.n && up(run, text_dup(run->a, interface)))
			       : share_runs(run, arena_printf(run->a, "nm-%s-service", k)) == 1;
		if (strcmp(k, "pptp") == 0)
			add(r.weak, text_of("pptp"));
		weak_words(run->a, r.weak, nm_get(c, "vpn", "cipher"), false);
		if (text_is_nocase(nm_get(c, "vpn", "auth"), "none"))
			add(r.weak, text_of("no-auth"));
		write_row(run, &r);
	}
}

// ---- the others

static void simple(struct probe_run *run)
{
	static const struct {
		const char *name, *kind, *role, *packages, *places, *units, *program, *weak;
	} all[] = {
		{"pptpd", "pptp", "server", "pptpd", "/etc/pptpd.conf", "pptpd.service", "pptpd", "pptp"},
		{"xl2tpd", "l2tp", "server", "xl2tpd", "/etc/xl2tpd/xl2tpd.conf", "xl2tpd.service", "xl2tpd", NULL},
		{"tailscale0", "tailscale", "peer", "tailscale", "/usr/sbin/tailscaled", "tailscaled.service", "tailscaled", NULL},
		{"zerotier", "zerotier", "peer", "zerotier-one", "/usr/sbin/zerotier-one", "zerotier-one.service", "zerotier-one", NULL},
		{"netbird", "netbird", "peer", "netbird", "/usr/bin/netbird", "netbird.service", "netbird", NULL},
		{"nebula", "nebula", "peer", "nebula", "/etc/nebula/config.yml", "nebula.service", "nebula", NULL},
		{"softether", "softether", "server", "softether-vpnserver", "/usr/local/vpnserver", "vpnserver.service softether-vpnserver.service",
			"vpnserver", NULL},
		{"forticlient", "forticlient", "client", "forticlient", "/opt/forticlient", "forticlient.service", "fctservctl", NULL},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		bool place = sys_exists(run->sys, all[i].places);
		if (!place && !net_package(run, all[i].packages))
			continue;
		struct row r = new_row(run, all[i].name, all[i].kind, place ? all[i].places : NULL);
		r.role = all[i].role;
		r.running = net_active(run, all[i].units, all[i].program);
		if (all[i].weak)
			add(r.weak, text_of(all[i].weak));
		write_row(run, &r);
	}
}

// OpenConnect's server: each line auth = … is one more thing that is asked.
static void ocserv(struct probe_run *run)
{
	static const char file[] = "/etc/ocserv/ocserv.conf";
	struct text t, line, key, value;
	int asked = 0;
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	struct row r = new_row(run, "ocserv", "openconnect", file);
	r.role = "server";
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!text_cut(line, '=', &key, &value))
			continue;
		if (text_is(text_trim(key), "auth"))
			asked += text_has(value, "otp=") ? 2 : 1;
		else if (text_is(text_trim(key), "route"))
			add(r.networks, text_trim(value));
	}
	r.second_step = asked > 1;
	r.running = net_active(run, "ocserv.service", "ocserv");
	write_row(run, &r);
}

// Dialled with pppd: a peer whose settings call the program pptp.
static void pptp_client(struct probe_run *run)
{
	struct sys_names all;
	struct text t;
	if (!probe_saw(run, sys_list(run->sys, run->a, "/etc/ppp/peers", &all), "/etc/ppp/peers"))
		return;
	for (size_t i = 0; i < all.n && i < 100; i++) {
		char *path = arena_printf(run->a, "/etc/ppp/peers/%s", all.name[i]);
		if (all.name[i][0] == '.' || !probe_read(run, path, &t) || !text_has(t, "pptp "))
			continue;
		struct row r = new_row(run, all.name[i], "pptp", path);
		r.role = "client";
		r.running = share_runs(run, "pptp") == 1;
		add(r.weak, text_of("pptp"));
		write_row(run, &r);
	}
}

static void probe_vpn_run(struct probe_run *run)
{
	wireguard(run);
	openvpn(run);
	ipsec_conf(run);
	swanctl(run);
	from_nm(run);
	simple(run);
	ocserv(run);
	pptp_client(run);
}

const struct probe probe_vpn = {"vpn", "vpn", probe_vpn_run};
