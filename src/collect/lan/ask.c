// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The questions that go to everybody (mDNS, SSDP, WS-Discovery), and those for the names of each device that was found; see find.h.
#include "find.h"
#include "../read/dns.h"
#include "../read/netbios.h"
#include "../read/wsd.h"

#include "../../base/clock.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct address mdns4 = {AF_INET, {224, 0, 0, 251}}, mdns6 = {AF_INET6, {0xff, 2, [15] = 0xfb}}, ssdp4 = {AF_INET, {239, 255, 255, 250}},
				llmnr4 = {AF_INET, {224, 0, 0, 252}};

// Kinds of services that say most about what a device is; the list of all kinds is asked too.
static const char *const services[] = {"_services._dns-sd._udp", "_ipp._tcp", "_printer._tcp", "_pdl-datastream._tcp", "_uscan._tcp", "_airplay._tcp", "_raop._tcp",
	"_googlecast._tcp", "_spotify-connect._tcp", "_sonos._tcp", "_hap._tcp", "_hue._tcp", "_matter._tcp", "_companion-link._tcp", "_apple-mobdev2._tcp",
	"_device-info._tcp", "_smb._tcp", "_afpovertcp._tcp", "_adisk._tcp", "_nfs._tcp", "_ssh._tcp", "_sftp-ssh._tcp", "_rfb._tcp", "_workstation._tcp", "_http._tcp",
	"_axis-video._tcp", "_rtsp._tcp", "_sip._udp", "_androidtvremote2._tcp", "_amzn-wplay._tcp", "_esphomelib._tcp", "_shelly._tcp", "_home-assistant._tcp", "_qdiscover._tcp",
	"_readynas._tcp", "_ubnt._tcp", "_mikrotik._tcp", NULL};

static void send_to(const struct lan_run *run, int fd, const struct address *a, int port, const void *p, size_t n)
{
	struct sockaddr_storage to;
	socklen_t to_n = address_socket(a, port, run->card, &to);
	if (fd >= 0)
		sendto(fd, p, n, MSG_DONTWAIT, (struct sockaddr *)&to, to_n);
}

// A socket that sends to groups through our card alone. port 0: of its own; else it also joins the group there and hears what is told to everybody.
static int open_udp(const struct lan_run *run, int family, int port, const struct address *group)
{
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1, off = 0, hops = group == &mdns4 || group == &mdns6 ? 255 : 4;
	struct sockaddr_storage at;
	struct address any = {.family = family};
	struct ip_mreqn card = {.imr_ifindex = (int)run->card};
	if (fd < 0)
		return -1;
	if (port) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	}
	if (family == AF_INET) {
		setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &card, sizeof card);
		setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops);
		setsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, &on, sizeof on); // what runs on this computer answers too
		setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
		if (port) {
			memcpy(&card.imr_multiaddr, group->b, 4);
			setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &card, sizeof card);
		} else
			any = run->own.family == AF_INET ? run->own : any;
	} else {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
		setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &run->card, sizeof run->card);
		setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops);
	}
	if (bind(fd, (struct sockaddr *)&at, address_socket(&any, port, run->card, &at))) {
		close(fd);
		return -1;
	}
	return fd;
}

static size_t mdns_question(struct lan_run *run, struct dns_ask *q)
{
	dns_ask_begin(q, run->find->id, 0);
	for (int i = 0; services[i] && !q->over; i++)
		dns_ask_add(q, arena_printf(run->a, "%s.local", services[i]), DNS_PTR, true);
	return q->n;
}

static void ask(struct lan_run *run)
{
	struct lan_find *f = run->find;
	struct dns_ask q;
	struct text wsd = wsd_ask(run->a, arena_printf(run->a, "%032llx", (unsigned long long)run->ask->now * 4294967296u + f->id));
	static const char ssdp[] = "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n";
	mdns_question(run, &q);
	if (run->own6.family)
		send_to(run, f->ask6, &mdns6, 5353, q.p, q.n);
	send_to(run, f->ask4, &mdns4, 5353, q.p, q.n);
	send_to(run, f->ssdp, &ssdp4, 1900, ssdp, sizeof ssdp - 1);
	send_to(run, f->wsd, &ssdp4, 3702, wsd.p, wsd.n);
}

void ask_all(struct lan_run *run)
{
	struct lan_find *f = run->find;
	f->ask6 = open_udp(run, AF_INET6, 0, &mdns6);
	if (run->range.address.family == AF_INET) {
		f->ask4 = open_udp(run, AF_INET, 0, &mdns4);
		f->ssdp = open_udp(run, AF_INET, 0, &ssdp4);
		f->wsd = open_udp(run, AF_INET, 0, &ssdp4);
	}
	ask(run);
	find_listen(run, f->ask6, hear_mdns, NULL);
	find_listen(run, f->ask4, hear_mdns, NULL);
	find_listen(run, f->ssdp, hear_ssdp, NULL);
	find_listen(run, f->wsd, hear_wsd, NULL);
	if (run->range.address.family == AF_INET) {
		find_listen(run, open_udp(run, AF_INET, 5353, &mdns4), hear_mdns, NULL);
		find_listen(run, open_udp(run, AF_INET, 1900, &ssdp4), hear_ssdp, NULL);
	}
}

void ask_again(struct lan_run *run)
{
	run->find->id ^= 0x8000; // WS-Discovery: the same number would be the same question
	ask(run);
	run->find->id ^= 0x8000;
}

void ask_more(struct lan_run *run)
{
	struct lan_find *f = run->find;
	struct dns_ask q;
	while (f->mdns_asked < f->type_n) {
		dns_ask_begin(&q, f->id, 0);
		while (f->mdns_asked < f->type_n && !q.over) {
			dns_ask_add(&q, f->type[f->mdns_asked], DNS_PTR, true);
			f->mdns_asked += !q.over || q.n == 12; // one that fits nowhere is passed over
		}
		if (q.n > 12)
			send_to(run, f->ask4 >= 0 ? f->ask4 : f->ask6, f->ask4 >= 0 ? &mdns4 : &mdns6, 5353, q.p, q.n);
	}
}

// Backwards by mDNS: many questions in one datagram.
static void ask_mdns_names(struct lan_run *run)
{
	struct dns_ask q;
	char name[DNS_NAME_MAX];
	dns_ask_begin(&q, run->find->id, 0);
	for (size_t i = 0; i < run->device_n; i++) {
		struct lan_device *d = run->device[i];
		if (d->same || d->itself || !d->address_n || d->address[0].family != AF_INET || lan_trait_of(d, "mdns"))
			continue;
		dns_ask_add(&q, dns_reverse(d->address[0].b, 4, name), DNS_PTR, true);
		if (q.n + 64 > sizeof q.p) {
			send_to(run, run->find->ask4, &mdns4, 5353, q.p, q.n);
			dns_ask_begin(&q, run->find->id, 0);
		}
	}
	if (q.n > 12)
		send_to(run, run->find->ask4, &mdns4, 5353, q.p, q.n);
}

void ask_names(struct lan_run *run)
{
	unsigned char status[NETBIOS_ASK];
	char name[DNS_NAME_MAX];
	struct dns_ask q;
	if (run->range.address.family != AF_INET)
		return;
	int netbios = open_udp(run, AF_INET, 0, &llmnr4), names = open_udp(run, AF_INET, 0, &llmnr4);
	find_listen(run, netbios, hear_netbios, NULL);
	find_listen(run, names, hear_names, NULL);
	netbios_ask(run->find->id, status);
	ask_mdns_names(run);
	bool resolver = find_ours(run, &run->gateway) && run->gateway.family == AF_INET;
	for (size_t i = 0; i < run->device_n; i++) {
		struct lan_device *d = run->device[i];
		if (d->same || d->itself || !d->address_n || d->address[0].family != AF_INET || lan_never(run, &d->address[0]))
			continue;
		send_to(run, netbios, &d->address[0], 137, status, sizeof status);
		dns_reverse(d->address[0].b, 4, name);
		dns_ask_begin(&q, run->find->id, 0);
		dns_ask_add(&q, name, DNS_PTR, false);
		send_to(run, names, &llmnr4, 5355, q.p, q.n);
		if (resolver) {
			dns_ask_begin(&q, run->find->id, 0x0100);
			dns_ask_add(&q, name, DNS_PTR, false);
			send_to(run, names, &run->gateway, 53, q.p, q.n);
		}
		if (i % 16 == 15)
			find_wait(run, clock_ms() + 1);
	}
}
