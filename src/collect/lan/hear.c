// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the answers to our questions say of the devices; see find.h. Every text here was sent by a stranger: the readers bound it, lan_* cut it.
#include "find.h"
#include "../read/dhcp.h"
#include "../read/dns.h"
#include "../read/netbios.h"
#include "../read/ssdp.h"
#include "../read/wsd.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

// ---- mDNS

#define HOSTS 48     // names with an address in one message
#define INSTANCES 64 // services with a place in one message

struct mdns {
	struct lan_device *speaker;
	struct {
		char name[DNS_NAME_MAX];
		struct address address;
	} host[HOSTS];
	struct {
		char name[DNS_NAME_MAX], target[DNS_NAME_MAX];
	} instance[INSTANCES];
	size_t host_n, instance_n;
};

static bool ends(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && strcasecmp(s + n - m, end) == 0;
}

// Which device has a host name, as this message says: a reflector or a sleep proxy speaks for others.
static struct lan_device *of_host(struct lan_run *run, const struct mdns *m, const char *name)
{
	struct lan_device *other = NULL;
	for (size_t i = 0; i < m->host_n; i++)
		if (strcasecmp(m->host[i].name, name) == 0) {
			struct lan_device *d = lan_by_address(run, &m->host[i].address);
			if (d == m->speaker)
				return d;
			if (d && !other)
				other = d;
		}
	return other ? other : m->speaker;
}

static struct lan_device *of_instance(struct lan_run *run, const struct mdns *m, const char *name)
{
	for (size_t i = 0; i < m->instance_n; i++)
		if (strcasecmp(m->instance[i].name, name) == 0)
			return of_host(run, m, m->instance[i].target);
	return m->speaker;
}

static void gather(struct mdns *m, const struct dns_record *r)
{
	if ((r->type == DNS_A || r->type == DNS_AAAA) && m->host_n < HOSTS) {
		memcpy(m->host[m->host_n].name, r->name, sizeof r->name);
		m->host[m->host_n].address = (struct address){.family = r->type == DNS_A ? AF_INET : AF_INET6};
		memcpy(m->host[m->host_n++].address.b, r->data.p, r->data.n);
	} else if (r->type == DNS_SRV && m->instance_n < INSTANCES) {
		memcpy(m->instance[m->instance_n].name, r->name, sizeof r->name);
		memcpy(m->instance[m->instance_n++].target, r->target, sizeof r->target);
	}
}

static void host_name(struct lan_run *run, struct lan_device *d, const char *name, const char *trait, int weight)
{
	char label[128];
	dns_label(name, label, sizeof label);
	if (trait)
		lan_trait(run, d, trait, text_of(name));
	lan_fact(run, d, LAN_NAME, text_of(label), weight);
	lan_hint(run, d, "hostname", text_of(label));
}

// "_ipp._tcp" of "_ipp._tcp.local"; false when it is no kind of service.
static bool service_of(const char *name, char *ret, size_t cap)
{
	size_t n = strlen(name);
	if (name[0] != '_' || n < 12 || n >= cap || !(ends(name, "._tcp.local") || ends(name, "._udp.local")))
		return false;
	memcpy(ret, name, n - 6);
	ret[n - 6] = 0;
	return true;
}

static void new_type(struct lan_run *run, const char *name)
{
	struct lan_find *f = run->find;
	for (size_t i = 0; i < f->type_n; i++)
		if (strcasecmp(f->type[i], name) == 0)
			return;
	if (f->type_n < FIND_TYPES)
		f->type[f->type_n++] = arena_strdup(run->a, name);
}

// "44.1.168.192.in-addr.arpa"
static bool backwards(const char *name, struct address *ret)
{
	struct text rest = text_of(name), part;
	int64_t n;
	*ret = (struct address){.family = AF_INET};
	for (int i = 3; i >= 0; i--) {
		if (!text_field(&rest, '.', &part) || part.n > 3 || !text_int(part, 10, &n) || n < 0 || n > 255)
			return false;
		ret->b[i] = (unsigned char)n;
	}
	return text_is_nocase(rest, "in-addr.arpa");
}

static void pointer(struct lan_run *run, const struct mdns *m, const struct dns_record *r)
{
	char service[128], label[128];
	struct address a;
	struct lan_device *d = backwards(r->name, &a) && ends(r->target, ".local") ? lan_by_address(run, &a) : NULL;
	if (d)
		host_name(run, d, r->target, "mdns", 60);
	if (strcasecmp(r->name, "_services._dns-sd._udp.local") == 0) {
		if (service_of(r->target, service, sizeof service)) {
			new_type(run, r->target);
			lan_hint(run, m->speaker, "mdns-service", text_of(service));
		}
		return;
	}
	const char *kind = strstr(r->name, "._sub.") ? strstr(r->name, "._sub.") + 6 : r->name;
	if (!service_of(kind, service, sizeof service))
		return;
	d = of_instance(run, m, r->target);
	dns_label(r->target, label, sizeof label);
	const char *at = strcmp(service, "_raop._tcp") == 0 ? strchr(label, '@') : NULL;
	lan_hint(run, d, "mdns-service", text_of(service));
	if (strcmp(service, "_workstation._tcp") != 0 && strcmp(service, "_googlecast._tcp") != 0 && (at || !strchr(label, '@'))) // these have numbers in their names
		lan_fact(run, d, LAN_NAME, text_of(at ? at + 1 : label), 62);
}

static void txt(struct lan_run *run, struct lan_device *d, struct text rest)
{
	static const struct {
		const char *key;
		int fact, weight;
	} all[] = {{"fn", LAN_NAME, 66}, {"ty", LAN_MODEL, 76}, {"usb_mdl", LAN_MODEL, 75}, {"md", LAN_MODEL, 72}, {"model", LAN_MODEL, 70}, {"am", LAN_MODEL, 68},
		{"product", LAN_MODEL, 40}, {"usb_mfg", LAN_MAKER, 75}, {"mfg", LAN_MAKER, 74}, {"manufacturer", LAN_MAKER, 74}, {"vendor", LAN_MAKER, 70}, {"serialnumber", LAN_SERIAL, 76},
		{"sn", LAN_SERIAL, 70}, {"fv", LAN_FIRMWARE, 60}, {"srcvers", -1, 0}, {"ci", -1, 0}, {"rpmd", -1, 0}, {"osxvers", -1, 0}, {"integrator", -1, 0}, {"uuid", -1, 0}};
	struct text key, value;
	for (int n = 0; n < 64 && dns_txt(&rest, &key, &value); n++)
		for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
			if (!value.n || !text_is_nocase(key, all[i].key))
				continue;
			if (all[i].fact >= 0)
				lan_fact(run, d, (enum lan_fact)all[i].fact, value, all[i].weight);
			if (strcmp(all[i].key, "uuid") == 0)
				lan_trait(run, d, "upnp", value);
			else if (all[i].fact == LAN_SERIAL)
				lan_trait(run, d, "serial", value);
			else
				lan_hint(run, d, "mdns-txt", text_of(arena_printf(run->a, "%s=%.*s", all[i].key, (int)(value.n < 200 ? value.n : 200), value.p)));
		}
}

void hear_mdns(struct lan_run *run, const struct address *from, struct text t)
{
	static struct mdns m; // large; one at a time
	struct dns_message head;
	struct dns_record r;
	if (!dns_begin(t, &head) || !head.answer || !(m.speaker = find_speaker(run, from, "mdns")))
		return;
	m.host_n = m.instance_n = 0;
	for (struct dns_message pass = head; dns_next(&pass, &r);)
		if (r.section)
			gather(&m, &r);
	for (struct dns_message pass = head; dns_next(&pass, &r);) {
		if (!r.section)
			continue;
		if ((r.type == DNS_A || r.type == DNS_AAAA) && ends(r.name, ".local"))
			host_name(run, of_host(run, &m, r.name), r.name, "mdns", 60);
		else if (r.type == DNS_PTR)
			pointer(run, &m, &r);
		else if (r.type == DNS_TXT)
			txt(run, of_instance(run, &m, r.name), r.data);
	}
}

// ---- names asked backwards

void hear_names(struct lan_run *run, const struct address *from, struct text t)
{
	struct dns_message m;
	struct dns_record r;
	struct address a;
	bool gateway = address_same(from, &run->gateway);
	if (!dns_begin(t, &m) || !m.answer || m.code || m.id != run->find->id)
		return;
	while (dns_next(&m, &r)) {
		if (r.section != 1 || r.type != DNS_PTR || !backwards(r.name, &a))
			continue;
		struct lan_device *d = lan_by_address(run, &a);
		if (d && address_same(&a, from) && !(gateway && strchr(r.target, '.'))) { // LLMNR: a device tells its own name, without dots
			host_name(run, d, r.target, "name", 58);
			lan_hint(run, d, "llmnr", text_of(r.target));
			lan_way(run, d, "llmnr");
		} else if (d && gateway)
			host_name(run, d, r.target, NULL, 20);
	}
}

// ---- SSDP

static void location(struct lan_run *run, struct lan_device *d, const struct address *from, struct text url)
{
	struct lan_find *f = run->find;
	struct address a;
	struct text host, path;
	int port;
	if (run->ask->depth < COLLECT_SERVICES || f->location_n == FIND_LOCATIONS || !ssdp_location(url, &host, &port, &path) || !address_read(host, &a) ||
		!address_same(&a, from))
		return;
	for (size_t i = 0; i < f->location_n; i++)
		if (f->location[i].device == d)
			return;
	f->location[f->location_n++] = (struct find_location){d, a, port, path.n ? text_dup(run->a, path) : "/"};
}

void hear_ssdp(struct lan_run *run, const struct address *from, struct text t)
{
	struct ssdp_head h;
	struct lan_device *d;
	if (!ssdp_read(t, &h) || h.leaving || !(d = find_speaker(run, from, "ssdp")))
		return;
	lan_hint(run, d, "ssdp-server", h.server);
	if (text_starts(h.target, "urn:"))
		lan_hint(run, d, "upnp-device-type", h.target);
	if (text_is(h.target, "upnp:rootdevice")) {
		lan_trait(run, d, "upnp", ssdp_uuid(h.usn));
		location(run, d, from, h.location);
	}
}

// ---- NetBIOS

void hear_netbios(struct lan_run *run, const struct address *from, struct text t)
{
	struct netbios_status s;
	struct lan_device *d = lan_by_address(run, from);
	char suffix[8];
	if (!d || !netbios_read(t, &s) || s.id != run->find->id)
		return;
	lan_way(run, d, "netbios");
	for (size_t i = 0; i < s.n; i++) {
		snprintf(suffix, sizeof suffix, "%02x", (unsigned)s.name[i].suffix);
		lan_hint(run, d, "netbios-suffix", text_of(suffix));
		if (s.name[i].suffix || s.name[i].group)
			continue;
		lan_trait(run, d, "netbios", text_of(s.name[i].name));
		lan_fact(run, d, LAN_NAME, text_of(s.name[i].name), 59);
		lan_hint(run, d, "hostname", text_of(s.name[i].name));
	}
}

// ---- WS-Discovery

void hear_wsd(struct lan_run *run, const struct address *from, struct text t)
{
	struct wsd_answer answer;
	struct lan_device *d;
	struct arena_mark mark = arena_mark(run->a);
	if (!wsd_read(run->a, t, &answer)) {
		arena_rewind(run->a, mark);
		return;
	}
	if (!(d = find_speaker(run, from, "wsd")))
		return;
	for (size_t i = 0; i < answer.n; i++) {
		struct text types = text_of(answer.match[i].types), type, id = text_of(answer.match[i].address);
		while (text_field(&types, ' ', &type))
			lan_hint(run, d, "wsd-type", type);
		if (text_starts(id, "urn:"))
			id = text_after(id, 4);
		lan_trait(run, d, "upnp", ssdp_uuid(id));
		const char *name = wsd_scope(run->a, answer.match[i].scopes, "/name/"), *model = wsd_scope(run->a, answer.match[i].scopes, "/hardware/");
		if (strstr(answer.match[i].scopes, "onvif"))
			lan_hint(run, d, "wsd-type", text_of("onvif"));
		if (name)
			lan_fact(run, d, LAN_NAME, text_of(name), 61);
		if (model)
			lan_fact(run, d, LAN_MODEL, text_of(model), 78);
	}
}

// ---- DHCP in passing

static void from_server(struct lan_run *run, const struct dhcp_message *m)
{
	char text[ADDRESS_TEXT];
	struct address server = {.family = AF_INET};
	memcpy(server.b, m->server, 4);
	if (!address_single(&server))
		return;
	address_write(&server, text);
	if (!run->dhcp)
		run->dhcp = arena_strdup(run->a, text);
	else if (!strstr(run->dhcp, text) && strlen(run->dhcp) < 200)
		run->dhcp = arena_printf(run->a, "%s %s", run->dhcp, text);
	struct lan_device *d = lan_by_address(run, &server);
	if (d)
		lan_hint(run, d, "port", text_of("udp/67"));
}

static void client_id(struct lan_run *run, struct lan_device *d, const struct dhcp_message *m)
{
	char hex[81];
	size_t n = m->client_id.n < 40 ? m->client_id.n : 40;
	if (n < 3 || (n == 7 && m->client_id.p[0] == 1)) // the hardware address over again
		return;
	for (size_t i = 0; i < n; i++)
		snprintf(hex + 2 * i, 3, "%02x", (unsigned char)m->client_id.p[i]);
	lan_trait(run, d, "dhcp-client", text_of(hex));
}

void hear_dhcp(struct lan_run *run, struct text t)
{
	struct dhcp_message m;
	struct address a = {.family = AF_INET};
	char params[256];
	if (!dhcp_read(t, &m))
		return;
	if (m.from_server) {
		from_server(run, &m);
		return;
	}
	memcpy(a.b, m.client[0] ? m.client : m.requested, 4);
	struct lan_device *d = lan_by_mac(run, m.mac);
	if (!d && m.type == DHCP_REQUEST && address_single(&a))
		d = find_seen(run, m.mac, &a, "dhcp");
	if (!d)
		return;
	lan_way(run, d, "dhcp");
	if (m.hostname.n) {
		char *name = text_dup(run->a, m.hostname);
		host_name(run, d, name, "name", 58);
	}
	lan_hint(run, d, "dhcp-vendor", m.vendor);
	if (m.params.n)
		lan_hint(run, d, "dhcp-params", text_of(dhcp_params(m.params, params, sizeof params)));
	client_id(run, d, &m);
}
