// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// ARP, neighbour discovery and DHCP, frame by frame on a packet socket; see find.h. A filter in the kernel lets only those through.
#include "find.h"
#include "link.h"

#include "../../base/clock.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/icmp6.h>
#include <netpacket/packet.h>
#include <string.h>
#include <unistd.h>

#define BATCH 32     // frames at once, each millisecond
#define SNAP 1024    // bytes of a frame that are looked at
#define FRAME 42     // an ARP question
#define SYSTEM_BATCH 400 // addresses at once where the system asks: its table holds 1,024

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

// Jumps count the lines to pass over when true and when false.
static bool filter(int fd)
{
	struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_ARP, 17, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 10, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 16),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23), // IPv4: UDP, no later fragment, from or to a DHCP server
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 14),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 20),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 12, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 14),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 14),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 67, 8, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 16),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 67, 6, 7),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20), // IPv6: echo reply, router and neighbour messages
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 5),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 54),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP6_ECHO_REPLY, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ND_ROUTER_ADVERT, 0, 2),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, ND_NEIGHBOR_ADVERT, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SNAP),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {sizeof f / sizeof *f, f};
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

// ---- frames that come

static void frame_arp(struct lan_run *run, const unsigned char *p, size_t n)
{
	struct address a = {.family = AF_INET};
	if (n < FRAME || p[14] || p[15] != 1 || p[16] != 8 || p[17] || p[18] != 6 || p[19] != 4)
		return;
	memcpy(a.b, p + 28, 4);
	find_seen(run, p + 22, &a, "arp");
}

static void frame_ip6(struct lan_run *run, const unsigned char *p, size_t n)
{
	struct address a = {.family = AF_INET6};
	if (n < 58)
		return;
	memcpy(a.b, p + 22, 16);
	struct lan_device *d = find_seen(run, p + 6, &a, "nd");
	if (d && p[54] == ND_NEIGHBOR_ADVERT && n >= 78) { // what it advertises may be another of its addresses
		memcpy(a.b, p + 62, 16);
		find_seen(run, p + 6, &a, "nd");
	}
	if (d && p[54] == ND_ROUTER_ADVERT)
		lan_hint(run, d, "nd", text_of("router"));
}

static void frame_ip4(struct lan_run *run, const unsigned char *p, size_t n)
{
	size_t head = 14 + (size_t)(p[14] & 15) * 4 + 8;
	if (n > head)
		hear_dhcp(run, (struct text){(const char *)p + head, n - head});
}

static void ready(struct lan_run *run, int fd)
{
	static unsigned char in[64][SNAP];
	struct mmsghdr m[64] = {0};
	struct iovec v[64];
	for (int i = 0; i < 64; i++) {
		v[i] = (struct iovec){in[i], SNAP};
		m[i].msg_hdr = (struct msghdr){.msg_iov = &v[i], .msg_iovlen = 1};
	}
	int got = recvmmsg(fd, m, 64, MSG_DONTWAIT, NULL);
	for (int i = 0; i < got; i++) {
		const unsigned char *p = in[i];
		size_t n = m[i].msg_len;
		unsigned type = n < 34 ? 0 : (unsigned)p[12] << 8 | p[13];
		if (memcmp(p + 6, run->own_mac, 6) == 0)
			continue;
		if (type == ETH_P_ARP)
			frame_arp(run, p, n);
		else if (type == ETH_P_IPV6)
			frame_ip6(run, p, n);
		else if (type == ETH_P_IP)
			frame_ip4(run, p, n);
	}
}

bool sweep_open(struct lan_run *run)
{
	int on = 1, room = 4 << 20, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); // hears nothing until it is bound
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)run->card};
	run->find->packet = -1;
	if (fd < 0)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
	if (!filter(fd) || bind(fd, (struct sockaddr *)&to, sizeof to)) {
		close(fd);
		return false;
	}
	run->find->packet = fd;
	find_listen(run, fd, NULL, ready);
	return true;
}

// ---- questions

static void question(const struct lan_run *run, uint32_t number, unsigned char *p)
{
	static const unsigned char head[] = {0, 1, 8, 0, 6, 4, 0, 1};
	struct address a = address_of_number(number);
	memset(p, 0xff, 6);
	memcpy(p + 6, run->own_mac, 6);
	p[12] = 8;
	p[13] = 6;
	memcpy(p + 14, head, 8);
	memcpy(p + 22, run->own_mac, 6);
	memcpy(p + 28, run->own.b, 4);
	memset(p + 32, 0, 6);
	memcpy(p + 38, a.b, 4);
}

static void send_all(int fd, struct mmsghdr *m, unsigned n)
{
	unsigned sent = 0;
	for (int tries = 0; sent < n && tries < 8; tries++) {
		int did = sendmmsg(fd, m + sent, n - sent, 0);
		if (did > 0)
			sent += (unsigned)did;
		else if (did < 0)
			usleep(500); // its queue is full
	}
}

void sweep_round(struct lan_run *run)
{
	static const unsigned char any_card[6] = {0};
	struct lan_find *f = run->find;
	unsigned char frame[BATCH][FRAME] = {{0}};
	struct mmsghdr m[BATCH] = {0};
	struct iovec v[BATCH];
	int64_t began = clock_ms(), batches = 0; // who fell behind catches up: the pace is kept over all
	unsigned n = 0;
	for (int i = 0; i < BATCH; i++) {
		v[i] = (struct iovec){frame[i], FRAME};
		m[i].msg_hdr = (struct msghdr){.msg_iov = &v[i], .msg_iovlen = 1};
	}
	for (uint32_t i = 0; i < f->count; i++) {
		if (f->state[i] == FIND_ASK)
			question(run, f->first + i, frame[n++]);
		if (n == BATCH || (n && i + 1 == f->count)) {
			send_all(f->packet, m, n);
			n = 0;
			if (!batches && run->ask->seen)
				lan_maker(run, any_card); // opens the catalogue while the first answers are on their way
			find_wait(run, i + 1 == f->count ? 0 : began + ++batches);
		}
	}
}

void sweep_ask6(struct lan_run *run)
{
	struct address own[8], all = {AF_INET6, {0xff, 2, [15] = 1}};
	struct sockaddr_storage to;
	struct icmp6_hdr ask = {.icmp6_type = ICMP6_ECHO_REQUEST};
	size_t n = link_own6(run, own, 8);
	int hops = 255;
	ask.icmp6_id = htons((uint16_t)run->find->id);
	for (size_t i = 0; i < n; i++) { // from each own address: a device answers with its address of the same kind
		struct sockaddr_storage from;
		int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMPV6);
		socklen_t from_n = address_socket(&own[i], 0, run->card, &from), to_n = address_socket(&all, 0, run->card, &to);
		if (fd < 0)
			return;
		setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops);
		setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &run->card, sizeof run->card);
		if (bind(fd, (struct sockaddr *)&from, from_n) == 0)
			sendto(fd, &ask, sizeof ask, 0, (struct sockaddr *)&to, to_n);
		close(fd);
	}
}

bool sweep_who_is(struct lan_run *run)
{
	int fd = -1, sent = 0;
	for (size_t i = 0; i < run->device_n; i++) {
		struct lan_device *d = run->device[i];
		struct sockaddr_storage to;
		if (d->same || d->has_mac || !d->address_n || d->address[0].family != AF_INET6)
			continue;
		if (fd < 0)
			fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd >= 0)
			sent += sendto(fd, "", 0, 0, (struct sockaddr *)&to, address_socket(&d->address[0], 9, run->card, &to)) >= 0; // discard
	}
	if (fd >= 0)
		close(fd);
	return sent > 0;
}

static void known_to_system(struct lan_run *run, const unsigned char *mac, const struct address *a, bool router)
{
	struct lan_device *d = find_seen(run, mac, a, a->family == AF_INET ? "arp" : "nd");
	if (d && router)
		lan_hint(run, d, "nd", text_of("router"));
}

void sweep_by_system(struct lan_run *run)
{
	struct lan_find *f = run->find;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int sent = 0;
	for (uint32_t i = 0; fd >= 0 && i < f->count; i++) {
		struct sockaddr_storage to;
		struct address a = address_of_number(f->first + i);
		if (f->state[i] == FIND_ASK) {
			sendto(fd, "", 0, 0, (struct sockaddr *)&to, address_socket(&a, 9, run->card, &to)); // discard
			sent++;
		}
		if (sent == SYSTEM_BATCH || (sent && i + 1 == f->count)) {
			find_wait(run, clock_ms() + 300);
			link_neighbours(run, known_to_system);
			sent = 0;
		}
	}
	if (fd >= 0)
		close(fd);
	if (!f->count)
		link_neighbours(run, known_to_system);
}
