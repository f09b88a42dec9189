// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Listening sockets and reach; see net.h. The kernel writes addresses as 32-bit words in its own byte order (proc(5)).
#include "net.h"
#include "share_inside.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define SOCKETS_MAX 5000
#define TABLE_MAX ((size_t)32 << 20)
#define TCP_LISTEN 0x0a // include/net/tcp_states.h
#define UDP_OPEN 0x07   // not connected to one other side

static const char *reach_of(int family, const unsigned char *b)
{
	static const unsigned char zero[16], self6[16] = {[15] = 1}, mapped[12] = {[10] = 0xff, [11] = 0xff};
	if (family == AF_INET6) {
		if (memcmp(b, mapped, 12) == 0)
			return reach_of(AF_INET, b + 12);
		if (memcmp(b, self6, 16) == 0)
			return "self";
		// fc00::/7 private, fe80::/10 of one link, ff00::/8 groups (RFC 4193, 4291)
		return memcmp(b, zero, 16) != 0 && ((b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80) || b[0] == 0xff) ? "lan" : "any";
	}
	if (b[0] == 127)
		return "self";
	// RFC 1918 and 3927, shared addresses of RFC 6598 (also Tailscale's), groups
	bool lan = b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) || (b[0] == 169 && b[1] == 254) ||
		(b[0] == 100 && (b[1] & 0xc0) == 64) || (b[0] >= 224 && b[0] < 240);
	return lan ? "lan" : "any";
}

const char *net_reach(struct text address)
{
	unsigned char b[16];
	struct arena *a = arena_new();
	address = text_trim(address);
	if (address.n > 1 && address.p[0] == '[') {
		address = text_after(address, 1);
		text_cut(address, ']', &address, NULL);
	}
	text_cut(address, '%', &address, NULL);
	char *s = text_dup(a, address);
	const char *r = "any";
	if (inet_pton(AF_INET, s, b) == 1)
		r = reach_of(AF_INET, b);
	else if (inet_pton(AF_INET6, s, b) == 1)
		r = reach_of(AF_INET6, b);
	else if (text_starts(address, "localhost") || text_starts(address, "ip6-localhost") || text_starts(address, "/") ||
		text_starts(address, "loopback"))
		r = "self";
	arena_free(a);
	return r;
}

static int width(const char *r)
{
	return !r ? 0 : strcmp(r, "self") == 0 ? 1 : strcmp(r, "lan") == 0 ? 2 : 3;
}

const char *net_wider(const char *x, const char *y)
{
	return width(x) >= width(y) ? x : y;
}

// "0100007F:0277" → address and port.
static bool read_address(struct arena *a, struct text field, bool v6, struct net_socket *ret)
{
	struct text hex, port;
	unsigned char b[16] = {0};
	int64_t v;
	if (!text_cut(field, ':', &hex, &port) || hex.n != (v6 ? 32u : 8u) || !text_int(port, 16, &v) || v < 0 || v > 65535)
		return false;
	ret->port = (int)v;
	for (size_t i = 0; i < hex.n / 8; i++) {
		if (!text_int((struct text){hex.p + i * 8, 8}, 16, &v) || v < 0)
			return false;
		uint32_t word = (uint32_t)v;
		memcpy(b + i * 4, &word, 4);
	}
	ret->address = arena_alloc(a, INET6_ADDRSTRLEN);
	inet_ntop(v6 ? AF_INET6 : AF_INET, b, ret->address, INET6_ADDRSTRLEN);
	ret->reach = reach_of(v6 ? AF_INET6 : AF_INET, b);
	return true;
}

static bool read_line(struct arena *a, struct text line, bool v6, struct net_socket *ret, int64_t *ret_state)
{
	struct text f[10];
	size_t n = 0;
	while (n < 10 && text_word(&line, &f[n]))
		n++;
	return n == 10 && text_int(f[3], 16, ret_state) && text_int(f[9], 10, &ret->inode) && read_address(a, f[1], v6, ret);
}

static bool read_table(struct probe_run *run, const char *path, const char *proto, bool v6)
{
	struct probe_share *share = run->share;
	struct text t, line;
	int64_t wanted = strcmp(proto, "tcp") == 0 ? TCP_LISTEN : UDP_OPEN, state;
	enum sys_status st = sys_read(run->sys, run->a, path, TABLE_MAX, &t);
	if (st != SYS_OK) {
		probe_saw(run, st, path);
		return false;
	}
	text_line(&t, &line); // the heading
	while (text_line(&t, &line) && share->socket_n < SOCKETS_MAX) {
		struct net_socket *s = &share->sockets[share->socket_n];
		if (!read_line(run->a, line, v6, s, &state))
			probe_partly(run, "odd_line", path);
		else if (state == wanted) {
			s->proto = proto;
			share->socket_n++;
		}
	}
	if (share->socket_n == SOCKETS_MAX)
		probe_partly(run, "too_large", path);
	return true;
}

static int by_place(const void *x, const void *y)
{
	const struct net_socket *a = x, *b = y;
	int order = strcmp(a->proto, b->proto);
	if (!order)
		order = a->port - b->port;
	order = order ? order : strcmp(a->address, b->address);
	return order ? order : (a->inode > b->inode) - (a->inode < b->inode);
}

static bool same_place(const struct net_socket *x, const struct net_socket *y)
{
	return x->port == y->port && strcmp(x->proto, y->proto) == 0 && strcmp(x->address, y->address) == 0;
}

const struct net_socket *net_sockets(struct probe_run *run, size_t *ret_n, bool *ret_known)
{
	struct probe_share *share = run->share;
	if (!share->sockets) {
		share->sockets = arena_alloc(run->a, (SOCKETS_MAX + 1) * sizeof *share->sockets);
		share->sockets_known = read_table(run, "/proc/net/tcp", "tcp", false);
		share->sockets_known |= read_table(run, "/proc/net/tcp6", "tcp", true);
		read_table(run, "/proc/net/udp", "udp", false);
		read_table(run, "/proc/net/udp6", "udp", true);
		size_t n = 0;
		if (share->socket_n)
			qsort(share->sockets, share->socket_n, sizeof *share->sockets, by_place);
		for (size_t i = 0; i < share->socket_n; i++)
			if (!n || !same_place(&share->sockets[n - 1], &share->sockets[i]))
				share->sockets[n++] = share->sockets[i];
		share->socket_n = n;
	}
	*ret_n = share->socket_n;
	*ret_known = share->sockets_known;
	return share->sockets;
}

const char *net_port_reach(struct probe_run *run, const char *proto, int port)
{
	size_t n;
	bool known;
	const char *r = NULL;
	const struct net_socket *s = net_sockets(run, &n, &known);
	for (size_t i = 0; i < n; i++)
		if (s[i].port == port && strcmp(s[i].proto, proto) == 0)
			r = net_wider(r, s[i].reach);
	return r;
}

bool net_active(struct probe_run *run, const char *units, const char *program)
{
	struct text rest = text_of(units), unit;
	while (text_word(&rest, &unit))
		if (share_unit_active(run, text_dup(run->a, unit)))
			return true;
	return program && share_runs(run, program) == 1;
}

bool net_package(struct probe_run *run, const char *names)
{
	struct text rest = text_of(names), name;
	while (text_word(&rest, &name))
		if (share_package(run, text_dup(run->a, name)))
			return true;
	return false;
}
