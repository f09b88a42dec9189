// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The kernel's packet filter, asked over netlink (linux/netfilter/nf_tables.h); see filter.h. Only what a walk needs is understood: base
// chains of input and output, jumps and verdicts, and the conditions on interface, protocol, port, sender and state; rules that
// iptables-nft made with old matches too. Anything else counts as some condition.
#include "filter.h"
#include "../../base/buf.h"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netlink.h>
#include <string.h>

#define SETS_MAX 64 // sets that are looked into, each with a question to the kernel
#define REGISTERS 24
#define CT_NEW 8u       // bit of a new connection in `ct state` (NF_CT_STATE_BIT)
#define XT_STATE_AT 150 // state_mask in struct xt_conntrack_mtinfo3: 8 addresses, 2 times, 5 ports, 2 flag words before it

enum loaded { NOTHING, OTHER, NFPROTO, IFNAME, IFINDEX, L4PROTO, SADDR, DPORT, PORTS, STATE };

struct decoder {
	struct probe_run *run;
	struct filter *f;
	char family;
	struct text table;
	struct {
		enum loaded what;
		struct text mask;
	} reg[REGISTERS];
	int sets;
	bool v6; // the rule is for IPv6
};

// ---- attributes

static bool attribute(struct text *rest, int *ret_type, struct text *ret)
{
	struct nlattr h;
	if (rest->n < sizeof h)
		return false;
	memcpy(&h, rest->p, sizeof h);
	if (h.nla_len < sizeof h || h.nla_len > rest->n)
		return false;
	*ret_type = h.nla_type & NLA_TYPE_MASK;
	*ret = (struct text){rest->p + sizeof h, h.nla_len - sizeof h};
	*rest = text_after(*rest, (h.nla_len + 3u) & ~3u);
	return true;
}

static struct text find(struct text in, int type)
{
	int have;
	struct text value;
	while (attribute(&in, &have, &value))
		if (have == type)
			return value;
	return (struct text){NULL, 0};
}

static struct text name_in(struct text in, int type)
{
	struct text t = find(in, type);
	return (struct text){t.p ? t.p : "", t.p ? strnlen(t.p, t.n) : 0};
}

static uint32_t number_in(struct text in, int type, uint32_t otherwise)
{
	struct text t = find(in, type);
	uint32_t v;
	if (t.n < sizeof v)
		return otherwise;
	memcpy(&v, t.p, sizeof v);
	return ntohl(v);
}

static uint16_t be16(const char *p)
{
	return (uint16_t)((unsigned char)p[0] << 8 | (unsigned char)p[1]);
}

static uint32_t native32(struct text t)
{
	uint32_t v = 0;
	memcpy(&v, t.p, t.n < sizeof v ? t.n : sizeof v);
	return v;
}

// Registers 1 to 4 are 16 bytes wide, 8 to 23 are their quarters.
static int register_in(struct text in, int type)
{
	uint32_t r = number_in(in, type, 0);
	r = r >= NFT_REG32_00 ? r - NFT_REG32_00 : (r ? (r - 1) * 4 : 0);
	return r < REGISTERS ? (int)r : 0;
}

// ---- conditions

static void add_text(struct decoder *d, char **to, const char *text)
{
	*to = *to && strlen(*to) < 1000 ? arena_printf(d->run->a, "%s,%s", *to, text) : *to ? *to : arena_strdup(d->run->a, text);
}

static char *address(struct decoder *d, struct text value, struct text mask)
{
	char s[INET6_ADDRSTRLEN], b[16] = {0};
	int bits = 0, all = (int)value.n * 8;
	if (!value.n || value.n > 16)
		return arena_strdup(d->run->a, "?");
	memcpy(b, value.p, value.n);
	inet_ntop(value.n <= 4 && !d->v6 ? AF_INET : AF_INET6, b, s, sizeof s);
	if (value.n != 16 && (d->v6 || value.n != 4)) // of a prefix of whole bytes only those are compared
		return arena_printf(d->run->a, "%s/%d", s, all);
	for (size_t i = 0; i < mask.n; i++)
		bits += __builtin_popcount((unsigned char)mask.p[i]);
	return mask.n == value.n && bits < all ? arena_printf(d->run->a, "%s/%d", s, bits) : arena_strdup(d->run->a, s);
}

static void port_range(struct decoder *d, struct filter_rule *r, unsigned from, unsigned to)
{
	if (from == 0 && to == 65535)
		return;
	add_text(d, &r->ports, from == to ? arena_printf(d->run->a, "%u", from) : arena_printf(d->run->a, "%u-%u", from, to));
}

static void on_protocol(struct filter_rule *r, unsigned char number)
{
	r->proto = number == 6 ? "tcp" : number == 17 ? "udp" : "other";
}

static void compare(struct decoder *d, struct filter_rule *r, struct text data)
{
	int g = register_in(data, NFTA_CMP_SREG);
	uint32_t op = number_in(data, NFTA_CMP_OP, 0);
	struct text v = find(find(data, NFTA_CMP_DATA), NFTA_DATA_VALUE), mask = d->reg[g].mask;
	enum loaded what = d->reg[g].what;
	if (what == STATE && v.n == 4 && mask.n == 4 && op == NFT_CMP_NEQ)
		r->old |= !(native32(mask) & CT_NEW);
	else if (what == STATE && v.n == 4 && op == NFT_CMP_EQ)
		r->old |= !(native32(v) & CT_NEW);
	else if (what == DPORT && v.n == 2 && op == NFT_CMP_EQ)
		port_range(d, r, be16(v.p), be16(v.p));
	else if (what == PORTS && v.n == 4 && op == NFT_CMP_EQ) { // the sender's port too
		port_range(d, r, be16(v.p + 2), be16(v.p + 2));
		r->other = true;
	} else if (what == DPORT && v.n == 2 && (op == NFT_CMP_GTE || op == NFT_CMP_LTE)) {
		if (op == NFT_CMP_GTE)
			port_range(d, r, be16(v.p), 65535);
		else if (r->ports && text_ends(text_of(r->ports), "-65535"))
			r->ports = arena_printf(d->run->a, "%.*s%u", (int)strlen(r->ports) - 5, r->ports, be16(v.p));
		else
			port_range(d, r, 1, be16(v.p));
	} else if (op != NFT_CMP_EQ)
		r->other |= what != SADDR; // from all but one is from everybody
	else if (what == IFNAME)
		r->iface = (struct text){v.p, v.p ? strnlen(v.p, v.n) : 0};
	else if (what == IFINDEX && v.n == 4)
		r->iface = native32(v) == 1 ? text_of("lo") : text_of(arena_printf(d->run->a, "%u", native32(v)));
	else if (what == NFPROTO)
		d->v6 = v.n >= 1 && v.p[0] == NFPROTO_IPV6;
	else if (what == L4PROTO && v.n >= 1)
		on_protocol(r, (unsigned char)v.p[0]);
	else if (what == SADDR)
		add_text(d, &r->from, address(d, v, mask));
	else if (what != NOTHING)
		r->other = true;
}

static void range(struct decoder *d, struct filter_rule *r, struct text data)
{
	int g = register_in(data, NFTA_RANGE_SREG);
	struct text low = find(find(data, NFTA_RANGE_FROM_DATA), NFTA_DATA_VALUE), high = find(find(data, NFTA_RANGE_TO_DATA), NFTA_DATA_VALUE),
		    none = {NULL, 0};
	if (number_in(data, NFTA_RANGE_OP, 0) != NFT_RANGE_EQ)
		r->other = true;
	else if (d->reg[g].what == DPORT && low.n == 2 && high.n == 2)
		port_range(d, r, be16(low.p), be16(high.p));
	else if (d->reg[g].what == SADDR)
		add_text(d, &r->from, arena_printf(d->run->a, "%s-%s", address(d, low, none), address(d, high, none)));
	else
		r->other = true;
}

static struct text ask(struct probe_run *run, int type, int family, const char *name, struct text table, struct text set, enum sys_status *ret_st)
{
	struct buf *b = buf_new(run->a, 4096);
	struct nlmsghdr h = {.nlmsg_type = (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP, .nlmsg_seq = 1};
	struct nfgenmsg g = {.nfgen_family = (uint8_t)family, .version = NFNETLINK_V0};
	const struct {
		int type;
		struct text t;
	} part[2] = {{NFTA_SET_ELEM_LIST_TABLE, table}, {NFTA_SET_ELEM_LIST_SET, set}};
	buf_add(b, &h, sizeof h);
	buf_add(b, &g, sizeof g);
	for (size_t i = 0; i < 2 && set.n; i++) {
		struct nlattr a = {.nla_len = (uint16_t)(sizeof a + part[i].t.n + 1), .nla_type = (uint16_t)part[i].type};
		buf_add(b, &a, sizeof a);
		buf_add(b, part[i].t.p, part[i].t.n);
		do
			buf_char(b, 0);
		while (b->n % 4);
	}
	h.nlmsg_len = (uint32_t)b->n;
	memcpy(b->p, &h, sizeof h);
	struct text answer = {"", 0};
	*ret_st = sys_netlink(run->sys, run->a, name, NETLINK_NETFILTER, (struct text){b->p, b->n}, &answer);
	return answer;
}

// Calls one(d, family, attributes) for each message of a type.
static void each_message(struct decoder *d, struct text all, int type, void (*one)(struct decoder *, int, struct text, void *), void *arg)
{
	struct nlmsghdr h;
	struct nfgenmsg g;
	while (all.n >= sizeof h) {
		memcpy(&h, all.p, sizeof h);
		if (h.nlmsg_len < sizeof h || h.nlmsg_len > all.n)
			return;
		if (h.nlmsg_type == (NFNL_SUBSYS_NFTABLES << 8 | type) && h.nlmsg_len >= sizeof h + sizeof g) {
			memcpy(&g, all.p + sizeof h, sizeof g);
			one(d, g.nfgen_family, (struct text){all.p + sizeof h + sizeof g, h.nlmsg_len - sizeof h - sizeof g}, arg);
		}
		all = text_after(all, (h.nlmsg_len + 3u) & ~3u);
	}
}

struct elements {
	struct filter_rule *r;
	enum loaded what;
	struct text low;
	bool tcp, udp; // stand in a set of protocols
};

static void close_range(struct decoder *d, struct elements *e, struct text end)
{
	if (e->what == L4PROTO && e->low.n >= 1) {
		e->tcp |= e->low.p[0] == 6;
		e->udp |= e->low.p[0] == 17;
	} else if (e->what == DPORT && e->low.n >= 2) {
		unsigned low = be16(e->low.p), high = end.n >= 2 ? be16(end.p) - 1u : low;
		port_range(d, e->r, low, high < low ? low : high);
	} else if (e->what == SADDR && e->low.n >= 4 && e->low.n <= 16) {
		struct text none = {NULL, 0}, last = end.n == e->low.n ? end : e->low;
		char *byte = arena_strndup(d->run->a, last.p, last.n);
		for (size_t i = last.n; last.p == end.p && i-- > 0 && byte[i]-- == 0;) // the end is the first address behind the range
			;
		char *low = address(d, e->low, none), *high = address(d, (struct text){byte, last.n}, none);
		add_text(d, &e->r->from, strcmp(low, high) == 0 ? low : arena_printf(d->run->a, "%s-%s", low, high));
	}
}

// A range is an element and a later one that is marked as its end; the kernel gives them from high to low or low to high.
static void one_element(struct elements *e, struct decoder *d, struct text element, struct text *ends, size_t *n)
{
	struct text key = find(find(element, NFTA_SET_ELEM_KEY), NFTA_DATA_VALUE), high = find(find(element, NFTA_SET_ELEM_KEY_END), NFTA_DATA_VALUE);
	if (number_in(element, NFTA_SET_ELEM_FLAGS, 0) & NFT_SET_ELEM_INTERVAL_END) {
		if (*n < 256)
			ends[(*n)++] = key;
		return;
	}
	e->low = key;
	struct text best = high;
	for (size_t i = 0; i < *n && key.n && !high.n; i++) // the nearest end above it
		if (ends[i].n == key.n && memcmp(ends[i].p, key.p, key.n) > 0 && (best.n != key.n || memcmp(ends[i].p, best.p, key.n) < 0))
			best = ends[i];
	close_range(d, e, best);
}

static void take_elements(struct decoder *d, int family, struct text in, void *arg)
{
	struct text list = find(in, NFTA_SET_ELEM_LIST_ELEMENTS), element, again = list, ends[256];
	size_t n = 0;
	int type;
	(void)family;
	for (int pass = 0; pass < 2; pass++, list = again)
		while (attribute(&list, &type, &element)) {
			bool is_end = number_in(element, NFTA_SET_ELEM_FLAGS, 0) & NFT_SET_ELEM_INTERVAL_END;
			if (is_end == (pass == 0))
				one_element(arg, d, element, ends, &n);
		}
}

static void lookup(struct decoder *d, struct filter_rule *r, struct text data)
{
	int g = register_in(data, NFTA_LOOKUP_SREG);
	enum loaded what = d->reg[g].what;
	struct text set = name_in(data, NFTA_LOOKUP_SET);
	enum sys_status st;
	if (find(data, NFTA_LOOKUP_DREG).n) { // a map of verdicts
		r->unclear |= what != STATE;
		r->other = true;
		return;
	}
	if (number_in(data, NFTA_LOOKUP_FLAGS, 0) & NFT_LOOKUP_F_INV) {
		r->other |= what != SADDR;
		return;
	}
	if ((what != DPORT && what != SADDR && what != L4PROTO) || ++d->sets > SETS_MAX) {
		r->other = true;
		return;
	}
	int family = d->family == '4' ? NFPROTO_IPV4 : d->family == '6' ? NFPROTO_IPV6 : NFPROTO_INET;
	char *name = arena_printf(d->run->a, "nft-set-%d", d->sets);
	struct text all = ask(d->run, NFT_MSG_GETSETELEM, family, name, d->table, set, &st);
	struct elements e = {r, what, {"", 0}, false, false};
	each_message(d, all, NFT_MSG_NEWSETELEM, take_elements, &e);
	if (what == SADDR && !r->from) // an empty or unreadable list of senders still limits
		r->from = arena_printf(d->run->a, "set %.*s", (int)set.n, set.p);
	if (what == L4PROTO && !(e.tcp && e.udp))
		r->proto = e.tcp ? "tcp" : e.udp ? "udp" : "other";
	r->other |= what == DPORT && !r->ports;
}

static void payload(struct decoder *d, struct text data)
{
	int g = register_in(data, NFTA_PAYLOAD_DREG);
	uint32_t base = number_in(data, NFTA_PAYLOAD_BASE, 99), at = number_in(data, NFTA_PAYLOAD_OFFSET, 0),
		 n = number_in(data, NFTA_PAYLOAD_LEN, 0);
	enum loaded what = OTHER;
	if (base == NFT_PAYLOAD_TRANSPORT_HEADER && at == 2 && n == 2)
		what = DPORT;
	else if (base == NFT_PAYLOAD_TRANSPORT_HEADER && at == 0 && n == 4)
		what = PORTS; // both in one, as iptables-nft writes --sport 67 --dport 68
	else if (base == NFT_PAYLOAD_NETWORK_HEADER && ((at == 12 && n <= 4 && !d->v6) || (at == 8 && n <= 16 && d->v6)))
		what = SADDR;
	else if (base == NFT_PAYLOAD_NETWORK_HEADER && ((at == 9 && n == 1) || (at == 6 && n == 1)))
		what = L4PROTO;
	d->reg[g].what = what;
	d->reg[g].mask = (struct text){NULL, 0};
}

static void meta(struct decoder *d, struct text data)
{
	int g = register_in(data, NFTA_META_DREG);
	uint32_t key = number_in(data, NFTA_META_KEY, 999);
	if (!find(data, NFTA_META_DREG).n)
		return; // sets something
	d->reg[g].what = key == NFT_META_IIFNAME ? IFNAME
		: key == NFT_META_IIF            ? IFINDEX
		: key == NFT_META_L4PROTO        ? L4PROTO
		: key == NFT_META_NFPROTO        ? NFPROTO
		: key == NFT_META_PROTOCOL       ? NOTHING
						 : OTHER;
	d->reg[g].mask = (struct text){NULL, 0};
}

// ---- matches that iptables-nft carries over from the old kernel interface

static void old_match(struct decoder *d, struct filter_rule *r, struct text data)
{
	struct text name = name_in(data, NFTA_MATCH_NAME), info = find(data, NFTA_MATCH_INFO);
	if ((text_is(name, "tcp") || text_is(name, "udp")) && info.n >= 9) {
		uint16_t p[4]; // source and destination ports, in the machine's own order
		memcpy(p, info.p, sizeof p);
		r->proto = name.p[0] == 't' ? "tcp" : "udp";
		port_range(d, r, p[2], p[3]);
		r->other |= p[0] != 0 || p[1] != 65535;
	} else if (text_is(name, "multiport") && info.n >= sizeof(struct xt_multiport_v1)) {
		struct xt_multiport_v1 m;
		memcpy(&m, info.p, sizeof m);
		r->other |= m.invert || m.flags == XT_MULTIPORT_SOURCE;
		for (int i = 0; i < m.count && i < XT_MULTI_PORTS && m.flags != XT_MULTIPORT_SOURCE; i++) {
			bool ranged = m.pflags[i] && i + 1 < XT_MULTI_PORTS;
			port_range(d, r, m.ports[i], ranged ? m.ports[i + 1] : m.ports[i]);
			i += ranged;
		}
	} else if (text_is(name, "state") && info.n >= 4)
		r->old |= !(native32(info) & CT_NEW);
	else if (text_is(name, "conntrack") && info.n >= XT_STATE_AT + 2) {
		uint16_t mask;
		memcpy(&mask, info.p + XT_STATE_AT, sizeof mask);
		r->old |= mask && !(mask & CT_NEW);
		r->other |= !mask;
	} else if (text_is(name, "limit") || text_is(name, "recent") || text_is(name, "hashlimit"))
		r->limited = true;
	else if (text_is(name, "set"))
		r->from = r->from ? r->from : arena_strdup(d->run->a, "set");
	else if (!text_is(name, "comment"))
		r->other = true;
}

static void immediate(struct filter_rule *r, struct text data)
{
	struct text v = find(find(data, NFTA_IMMEDIATE_DATA), NFTA_DATA_VERDICT);
	int32_t code = (int32_t)number_in(v, NFTA_VERDICT_CODE, 999);
	if (!v.n)
		return;
	r->verdict = code == NF_ACCEPT ? FILTER_ACCEPT
		: code == NF_DROP      ? FILTER_DROP
		: code == NFT_JUMP     ? FILTER_JUMP
		: code == NFT_GOTO     ? FILTER_GOTO
		: code == NFT_RETURN   ? FILTER_RETURN
				       : FILTER_NONE;
	r->target = name_in(v, NFTA_VERDICT_CHAIN);
}

static void expression(struct decoder *d, struct filter_rule *r, struct text in)
{
	struct text name = name_in(in, NFTA_EXPR_NAME), data = find(in, NFTA_EXPR_DATA);
	if (text_is(name, "immediate"))
		immediate(r, data);
	else if (text_is(name, "reject"))
		r->verdict = FILTER_DROP;
	else if (text_is(name, "payload"))
		payload(d, data);
	else if (text_is(name, "meta"))
		meta(d, data);
	else if (text_is(name, "ct")) {
		int g = register_in(data, NFTA_CT_DREG);
		d->reg[g].what = number_in(data, NFTA_CT_KEY, 99) == NFT_CT_STATE ? STATE : OTHER;
		d->reg[g].mask = (struct text){NULL, 0};
	} else if (text_is(name, "bitwise"))
		d->reg[register_in(data, NFTA_BITWISE_DREG)].mask = find(find(data, NFTA_BITWISE_MASK), NFTA_DATA_VALUE);
	else if (text_is(name, "cmp"))
		compare(d, r, data);
	else if (text_is(name, "range"))
		range(d, r, data);
	else if (text_is(name, "lookup"))
		lookup(d, r, data);
	else if (text_is(name, "match"))
		old_match(d, r, data);
	else if (text_is(name, "target")) {
		struct text target = name_in(data, NFTA_TARGET_NAME);
		r->verdict = text_is(target, "REJECT") || text_is(target, "TARPIT") ? FILTER_DROP : r->verdict;
		r->log |= text_is(target, "LOG") || text_is(target, "NFLOG");
	} else if (text_is(name, "log"))
		r->log = true;
	else if (text_is(name, "limit") || text_is(name, "connlimit"))
		r->limited = true;
	else if (!text_is(name, "counter") && !text_is(name, "last") && !text_is(name, "notrack"))
		r->other = true;
}

static char family_of(int family)
{
	return family == NFPROTO_IPV4 ? '4' : family == NFPROTO_IPV6 ? '6' : family == NFPROTO_INET ? 'x' : 0;
}

static void take_rule(struct decoder *d, int family, struct text in, void *arg)
{
	struct text list = find(in, NFTA_RULE_EXPRESSIONS), element;
	(void)arg;
	d->family = family_of(family);
	d->table = name_in(in, NFTA_RULE_TABLE);
	struct filter_chain *c = d->family ? filter_find(d->f, d->family, d->table, name_in(in, NFTA_RULE_CHAIN)) : NULL;
	if (!c)
		return;
	struct filter_rule *r = filter_add_rule(d->run->a, c);
	memset(d->reg, 0, sizeof d->reg);
	d->v6 = d->family == '6';
	for (int type; attribute(&list, &type, &element);)
		expression(d, r, element);
	// The note of a rule is kept by nft as type 0, length, text (libnftnl udata).
	struct text note = find(in, NFTA_RULE_USERDATA);
	if (note.n > 2 && note.p[0] == 0 && (unsigned char)note.p[1] <= note.n - 2)
		r->comment = (struct text){note.p + 2, strnlen(note.p + 2, (unsigned char)note.p[1])};
}

static void take_chain(struct decoder *d, int family, struct text in, void *arg)
{
	struct text hook = find(in, NFTA_CHAIN_HOOK), type = name_in(in, NFTA_CHAIN_TYPE);
	(void)arg;
	if (!family_of(family))
		return;
	struct filter_chain *c = filter_add_chain(d->run->a, d->f, family_of(family), name_in(in, NFTA_CHAIN_TABLE), name_in(in, NFTA_CHAIN_NAME));
	uint32_t number = number_in(hook, NFTA_HOOK_HOOKNUM, 99);
	if (hook.n && text_is(type, "filter"))
		c->hook = number == NF_INET_LOCAL_IN ? 'i' : number == NF_INET_LOCAL_OUT ? 'o' : 0;
	c->drop = number_in(in, NFTA_CHAIN_POLICY, NF_ACCEPT) == NF_DROP;
	c->old_style = text_is(c->name, "INPUT") || text_is(c->name, "OUTPUT");
}

enum sys_status filter_kernel(struct probe_run *run, struct filter *f)
{
	struct decoder d = {.run = run, .f = f};
	struct text none = {NULL, 0};
	enum sys_status st;
	struct text chains = ask(run, NFT_MSG_GETCHAIN, NFPROTO_UNSPEC, "nft-chains", none, none, &st);
	if (st != SYS_OK)
		return st;
	each_message(&d, chains, NFT_MSG_NEWCHAIN, take_chain, NULL);
	filter_sort(f);
	struct text rules = ask(run, NFT_MSG_GETRULE, NFPROTO_UNSPEC, "nft-rules", none, none, &st);
	if (st != SYS_OK)
		return st;
	each_message(&d, rules, NFT_MSG_NEWRULE, take_rule, NULL);
	return SYS_OK;
}
