// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The network cards of this computer, its routes and its neighbours, asked of the kernel (rtnetlink); see link.h.
#include "link.h"

#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <string.h>
#include <unistd.h>

#define ANSWERS_MAX 4096 // datagrams of one dump

// ---- cards

static struct range net_of(const struct ifaddrs *i)
{
	struct range r = {{0}, 0};
	struct sockaddr_storage s = {0};
	struct address mask;
	size_t n = i->ifa_addr->sa_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
	memcpy(&s, i->ifa_addr, n);
	address_of_socket(&s, &r.address);
	memcpy(&s, i->ifa_netmask ? i->ifa_netmask : i->ifa_addr, n);
	s.ss_family = i->ifa_addr->sa_family;
	address_of_socket(&s, &mask);
	while (r.bits < 128 && mask.b[r.bits / 8] & 0x80 >> r.bits % 8)
		r.bits++;
	return r;
}

static bool usable(const struct ifaddrs *i, const struct lan_run *run)
{
	return i->ifa_addr && (i->ifa_addr->sa_family == AF_INET || i->ifa_addr->sa_family == AF_INET6) && i->ifa_flags & IFF_UP && !(i->ifa_flags & IFF_LOOPBACK) &&
		(!run->ask->interface || strcmp(run->ask->interface, i->ifa_name) == 0);
}

// The card whose own network has most bits in common with what is asked.
static const char *best_card(const struct ifaddrs *all, struct lan_run *run)
{
	const char *name = NULL;
	int most = -1;
	for (const struct ifaddrs *i = all; i; i = i->ifa_next) {
		struct range own = usable(i, run) ? net_of(i) : (struct range){{0}, 0};
		if (!own.address.family || own.address.family != run->range.address.family || !range_meets(&own, &run->range))
			continue;
		if (own.bits > most || !name) {
			most = own.bits;
			name = i->ifa_name;
			run->own = own.address;
		}
	}
	return name;
}

static void fill(const struct ifaddrs *all, struct lan_run *run)
{
	for (const struct ifaddrs *i = all; i; i = i->ifa_next) {
		if (strcmp(i->ifa_name, run->interface) != 0 || !i->ifa_addr)
			continue;
		if (i->ifa_addr->sa_family == AF_PACKET) {
			struct sockaddr_ll ll;
			memcpy(&ll, i->ifa_addr, sizeof ll);
			run->raw = ll.sll_halen == 6;
			memcpy(run->own_mac, ll.sll_addr, 6);
		} else if (i->ifa_addr->sa_family == AF_INET6) {
			struct range r = net_of(i);
			if (r.address.b[0] == 0xfe && (r.address.b[1] & 0xc0) == 0x80)
				run->own6 = r.address;
		}
	}
}

size_t link_own6(const struct lan_run *run, struct address *ret, size_t max)
{
	struct ifaddrs *all;
	size_t n = 0;
	if (getifaddrs(&all))
		return 0;
	for (const struct ifaddrs *i = all; i && n < max; i = i->ifa_next)
		if (i->ifa_addr && i->ifa_addr->sa_family == AF_INET6 && strcmp(i->ifa_name, run->interface) == 0)
			ret[n++] = net_of(i).address;
	freeifaddrs(all);
	return n;
}

// ---- dumps

static int dump(int type, int family, void (*each)(struct lan_run *run, const struct nlmsghdr *h, void *arg), struct lan_run *run, void *arg)
{
	struct {
		struct nlmsghdr h;
		struct rtgenmsg g;
		char pad[64];
	} ask = {.h = {.nlmsg_type = (uint16_t)type, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}, .g = {(unsigned char)family}};
	ask.h.nlmsg_len = NLMSG_LENGTH(type == RTM_GETNEIGH ? sizeof(struct ndmsg) : sizeof(struct rtmsg));
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	union {
		struct nlmsghdr h;
		char p[32768];
	} in;
	bool more = fd >= 0 && send(fd, &ask, ask.h.nlmsg_len, 0) == (ssize_t)ask.h.nlmsg_len;
	for (int i = 0; more && i < ANSWERS_MAX; i++) {
		ssize_t got = recv(fd, in.p, sizeof in.p, 0);
		size_t left = got < 0 ? 0 : (size_t)got;
		more = left > 0;
		for (const struct nlmsghdr *h = &in.h; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) {
				more = false;
				break;
			}
			each(run, h, arg);
		}
	}
	if (fd >= 0)
		close(fd);
	return fd;
}

static void route(struct lan_run *run, const struct nlmsghdr *h, void *arg)
{
	const struct rtmsg *m = NLMSG_DATA(h);
	size_t left = RTM_PAYLOAD(h);
	struct address via = {0};
	unsigned card = 0;
	(void)arg;
	if (h->nlmsg_type != RTM_NEWROUTE || m->rtm_dst_len || m->rtm_table != RT_TABLE_MAIN)
		return;
	for (const struct rtattr *a = RTM_RTA(m); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type == RTA_OIF)
			memcpy(&card, RTA_DATA(a), sizeof card);
		else if (a->rta_type == RTA_GATEWAY && RTA_PAYLOAD(a) <= 16) {
			via.family = m->rtm_family;
			memcpy(via.b, RTA_DATA(a), RTA_PAYLOAD(a));
		}
	}
	if (card == run->card && via.family && !run->gateway.family)
		run->gateway = via;
}

static void neighbour(struct lan_run *run, const struct nlmsghdr *h, void *arg)
{
	void (*const *take)(struct lan_run *, const unsigned char *, const struct address *, bool) = arg;
	const struct ndmsg *m = NLMSG_DATA(h);
	size_t left = h->nlmsg_len - NLMSG_LENGTH(sizeof *m);
	struct address a = {.family = m->ndm_family};
	unsigned char mac[6];
	bool have_mac = false, have = false;
	if (h->nlmsg_type != RTM_NEWNEIGH || (unsigned)m->ndm_ifindex != run->card || !(m->ndm_state & (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE)))
		return;
	for (const struct rtattr *t = (const struct rtattr *)(const void *)((const char *)m + NLMSG_ALIGN(sizeof *m)); RTA_OK(t, left); t = RTA_NEXT(t, left)) {
		if (t->rta_type == NDA_DST && RTA_PAYLOAD(t) == (a.family == AF_INET ? 4u : 16u)) {
			memcpy(a.b, RTA_DATA(t), RTA_PAYLOAD(t));
			have = true;
		} else if (t->rta_type == NDA_LLADDR && RTA_PAYLOAD(t) == 6) {
			memcpy(mac, RTA_DATA(t), 6);
			have_mac = true;
		}
	}
	if (have && have_mac)
		(*take)(run, mac, &a, m->ndm_flags & NTF_ROUTER);
}

void link_neighbours(struct lan_run *run, void (*take)(struct lan_run *run, const unsigned char *mac, const struct address *a, bool router))
{
	dump(RTM_GETNEIGH, AF_UNSPEC, neighbour, run, &take);
}

bool link_find(struct lan_run *run, struct err *e)
{
	struct ifaddrs *all;
	if (getifaddrs(&all))
		return err_set(e, "the network cards of this computer cannot be seen");
	const char *name = best_card(all, run);
	if (name) {
		run->interface = arena_strdup(run->a, name);
		run->card = if_nametoindex(name);
		fill(all, run);
	}
	freeifaddrs(all);
	if (!name)
		return err_set(e, "no network card of this computer%s%s is in %s", run->ask->interface ? " named " : "", run->ask->interface ? run->ask->interface : "",
			run->ask->cidr);
	dump(RTM_GETROUTE, AF_INET, route, run, NULL);
	return true;
}
