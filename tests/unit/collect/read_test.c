// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Bytes from the network, taken apart: what is right comes out whole, what is hostile ends.
#include "../../../src/collect/read/dhcp.h"
#include "../../../src/collect/read/dns.h"
#include "../../../src/collect/read/netbios.h"
#include "../../../src/collect/read/ssdp.h"
#include "../../../src/collect/read/upnp_device.h"
#include "../../../src/collect/read/wsd.h"
#include "../../../src/collect/read/xml.h"
#include "../tap.h"

#include <stdlib.h>

static struct arena *a;

// A file of the fuzz targets' corpus.
static struct text corpus(const char *target, const char *name)
{
	static char bytes[65536];
	FILE *f = fopen(arena_printf(a, "tests/fuzz/corpus/collect_%s/%s", target, name), "rb");
	size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
	if (f)
		fclose(f);
	return (struct text){arena_strndup(a, bytes, 0) ? memcpy(arena_raw(a, n + 1), bytes, n) : NULL, n};
}

static int records(struct text t)
{
	struct dns_message m;
	struct dns_record r;
	int n = 0;
	if (!dns_begin(t, &m))
		return -1;
	while (dns_next(&m, &r))
		n++;
	return n;
}

static void dns(void)
{
	struct dns_message m;
	struct dns_record r;
	struct text key, value;
	char label[64];
	ok(dns_begin(corpus("dns", "answer"), &m) && m.answer && dns_next(&m, &r) && r.type == DNS_PTR && r.section == 1, "an answer of mDNS");
	same(r.target, "Brother [1\\.2]._ipp._tcp.local", "a dot inside a label stays inside");
	same(dns_label(r.target, label, sizeof label), "Brother [1.2]", "the label without its backslash");
	same(dns_parent(r.target), "_ipp._tcp.local", "and what is behind it");
	ok(dns_next(&m, &r) && r.type == DNS_SRV && r.port == 631 && strcmp(r.target, "BRN1.local") == 0, "SRV");
	ok(dns_next(&m, &r) && r.type == DNS_TXT && dns_txt(&r.data, &key, &value) && text_is(key, "ty") && text_is(value, "Brother"), "TXT");
	ok(dns_next(&m, &r) && r.type == DNS_A && r.data.n == 4 && r.data.p[3] == 5 && !dns_next(&m, &r), "A, and the end");
	ok(records(corpus("dns", "compressed")) == 2, "compressed names");
	ok(records(corpus("dns", "loop")) == 0 && records(corpus("dns", "loop_forward")) == 0, "a name that points to itself, or onwards, is none");
	ok(records(corpus("dns", "long_name")) <= 1 && records(corpus("dns", "many")) <= DNS_RECORDS_MAX && records(corpus("dns", "srv_short")) == 0 && records(corpus("dns", "cut")) == 0 &&
			records((struct text){"", 0}) == -1, "too long, too many, too short");
	struct dns_ask q;
	dns_ask_begin(&q, 7, 0);
	dns_ask_add(&q, "Brother [1\\.2]._ipp._tcp.local", DNS_TXT, true);
	dns_ask_add(&q, "a..local", DNS_A, false);
	ok(q.over && dns_begin((struct text){(const char *)q.p, q.n}, &m) && m.id == 7 && dns_next(&m, &r) && r.top && !dns_next(&m, &r), "a question; an empty label is left out");
	same(r.name, "Brother [1\\.2]._ipp._tcp.local", "it asks the same name");
	static const unsigned char v4[] = {192, 168, 1, 44};
	same(dns_reverse(v4, 4, r.name), "44.1.168.192.in-addr.arpa", "backwards");
}

static void heads(void)
{
	struct ssdp_head h;
	struct text host, path;
	int port;
	ok(ssdp_read(corpus("ssdp", "answer"), &h) && h.answer && text_is(h.target, "upnp:rootdevice") && text_is(ssdp_uuid(h.usn), "4d696e69-1"), "an answer of SSDP");
	ok(ssdp_location(h.location, &host, &port, &path) && text_is(host, "10.0.0.5") && port == 1400 && text_is(path, "/d.xml"), "its place");
	ok(ssdp_read(corpus("ssdp", "notify"), &h) && h.leaving && ssdp_location(h.location, &host, &port, &path) && text_is(host, "fe80::1"), "who leaves");
	static const char *const bad[] = {"https://a/", "http://", "http://a:0/", "http://a:70000/", "http://[::1", "http://[::1]x/", "http://a/ x", "ftp://a/", "http://a/\r\nHost: b", NULL};
	for (int i = 0; bad[i]; i++)
		ok(!ssdp_location(text_of(bad[i]), &host, &port, &path), "no place: %d", i);
	ok(!ssdp_read(text_of("M-SEARCH * HTTP/1.1\r\n\r\n"), &h) && !ssdp_read(text_of("HTTP/1.1 404 Not Found\r\n\r\n"), &h), "neither answer nor announcement");
}

static void names(void)
{
	struct netbios_status s;
	struct dhcp_message m;
	char params[64];
	unsigned char question[NETBIOS_ASK];
	ok(netbios_read(corpus("netbios", "answer"), &s) && s.n == 2 && s.name[1].group && !s.name[0].suffix && s.mac[5] == 0x55, "a node status");
	same(s.name[0].name, "KASSA-PC", "its name");
	ok(netbios_read(corpus("netbios", "count"), &s) && s.n <= NETBIOS_NAMES_MAX && !netbios_read(corpus("netbios", "cut"), &s) | (s.n <= 1), "more names than there are, and a cut one");
	netbios_ask(1, question);
	ok(!netbios_read((struct text){(const char *)question, sizeof question}, &s), "a question is no answer");
	ok(dhcp_read(corpus("dhcp", "request"), &m) && m.type == DHCP_REQUEST && text_is(m.hostname, "phone") && text_is(m.vendor, "android-dhcp-14") && m.requested[3] == 9, "a request");
	same(dhcp_params(m.params, params, sizeof params), "1,3,6", "what it asks for");
	ok(dhcp_read(corpus("dhcp", "ack"), &m) && m.from_server && m.server[0] == 10 && m.yours[3] == 9, "a server's answer");
	ok(dhcp_read(corpus("dhcp", "cut_option"), &m) && !m.hostname.n && !dhcp_read(text_of("short"), &m), "a cut option is left out");
}

static void xml(void)
{
	struct wsd_answer w;
	struct upnp_device u;
	ok(wsd_read(a, corpus("wsd", "answer"), &w) && w.n == 1, "an answer of WS-Discovery");
	same(w.match[0].types, "networkvideotransmitter", "types without their prefix");
	same(wsd_scope(a, w.match[0].scopes, "/name/"), "Ingang links%", "a name, %XX undone, a lone %% left");
	ok(!wsd_read(a, corpus("wsd", "cut"), &w) && wsd_read(a, corpus("wsd", "many"), &w) && w.n == WSD_MATCHES_MAX, "cut; too many");
	ok(upnp_device_read(a, corpus("upnp_device", "answer"), &u) && u.serial && strcmp(u.serial, "S-1") == 0 && strcmp(u.uuid, "4d-2") == 0, "a description");
	ok(!upnp_device_read(a, corpus("upnp_device", "entities"), &u), "a document type, and with it entities, is refused");
	ok(!upnp_device_read(a, corpus("upnp_device", "deep"), &u), "too deep");
	ok(upnp_device_read(a, corpus("upnp_device", "long"), &u) && strlen(u.name) == XML_TEXT, "a long text is cut");
	struct text ask = wsd_ask(a, "0123456789abcdef0123456789abcdef");
	ok(text_has(ask, "urn:uuid:01234567-89ab-cdef-0123-456789abcdef<"), "our own question has a number of its own");
}

int main(void)
{
	a = arena_new();
	dns();
	heads();
	names();
	xml();
	arena_free(a);
	return tap_done();
}
