// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The walk through a packet filter; see filter.h. In doubt it says accept: a wall that is praised must stand.
#include "filter.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 16 // the kernel's own limit of jumps (NFT_JUMP_STACK_SIZE)
#define STEPS_MAX 100000

struct filter_chain *filter_add_chain(struct arena *a, struct filter *f, char family, struct text table, struct text name)
{
	if (f->n == f->room) {
		struct filter_chain *more = arena_alloc(a, (f->room = f->room ? f->room * 2 : 32) * sizeof *more);
		if (f->n)
			memcpy(more, f->chain, f->n * sizeof *more);
		f->chain = more;
	}
	struct filter_chain *c = &f->chain[f->n++];
	*c = (struct filter_chain){.family = family, .table = table, .name = name, .number = f->n};
	return c;
}

struct filter_rule *filter_add_rule(struct arena *a, struct filter_chain *c)
{
	struct filter_rule *r = arena_alloc(a, sizeof *r);
	*(c->last ? &c->last->next : &c->first) = r;
	c->last = r;
	return r;
}

static int text_order(struct text x, struct text y)
{
	size_t n = x.n < y.n ? x.n : y.n;
	int order = n ? memcmp(x.p, y.p, n) : 0;
	return order ? order : (x.n > y.n) - (x.n < y.n);
}

static int by_name(const void *x, const void *y)
{
	const struct filter_chain *a = x, *b = y;
	int order = a->family - b->family;
	if (!order)
		order = text_order(a->table, b->table);
	return order ? order : text_order(a->name, b->name);
}

void filter_sort(struct filter *f)
{
	if (f->n)
		qsort(f->chain, f->n, sizeof *f->chain, by_name);
}

struct filter_chain *filter_find(const struct filter *f, char family, struct text table, struct text name)
{
	struct filter_chain key = {.family = family, .table = table, .name = name};
	return f->n ? bsearch(&key, f->chain, f->n, sizeof *f->chain, by_name) : NULL;
}

// ---- the walk

struct walk {
	struct arena *a;
	const struct filter *f;
	void (*opening)(void *, const struct filter_rule *);
	void *arg;
	int steps;
	bool log, unclear;
};

// Interfaces on which only this machine, its containers and its tunnels talk: what is let in there is no opening to everybody.
static bool inner(struct text iface)
{
	static const char *const names[] = {
		"docker", "br-", "virbr", "veth", "lxc", "lxd", "cni", "podman", "wg", "tun", "tap", "tailscale", "zt", "incus"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_starts(iface, names[i]))
			return true;
	return false;
}

static bool is_lo(struct text iface)
{
	return text_is(iface, "lo");
}

// The conditions of a rule together with those under which its chain was entered; the nearer one wins.
static struct filter_rule joined(const struct filter_rule *r, const struct filter_rule *above)
{
	struct filter_rule j = *r;
	if (!above)
		return j;
	j.iface = j.iface.n ? j.iface : above->iface;
	j.proto = j.proto ? j.proto : above->proto;
	j.ports = j.ports ? j.ports : above->ports;
	j.from = j.from ? j.from : above->from;
	j.old |= above->old;
	j.other |= above->other;
	return j;
}

static bool conditional(const struct filter_rule *r)
{
	return r->proto || r->ports || r->from || r->old || r->other || (r->iface.n && (is_lo(r->iface) || inner(r->iface)));
}

static void let_in(struct walk *w, struct filter_rule r)
{
	if (r.old || is_lo(r.iface) || (r.proto && strcmp(r.proto, "other") == 0))
		return;
	if (r.other && !r.ports && !r.from) { // lets in we know not what
		w->unclear = true;
		return;
	}
	if (!r.from && inner(r.iface))
		r.from = arena_printf(w->a, "interface %.*s", (int)r.iface.n, r.iface.p);
	if (w->opening)
		w->opening(w->arg, &r);
}

static enum filter_verdict walk_chain(struct walk *w, const struct filter_chain *c, const struct filter_rule *above, int depth)
{
	for (const struct filter_rule *r = c->first; r; r = r->next) {
		struct filter_rule j = joined(r, above);
		if (++w->steps > STEPS_MAX) {
			w->unclear = true;
			return FILTER_ACCEPT;
		}
		w->log |= r->log;
		w->unclear |= r->unclear && !j.old;
		enum filter_verdict v = r->verdict;
		if (v == FILTER_JUMP || v == FILTER_GOTO) {
			const struct filter_chain *next =
				depth < DEPTH_MAX && !j.old && !is_lo(j.iface) ? filter_find(w->f, c->family, c->table, r->target) : NULL;
			enum filter_verdict inside = next ? walk_chain(w, next, &j, depth + 1) : FILTER_NONE;
			// What a chain refuses binds only where every connection comes by it.
			if (inside == FILTER_ACCEPT || (inside == FILTER_DROP && !conditional(r) && !r->iface.n))
				return conditional(r) ? FILTER_NONE : inside;
			if (v == FILTER_GOTO && !conditional(r) && !r->iface.n)
				return FILTER_NONE;
		} else if (v == FILTER_ACCEPT) {
			if (!conditional(&j))
				return FILTER_ACCEPT;
			let_in(w, j);
		} else if ((v == FILTER_DROP || v == FILTER_RETURN) && !conditional(r) && !r->iface.n && !r->limited)
			return v == FILTER_DROP ? FILTER_DROP : FILTER_NONE;
	}
	return FILTER_NONE;
}

enum filter_verdict filter_walk(struct arena *a, const struct filter *f, const struct filter_chain *base,
	void (*opening)(void *, const struct filter_rule *), void *arg, bool *ret_log, bool *ret_unclear)
{
	struct walk w = {a, f, opening, arg, 0, false, false};
	enum filter_verdict v = walk_chain(&w, base, NULL, 0);
	*ret_log |= w.log;
	*ret_unclear |= w.unclear;
	return v == FILTER_NONE ? (base->drop ? FILTER_DROP : FILTER_ACCEPT) : v;
}

static bool reaches(const struct filter *f, const struct filter_chain *c, const char *name, int depth, int *steps)
{
	if (text_starts(c->name, name))
		return true;
	for (const struct filter_rule *r = c->first; r && ++*steps < STEPS_MAX; r = r->next) {
		const struct filter_chain *next = r->target.n && depth < 3 ? filter_find(f, c->family, c->table, r->target) : NULL;
		if (next && reaches(f, next, name, depth + 1, steps))
			return true;
	}
	return false;
}

bool filter_reaches(const struct filter *f, const struct filter_chain *base, const char *name)
{
	int steps = 0;
	return reaches(f, base, name, 0, &steps);
}
