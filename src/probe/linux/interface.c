// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Network cards and virtual links, from /sys/class/net. Their addresses come from the kernel over netlink; a tree of files without a
// recording of that has them in /proc/net. An image without /sys shows none.
#include "../../base/buf.h"
#include "../share/share.h"

#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

#define ADDRESSES_MAX 4000
#define CARDS_MAX 500

struct address {
	int64_t card; // ifindex; 0 when the name is known instead
	struct text name;
	const char *text; // with prefix length
};

struct addresses {
	struct address all[ADDRESSES_MAX];
	size_t n;
};

static struct text first_line(struct probe_run *run, const char *dir, const char *name)
{
	struct text t, line;
	if (sys_read(run->sys, run->a, arena_printf(run->a, "%s/%s", dir, name), 65536, &t) != SYS_OK || !text_line(&t, &line))
		return text_of("");
	return text_trim(line);
}

static void add(struct addresses *l, int64_t card, struct text name, const char *text)
{
	if (l->n < ADDRESSES_MAX)
		l->all[l->n++] = (struct address){card, name, text};
}

// ---- forms of an address

static const char *text4(struct arena *a, const unsigned char *p, int prefix)
{
	return arena_printf(a, "%u.%u.%u.%u/%d", p[0], p[1], p[2], p[3], prefix);
}

// RFC 5952: no leading zeros, the longest run of zero groups (two at least) as "::".
static const char *text6(struct arena *a, const unsigned char *p, int prefix)
{
	struct buf *b = buf_new(a, 100);
	int best = -1, length = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;
		while (i + n < 8 && !p[2 * (i + n)] && !p[2 * (i + n) + 1])
			n++;
		if (n > length) {
			best = i;
			length = n;
		}
	}
	for (int i = 0; i < 8; i++) {
		if (i == best) {
			buf_str(b, "::");
			i += length - 1;
		} else
			buf_printf(b, "%s%x", i && i != best + length ? ":" : "", (unsigned)(p[2 * i] << 8 | p[2 * i + 1]));
	}
	buf_printf(b, "/%d", prefix);
	return b->p;
}

// ---- from netlink

static void take_message(struct probe_run *run, struct addresses *l, const char *p, size_t n)
{
	struct ifaddrmsg m;
	const char *found = NULL;
	if (n < sizeof m)
		return;
	memcpy(&m, p, sizeof m);
	for (size_t i = sizeof m; i + sizeof(struct rtattr) <= n;) {
		struct rtattr at;
		memcpy(&at, p + i, sizeof at);
		if (at.rta_len < sizeof at || at.rta_len > n - i)
			break;
		const unsigned char *value = (const unsigned char *)p + i + sizeof at;
		size_t size = at.rta_len - sizeof at;
		bool local = at.rta_type == IFA_LOCAL, other = at.rta_type == IFA_ADDRESS && !found; // with a peer, IFA_ADDRESS is the peer's
		if ((local || other) && m.ifa_family == 2 && size == 4)
			found = text4(run->a, value, m.ifa_prefixlen);
		else if ((local || other) && m.ifa_family == 10 && size == 16)
			found = text6(run->a, value, m.ifa_prefixlen);
		i += (at.rta_len + 3u) & ~3u;
	}
	if (found)
		add(l, m.ifa_index, text_of(""), found);
}

static bool from_netlink(struct probe_run *run, struct addresses *l)
{
	struct {
		struct nlmsghdr h;
		struct ifaddrmsg m;
	} ask = {.h = {.nlmsg_len = sizeof ask, .nlmsg_type = RTM_GETADDR, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP, .nlmsg_seq = 1}};
	struct text t;
	if (sys_netlink(run->sys, run->a, "addresses", NETLINK_ROUTE, (struct text){(const char *)&ask, sizeof ask}, &t) != SYS_OK)
		return false;
	for (size_t i = 0; i + sizeof(struct nlmsghdr) <= t.n;) {
		struct nlmsghdr h;
		memcpy(&h, t.p + i, sizeof h);
		if (h.nlmsg_len < sizeof h || h.nlmsg_len > t.n - i)
			break;
		if (h.nlmsg_type == RTM_NEWADDR)
			take_message(run, l, t.p + i + sizeof h, h.nlmsg_len - sizeof h);
		i += (h.nlmsg_len + 3u) & ~3u;
	}
	return true;
}

// ---- from /proc/net

// 00000000000000000000000000000001 01 80 10 80       lo
static void from_inet6(struct probe_run *run, struct addresses *l)
{
	struct text t, line, word[6];
	unsigned char p[16];
	if (!probe_read(run, "/proc/net/if_inet6", &t))
		return;
	while (text_line(&t, &line)) {
		int n = 0;
		int64_t v, prefix;
		while (n < 6 && text_word(&line, &word[n]))
			n++;
		bool good = n == 6 && word[0].n == 32 && text_int(word[2], 16, &prefix) && prefix <= 128;
		for (int i = 0; i < 16 && good; i++) {
			good = text_int((struct text){word[0].p + 2 * i, 2}, 16, &v) && v >= 0;
			p[i] = good ? (unsigned char)v : 0;
		}
		if (good)
			add(l, 0, word[5], text6(run->a, p, (int)prefix));
		else
			probe_partly(run, "odd_line", "/proc/net/if_inet6");
	}
}

struct route {
	struct text name;
	uint32_t to, mask; // as in memory: the first byte of the address is the lowest
};

static size_t read_routes(struct probe_run *run, struct route *ret, size_t max)
{
	struct text t, line, word[8];
	size_t n = 0;
	if (!probe_read(run, "/proc/net/route", &t))
		return 0;
	text_line(&t, &line);
	while (n < max && text_line(&t, &line)) {
		int64_t to, gateway, mask;
		size_t k = 0;
		for (struct text rest = line; k < 8 && text_word(&rest, &word[k]);)
			k++;
		if (k == 8 && text_int(word[1], 16, &to) && text_int(word[2], 16, &gateway) && text_int(word[7], 16, &mask) && !gateway && mask)
			ret[n++] = (struct route){word[0], (uint32_t)to, (uint32_t)mask};
	}
	return n;
}

// One address of this computer: it belongs to the card whose network holds it.
static void take_local(struct probe_run *run, struct addresses *l, size_t first, const struct route *routes, size_t count, struct text t)
{
	unsigned char p[4];
	struct text part;
	uint32_t address;
	int64_t v;
	int n = 0;
	for (; n < 4 && text_field(&t, '.', &part) && text_int(part, 10, &v) && v >= 0 && v <= 255; n++)
		p[n] = (unsigned char)v;
	if (n < 4)
		return;
	memcpy(&address, p, sizeof address);
	for (size_t i = 0; i < count; i++) {
		if ((address & routes[i].mask) != routes[i].to)
			continue;
		const char *full = text4(run->a, p, __builtin_popcount(routes[i].mask));
		for (size_t k = first; k < l->n; k++) // the trie is printed once for each table
			if (strcmp(l->all[k].text, full) == 0)
				return;
		add(l, 0, routes[i].name, full);
		return;
	}
}

// Own addresses stand in fib_trie as "/32 host LOCAL" below their line.
static void from_trie(struct probe_run *run, struct addresses *l)
{
	struct route *routes = arena_alloc(run->a, CARDS_MAX * sizeof *routes);
	size_t count = read_routes(run, routes, CARDS_MAX), first = l->n;
	struct text t, line, last = text_of("");
	if (!probe_read(run, "/proc/net/fib_trie", &t))
		return;
	for (int found = 0; found < 2000 && text_line(&t, &line);) {
		line = text_trim(line);
		if (text_starts(line, "|-- "))
			last = text_after(line, 4);
		if (!text_is(line, "/32 host LOCAL"))
			continue;
		found++;
		take_local(run, l, first, routes, count, last);
	}
}

// ---- cards

static const char *kind_of(struct probe_run *run, const char *name, const char *dir)
{
	struct text type = first_line(run, dir, "type"), n = text_of(name), event;
	int64_t v = 0;
	text_int(type, 10, &v);
	if (v == 772)
		return "loopback"; // ARPHRD_ of if_arp.h
	if (sys_exists(run->sys, arena_printf(run->a, "%s/wireless", dir)) || sys_exists(run->sys, arena_printf(run->a, "%s/phy80211", dir)))
		return "wifi";
	if (text_starts(n, "veth") || text_starts(n, "docker") || text_starts(n, "br-") || text_starts(n, "lxc") || text_starts(n, "lxdbr") ||
		text_starts(n, "podman") || text_starts(n, "cni") || text_starts(n, "cali") || text_starts(n, "flannel"))
		return "container";
	if (sys_exists(run->sys, arena_printf(run->a, "%s/bridge", dir)))
		return "bridge";
	if (sys_exists(run->sys, arena_printf(run->a, "%s/tun_flags", dir)) || v == 65534 || v == 512 || v == 768 || v == 769 || v == 776 ||
		v == 778 || v == 823)
		return "tunnel";
	if (sys_read(run->sys, run->a, arena_printf(run->a, "%s/uevent", dir), 65536, &event) == SYS_OK &&
		(text_has(event, "DEVTYPE=wireguard") || text_has(event, "DEVTYPE=vxlan") || text_has(event, "DEVTYPE=geneve")))
		return "tunnel";
	return "ethernet";
}

// A link without a cable to speak of ("unknown") is up when it is switched on.
static int is_up(struct probe_run *run, const char *dir)
{
	struct text state = first_line(run, dir, "operstate"), flags = first_line(run, dir, "flags");
	int64_t v;
	if (text_is(state, "up"))
		return 1;
	if (state.n && !text_is(state, "unknown"))
		return 0;
	if (text_starts(flags, "0x") && text_int(text_after(flags, 2), 16, &v))
		return (int)(v & 1);
	return -1;
}

static void write_row(struct probe_run *run, const char *name, const struct addresses *l)
{
	const char *dir = arena_printf(run->a, "/sys/class/net/%s", name);
	struct text mac = first_line(run, dir, "address");
	struct buf *b = buf_new(run->a, 4000);
	int64_t index = -1;
	text_int(first_line(run, dir, "ifindex"), 10, &index);
	for (size_t i = 0; i < l->n; i++)
		if (l->all[i].card ? l->all[i].card == index : text_is(l->all[i].name, name))
			buf_printf(b, "%s%s", b->n ? " " : "", l->all[i].text);
	row_begin(run, "network_interface");
	row_str(run, "name", name);
	if (mac.n == 17 && text_clean(mac) && !text_is(mac, "00:00:00:00:00:00"))
		row_text(run, "mac", mac);
	row_str(run, "kind", kind_of(run, name, dir));
	row_flag(run, "up", is_up(run, dir));
	if (b->n)
		row_text(run, "addresses", (struct text){b->p, b->n});
	row_end(run);
}

static void probe_interface_run(struct probe_run *run)
{
	struct addresses *l = arena_alloc(run->a, sizeof *l);
	struct sys_names names;
	struct sys_stat st;
	if (sys_list(run->sys, run->a, "/sys/class/net", &names) != SYS_OK) {
		probe_failed(run, sys_live(run->sys) ? "unreadable" : "image", sys_live(run->sys) ? "/sys/class/net" : NULL);
		return;
	}
	if (!from_netlink(run, l)) {
		from_inet6(run, l);
		from_trie(run, l);
	}
	for (size_t i = 0; i < names.n && i < CARDS_MAX; i++) // bonding_masters is a file there
		if (sys_stat(run->sys, arena_printf(run->a, "/sys/class/net/%s", names.name[i]), &st) == SYS_OK && st.kind == 'd')
			write_row(run, names.name[i], l);
}

const struct probe probe_interface = {"interface", "network_interface", probe_interface_run};
