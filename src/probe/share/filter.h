// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// One picture of a packet filter, whoever wrote its rules: the kernel (nft.c), /etc/nftables.conf or an iptables-save file
// (filter_text.c); and the walk that tells what happens to a connection that no rule names, and which openings there are.
// Only for the probe firewall.
#ifndef BOLWERK_PROBE_FILTER_H
#define BOLWERK_PROBE_FILTER_H

#include "../probe.h"

enum filter_verdict { FILTER_NONE, FILTER_ACCEPT, FILTER_DROP, FILTER_JUMP, FILTER_GOTO, FILTER_RETURN };

struct filter_rule {
	enum filter_verdict verdict;
	struct text target; // chain of a jump
	struct text iface;  // interface that it is limited to
	const char *proto;  // tcp, udp, other (icmp…); NULL for all
	char *ports;        // NULL for all
	char *from;         // addresses; NULL for everybody
	bool old;           // only connections that exist already
	bool other;         // some condition that is not told here
	bool limited;       // only so many a second
	bool log;
	bool unclear; // may let in more than is told here
	struct text comment;
	struct filter_rule *next;
};

struct filter_chain {
	char family; // 4, 6, or x for both
	struct text table, name;
	char hook;      // i input, o output, 0 another or none
	bool drop;      // policy of a base chain
	bool old_style; // made by iptables
	struct filter_rule *first, *last;
	size_t number; // order in which it was read
};

struct filter {
	struct filter_chain *chain; // sorted by family, table, name after filter_sort
	size_t n, room;
};

// Adds a chain. Pointers to chains hold until the next one is added or they are sorted.
struct filter_chain *filter_add_chain(struct arena *a, struct filter *f, char family, struct text table, struct text name);

// Adds an empty rule at the end of a chain.
struct filter_rule *filter_add_rule(struct arena *a, struct filter_chain *c);

// Sorts the chains, so that they can be found.
void filter_sort(struct filter *f);

// The chain of that name; NULL when there is none. Only after filter_sort.
struct filter_chain *filter_find(const struct filter *f, char family, struct text table, struct text name);

// What a base chain does with a connection that no rule names (FILTER_ACCEPT or FILTER_DROP). Calls opening(arg, rule) for each rule
// that lets something in, its conditions joined with those of the jumps that lead to it. *ret_log, *ret_unclear are only ever set.
enum filter_verdict filter_walk(struct arena *a, const struct filter *f, const struct filter_chain *base,
	void (*opening)(void *arg, const struct filter_rule *r), void *arg, bool *ret_log, bool *ret_unclear);

// Whether a walk from the chain comes by a chain whose name starts so.
bool filter_reaches(const struct filter *f, const struct filter_chain *base, const char *name);

// Asks the kernel for its rules (nft.c).
enum sys_status filter_kernel(struct probe_run *run, struct filter *f);

// Reads a file of nft, with what it includes (filter_text.c).
void filter_nft_text(struct probe_run *run, const char *path, struct filter *f);

// Reads what iptables-save wrote, for IPv4 ('4') or IPv6 ('6'); several files may be added one after the other (filter_text.c).
void filter_iptables_text(struct probe_run *run, const char *path, char family, struct filter *f);

#endif
