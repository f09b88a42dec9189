// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Wireless networks that this computer knows: profiles of NetworkManager, wpa_supplicant and iwd. All of them hold keys, so only the
// administrator may read them; no key goes into a row.
#include "../../base/buf.h"
#include "../share/nm.h"

#include <string.h>

#define NETWORKS_MAX 1000

struct row {
	struct text name, ssid;
	const char *security, *weak, *file;
	bool automatic;
	int64_t last;
	int checks; // -1: not known or not an enterprise network
};

static void write_row(struct probe_run *run, const struct row *r)
{
	row_begin(run, "wifi_profile");
	row_text(run, "name", r->name);
	row_text(run, "ssid", r->ssid);
	row_str(run, "security", r->security);
	row_flag(run, "automatic", r->automatic);
	if (r->last > 0)
		row_int(run, "last_used_at", r->last);
	if (strcmp(r->security, "enterprise") == 0)
		row_flag(run, "checks_server", r->checks);
	row_str(run, "weak", r->weak);
	row_str(run, "file", r->file);
	row_end(run);
}

// What a list of WPA versions or ciphers holds, in any case: "TKIP CCMP", "tkip;ccmp;".
static bool holds(struct text t, const char *word)
{
	size_t n = strlen(word);
	for (; t.n >= n; t = text_after(t, 1))
		if (text_is_nocase((struct text){t.p, n}, word))
			return true;
	return false;
}

// Version 1 of WPA alone: "wpa" without "rsn" or "wpa2".
static bool first_wpa(struct text proto)
{
	return proto.n && holds(proto, "wpa") && !holds(proto, "rsn") && !holds(proto, "wpa2");
}

// ---- NetworkManager

// A name that is no text is written as numbers: 77;121;
static struct text nm_ssid(struct probe_run *run, struct text v)
{
	struct buf *b = buf_new(run->a, 64);
	struct text rest = v, one;
	int64_t n;
	if (!text_ends(v, ";"))
		return v;
	while (text_field(&rest, ';', &one) && one.n) {
		if (!text_int(one, 10, &n) || n < 0 || n > 255)
			return v;
		buf_char(b, (char)n);
	}
	return (struct text){b->p, b->n};
}

static const char *nm_security(const struct nm_connection *c)
{
	struct text key = nm_get(c, "wifi-security", "key-mgmt"), proto = nm_get(c, "wifi-security", "proto");
	key = key.n ? key : nm_get(c, "802-11-wireless-security", "key-mgmt");
	if (!key.n)
		return "open";
	if (text_is(key, "none") || text_is(key, "ieee8021x"))
		return "wep";
	if (text_is(key, "sae"))
		return "wpa3-sae";
	if (text_is(key, "owe"))
		return "owe";
	if (text_starts(key, "wpa-eap"))
		return "enterprise";
	return first_wpa(proto) ? "wpa" : "wpa2-psk";
}

static int64_t last_used(struct probe_run *run, struct text times, struct text uuid)
{
	struct text v;
	int64_t at = 0;
	return uuid.n && conf_get(times, '=', NULL, text_dup(run->a, uuid), &v) && text_int(v, 10, &at) ? at : 0;
}

static void nm(struct probe_run *run)
{
	struct text times = {"", 0};
	sys_read(run->sys, run->a, "/var/lib/NetworkManager/timestamps", 1 << 20, &times); // without it only the last use is missing
	for (const struct nm_connection *c = nm_connections(run); c; c = c->next) {
		struct text ssid = nm_get(c, "wifi", "ssid"), mode = nm_get(c, "wifi", "mode");
		if (!text_is(c->type, "wifi") && !text_is(c->type, "802-11-wireless"))
			continue;
		ssid = ssid.n ? ssid : nm_get(c, "802-11-wireless", "ssid");
		if (text_is(mode, "ap")) // a network that this computer makes itself
			continue;
		struct row r = {.name = c->id,
			.ssid = nm_ssid(run, ssid),
			.security = nm_security(c),
			.automatic = c->automatic,
			.file = c->file,
			.checks = -1};
		struct text pairwise = nm_get(c, "wifi-security", "pairwise"), ca = nm_get(c, "802-1x", "ca-cert");
		if (holds(pairwise, "tkip") || holds(nm_get(c, "wifi-security", "group"), "tkip"))
			r.weak = "tkip";
		r.checks = ca.n || text_yes(nm_get(c, "802-1x", "system-ca-certs")) == 1;
		r.last = last_used(run, times, c->uuid);
		write_row(run, &r);
	}
}

// ---- wpa_supplicant: network={ … }

struct network {
	struct text ssid, key, proto, pairwise, group, ca, psk, wep;
	bool off;
};

static struct text unquoted(struct text v)
{
	return v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"' ? (struct text){v.p + 1, v.n - 2} : v;
}

static void supplicant_row(struct probe_run *run, const char *file, const struct network *n)
{
	struct row r = {.name = n->ssid, .ssid = n->ssid, .automatic = !n->off, .file = file, .checks = n->ca.n > 0};
	if (!n->ssid.n)
		return;
	if (text_is(n->key, "NONE"))
		r.security = n->wep.n ? "wep" : "open";
	else if (holds(n->key, "EAP"))
		r.security = "enterprise";
	else if (holds(n->key, "SAE"))
		r.security = holds(n->key, "PSK") ? "wpa2-psk" : "wpa3-sae";
	else if (holds(n->key, "OWE"))
		r.security = "owe";
	else if (holds(n->key, "IEEE8021X"))
		r.security = "wep";
	else
		r.security = first_wpa(n->proto) ? "wpa" : "wpa2-psk";
	if (holds(n->pairwise, "TKIP") || holds(n->group, "TKIP"))
		r.weak = "tkip";
	write_row(run, &r);
}

static void supplicant_setting(struct network *n, struct text key, struct text value)
{
	if (text_is(key, "ssid"))
		n->ssid = unquoted(value);
	else if (text_is(key, "key_mgmt"))
		n->key = value;
	else if (text_is(key, "proto"))
		n->proto = value;
	else if (text_is(key, "pairwise"))
		n->pairwise = value;
	else if (text_is(key, "group"))
		n->group = value;
	else if (text_is(key, "ca_cert") || text_is(key, "ca_path"))
		n->ca = value;
	else if (text_starts(key, "wep_key"))
		n->wep = value;
	else if (text_is(key, "disabled"))
		n->off = text_is(value, "1");
}

static void supplicant(struct probe_run *run)
{
	static const char dir[] = "/etc/wpa_supplicant";
	if (!sys_exists(run->sys, dir))
		return;
	struct sys_names all = conf_files(run, dir, ".conf");
	for (size_t i = 0, rows = 0; i < all.n; i++) {
		struct text t, line, key, value;
		struct network n = {0};
		bool inside = false;
		if (!probe_read(run, all.name[i], &t))
			continue;
		while (rows < NETWORKS_MAX && text_line(&t, &line)) {
			line = text_trim(line);
			if (!line.n || line.p[0] == '#')
				continue;
			if (text_starts(line, "network={")) {
				inside = true;
				n = (struct network){0};
			} else if (inside && line.p[0] == '}') {
				inside = false;
				rows++;
				supplicant_row(run, all.name[i], &n);
			} else if (inside && text_cut(line, '=', &key, &value))
				supplicant_setting(&n, text_trim(key), text_trim(value));
		}
	}
}

// ---- iwd: a file for each network, its name the network's (with = before it as hexadecimal numbers)

static struct text iwd_ssid(struct probe_run *run, struct text name)
{
	struct buf *b = buf_new(run->a, 64);
	int64_t v;
	if (!text_starts(name, "="))
		return name;
	for (size_t i = 1; i + 1 < name.n; i += 2) {
		if (!text_int((struct text){name.p + i, 2}, 16, &v) || v < 0)
			return name;
		buf_char(b, (char)v);
	}
	return (struct text){b->p, b->n};
}

static void take_ca(void *arg, struct text section, struct text key, struct text value, int number)
{
	(void)section;
	(void)number;
	if (text_starts(key, "EAP-") && text_ends(key, "CACert") && value.n)
		*(int *)arg = 1;
}

static void iwd(struct probe_run *run)
{
	static const struct {
		const char *suffix, *security;
	} kinds[] = {{".open", "open"}, {".psk", "wpa2-psk"}, {".8021x", "enterprise"}};
	static const char dir[] = "/var/lib/iwd";
	struct sys_names all;
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return;
	for (size_t i = 0; i < all.n && i < NETWORKS_MAX; i++)
		for (size_t k = 0; k < 3; k++) {
			struct text name = text_of(all.name[i]), t, v;
			char *path = arena_printf(run->a, "%s/%s", dir, all.name[i]);
			if (!text_ends(name, kinds[k].suffix) || !probe_read(run, path, &t))
				continue;
			name.n -= strlen(kinds[k].suffix);
			struct row r = {.name = iwd_ssid(run, name), .security = kinds[k].security, .automatic = true, .file = path, .checks = 0};
			r.ssid = r.name;
			if (conf_get(t, '=', "Settings", "AutoConnect", &v))
				r.automatic = text_yes(v) != 0;
			conf_each(t, '=', take_ca, &r.checks);
			write_row(run, &r);
		}
}

static void probe_wifi_run(struct probe_run *run)
{
	nm(run);
	supplicant(run);
	iwd(run);
}

const struct probe probe_wifi = {"wifi", "wifi_profile", probe_wifi_run};
