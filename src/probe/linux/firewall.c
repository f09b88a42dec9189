// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Packet filters and their openings. What is in force is asked of the kernel (share/nft.c), which tells the administrator alone; what
// is set up stands in the settings of ufw, firewalld (share/wall.c), nftables and iptables (share/filter_text.c). On a running
// system whose kernel answers, `active` is what the kernel says; else what will be loaded at the next start.
#include "../share/filter.h"
#include "../share/wall.h"

#include <string.h>

#define OPENINGS_MAX 2000

struct found {
	struct probe_run *run;
	struct filter *filter;
	struct wall wall;        // of this tool, from the kernel or a file
	bool seen, seen4, seen6; // has chains, for IPv4, for IPv6
	bool drop4, drop6, out_drop, out_seen, log, unclear;
	int number;
};

static bool has_ipv6(struct probe_run *run)
{
	struct text t, line;
	if (sys_read(run->sys, run->a, "/proc/net/if_inet6", 1 << 20, &t) != SYS_OK)
		return false;
	while (text_line(&t, &line))
		if (!text_ends(text_trim(line), " lo"))
			return true;
	return false;
}

static void take_opening(void *arg, const struct filter_rule *r)
{
	struct found *f = arg;
	if (f->number >= OPENINGS_MAX)
		return;
	struct wall_rule *w = wall_add(f->run, &f->wall, arena_printf(f->run->a, "%d", ++f->number), "accept");
	w->proto = r->proto;
	w->port = r->ports;
	w->from = r->from;
	w->comment = r->comment.n ? text_dup(f->run->a, r->comment) : NULL;
}

static void take_chain(struct found *f, const struct filter_chain *c)
{
	bool in = c->hook == 'i', ignored = false; // what goes out unclearly lets nobody in
	enum filter_verdict v = filter_walk(f->run->a, f->filter, c, in ? take_opening : NULL, f, &f->log, in ? &f->unclear : &ignored);
	if (!in) {
		f->out_seen = true;
		f->out_drop |= v == FILTER_DROP;
		return;
	}
	f->seen = true;
	f->seen4 |= c->family != '6';
	f->seen6 |= c->family != '4';
	f->drop4 |= v == FILTER_DROP && c->family != '6';
	f->drop6 |= v == FILTER_DROP && c->family != '4';
}

// Which tool made a chain: by the names of the chains that it jumps to, its table, and its style.
static const char *maker(const struct filter *f, const struct filter_chain *c)
{
	if (text_is(c->table, "firewalld"))
		return "firewalld";
	if (c->old_style && filter_reaches(f, c, "ufw"))
		return "ufw";
	return c->old_style ? "iptables" : "nftables";
}

static void finish(struct found *f, bool ipv6)
{
	f->wall.incoming = f->drop4 && (f->drop6 || !ipv6) ? "drop" : "accept";
	f->wall.outgoing = f->out_seen ? (f->out_drop ? "drop" : "accept") : NULL;
	f->wall.logging = f->log;
	if (f->unclear)
		probe_partly(f->run, "no_tool", f->wall.tool);
}

static void sum_up(struct probe_run *run, struct filter *filter, const char *tool, struct found *ret)
{
	*ret = (struct found){.run = run, .filter = filter, .wall = {.tool = tool, .logging = -1}};
	for (size_t number = 1; number <= filter->n; number++)
		for (size_t i = 0; i < filter->n && filter->n <= 4000; i++)
			if (filter->chain[i].number == number && filter->chain[i].hook && strcmp(maker(filter, &filter->chain[i]), tool) == 0)
				take_chain(ret, &filter->chain[i]);
	finish(ret, has_ipv6(run));
}

// ---- rows

static void write_wall(struct probe_run *run, const struct wall *w, bool active)
{
	row_begin(run, "firewall");
	row_str(run, "tool", w->tool);
	row_flag(run, "active", active);
	row_str(run, "incoming", w->incoming);
	row_str(run, "outgoing", w->outgoing);
	row_flag(run, "logging", w->logging);
	row_flag(run, "at_boot", w->at_boot);
	row_end(run);
	if (!active)
		return;
	for (const struct wall_rule *r = w->rules; r; r = r->next) {
		row_begin(run, "firewall_rule");
		row_str(run, "tool", w->tool);
		row_str(run, "id", r->id);
		row_str(run, "direction", r->direction);
		row_str(run, "action", r->action);
		row_str(run, "proto", r->proto);
		row_str(run, "port", r->port);
		row_str(run, "from_address", r->from);
		row_str(run, "comment", r->comment);
		row_end(run);
	}
}

// ---- what is set up

static bool set_up_nft(struct probe_run *run, struct found *ret)
{
	struct filter *f = arena_alloc(run->a, sizeof *f);
	static const char *const files[] = {"/etc/nftables.conf", "/etc/sysconfig/nftables.conf"};
	for (size_t i = 0; i < 2; i++)
		if (sys_exists(run->sys, files[i]))
			filter_nft_text(run, files[i], f);
	sum_up(run, f, "nftables", ret);
	ret->wall.at_boot = share_unit_enabled(run, "nftables.service") == 1;
	return ret->seen;
}

static bool set_up_iptables(struct probe_run *run, struct found *ret)
{
	struct filter *f = arena_alloc(run->a, sizeof *f);
	static const char *const files[] = {
		"/etc/iptables/rules.v4", "/etc/sysconfig/iptables", "/etc/iptables/rules.v6", "/etc/sysconfig/ip6tables"};
	for (size_t i = 0; i < 4; i++)
		if (sys_exists(run->sys, files[i]))
			filter_iptables_text(run, files[i], i < 2 ? '4' : '6', f);
	for (size_t i = 0; i < f->n; i++)
		if (f->chain[i].hook && filter_reaches(f, &f->chain[i], "ufw")) // saved while ufw was on
			f->chain[i].hook = 0;
	sum_up(run, f, "iptables", ret);
	ret->wall.at_boot = share_unit_enabled(run, "netfilter-persistent.service") == 1 || share_unit_enabled(run, "iptables.service") == 1;
	return ret->seen;
}

// ---- together

struct picture {
	struct probe_run *run;
	struct filter *kernel; // NULL: it did not answer
	bool old_kernel;       // the old interface of the kernel is in use as well
};

// ufw and firewalld write their own rules best; the kernel says whether they are in force and what they refuse.
static void own_settings(struct picture *p, bool (*read)(struct probe_run *, struct wall *))
{
	struct wall w;
	struct found k = {0};
	bool there = read(p->run, &w), active = w.at_boot == 1;
	if (p->kernel) {
		sum_up(p->run, p->kernel, w.tool, &k);
		active = k.seen || (p->old_kernel && w.at_boot == 1);
		if (k.seen)
			w.incoming = k.wall.incoming;
	}
	if (there || k.seen)
		write_wall(p->run, &w, active);
}

static void plain_rules(struct picture *p, const char *tool, bool (*read)(struct probe_run *, struct found *))
{
	struct found set, k = {0};
	bool there = read(p->run, &set);
	if (p->kernel)
		sum_up(p->run, p->kernel, tool, &k);
	if (k.seen) {
		k.wall.at_boot = set.wall.at_boot;
		write_wall(p->run, &k.wall, true);
	} else if (strcmp(tool, "iptables") == 0 && p->old_kernel) {
		// The kernel's old tables can only be listed by iptables itself: what was saved is taken for what runs.
		if (!there) {
			set.wall.incoming = set.wall.outgoing = NULL;
			set.wall.logging = -1;
			probe_partly(p->run, "no_tool", "/proc/net/ip_tables_names");
		}
		write_wall(p->run, &set.wall, true);
	} else if (there)
		write_wall(p->run, &set.wall, !p->kernel && set.wall.at_boot == 1);
}

static void probe_firewall_run(struct probe_run *run)
{
	struct filter *f = arena_alloc(run->a, sizeof *f);
	struct text t;
	struct picture p = {.run = run};
	enum sys_status st = filter_kernel(run, f);
	if (st == SYS_OK)
		p.kernel = f;
	else if (sys_live(run->sys) && st != SYS_MISSING)
		probe_partly(run, sys_word(run->sys, st), "nftables");
	p.old_kernel = sys_read(run->sys, run->a, "/proc/net/ip_tables_names", 65536, &t) == SYS_OK && text_has(t, "filter");
	own_settings(&p, wall_ufw);
	own_settings(&p, wall_firewalld);
	plain_rules(&p, "nftables", set_up_nft);
	plain_rules(&p, "iptables", set_up_iptables);
}

const struct probe probe_firewall = {"firewall", "firewall firewall_rule", probe_firewall_run};
