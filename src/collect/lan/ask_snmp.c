// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What devices tell by SNMP to whoever knows the words that makers give them all, or the firm's own: what they are, and on which port a switch sees
// which device. Only questions; nothing is ever set.
#include "crew.h"
#include "door.h"
#include "../read/banner.h"
#include "../read/snmp.h"
#include "../../base/clock.h"

#include <string.h>

#define DEVICE_MS 30000
#define ANSWER_MS 700
#define ROWS_MAX 2000  // of one table of one device
#define LINKS_MAX 1000 // of one device

struct link {
	const char *port;
	unsigned char mac[6];
	const char *name; // of a neighbour that gives no hardware address; NULL
	const char *how;
	struct link *next;
};

struct word {
	const char *said, *shown; // what is asked with, and what the report calls it
	int version;              // -1: not accepted
};

struct agent {
	struct asked *of;
	struct gentle dial;
	struct arena *a;
	struct address address;
	struct word word[3];
	int words, version;      // version in use: 0 or 1
	const char *community;
	const char *description, *name, *location;
	int64_t up_s;
	struct link *link;
	int links;
	int64_t request;
	int tries; // of one question
};

// ---- questions

static bool ask(struct agent *g, enum snmp_ask how, const struct snmp_oid *names, int n, struct snmp_answer *ret)
{
	struct buf *b = buf_new(g->a, 1500);
	snmp_write(b, g->version, g->community, how, ++g->request, names, n);
	for (int i = 0; i < g->tries; i++) {
		struct text t = gentle_udp(&g->dial, 161, b->p, b->n, ANSWER_MS);
		if (t.n)
			return snmp_read(t, ret) && ret->request == g->request;
	}
	return false;
}

// Goes through all below a name. take gives false to stop.
static void walk(struct agent *g, const char *top, bool (*take)(struct agent *g, const struct snmp_oid *top, const struct snmp_var *v, void *arg), void *arg)
{
	struct snmp_oid below, at;
	struct snmp_answer *answer = arena_alloc(g->a, sizeof *answer);
	if (!snmp_oid(top, &below))
		return;
	at = below;
	for (int rows = 0; rows < ROWS_MAX;) {
		if (!ask(g, g->version ? SNMP_BULK : SNMP_NEXT, &at, 1, answer) || answer->error || !answer->n)
			return;
		for (int i = 0; i < answer->n; i++, rows++) {
			struct snmp_var *v = &answer->var[i];
			bool same = v->name.n == at.n && memcmp(v->name.id, at.id, (size_t)at.n * sizeof *at.id) == 0;
			if (same || v->type == SNMP_NOTHING || !snmp_below(&v->name, &below) || !take(g, &below, v, arg))
				return;
			at = v->name;
		}
	}
}

// ---- what it is

static const char *clean(struct agent *g, const struct snmp_var *v)
{
	return v->type == SNMP_TEXT ? banner_clean(g->a, v->text, 250) : NULL;
}

static bool system_group(struct agent *g)
{
	static const char *const wanted[] = {"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"};
	struct snmp_oid names[5];
	struct snmp_answer *answer = arena_alloc(g->a, sizeof *answer);
	for (int i = 0; i < 5; i++)
		snmp_oid(wanted[i], &names[i]);
	if (!ask(g, SNMP_GET, names, 5, answer) || answer->n < 5)
		return false;
	g->description = clean(g, &answer->var[0]);
	g->name = clean(g, &answer->var[3]);
	g->location = clean(g, &answer->var[4]);
	g->up_s = answer->var[2].type == SNMP_TICKS ? answer->var[2].number / 100 : -1;
	struct buf *oid = buf_new(g->a, 400);
	const struct snmp_oid *o = &answer->var[1].value;
	for (int i = 0; answer->var[1].type == SNMP_NAME && i < o->n; i++)
		buf_printf(oid, "%s%u", i ? "." : "", o->id[i]);
	asked_hint(g->of, "snmp-oid", (struct text){oid->p, oid->n});
	if (g->description)
		asked_hint(g->of, "snmp-descr", text_of(g->description));
	if (g->name)
		asked_fact(g->of, LAN_NAME, text_of(g->name), 80);
	return true;
}

static bool take_fact(struct agent *g, const struct snmp_oid *top, const struct snmp_var *v, void *arg)
{
	(void)top;
	enum lan_fact fact = *(enum lan_fact *)arg;
	const char *value = clean(g, v);
	if (!value)
		return true; // an empty row: the next part of it may say
	asked_fact(g->of, fact, text_of(value), 80);
	if (fact == LAN_SERIAL)
		asked_trait(g->of, "serial", text_of(value));
	return false;
}

static void identity(struct agent *g)
{
	static const struct {
		const char *top;
		enum lan_fact fact;
	} wanted[] = {{"1.3.6.1.2.1.47.1.1.1.1.11", LAN_SERIAL}, {"1.3.6.1.2.1.43.5.1.1.17", LAN_SERIAL}, {"1.3.6.1.2.1.47.1.1.1.1.13", LAN_MODEL},
		{"1.3.6.1.2.1.47.1.1.1.1.9", LAN_FIRMWARE}, {"1.3.6.1.2.1.47.1.1.1.1.10", LAN_FIRMWARE}, {"1.3.6.1.2.1.33.1.1.1", LAN_MAKER},
		{"1.3.6.1.2.1.33.1.1.2", LAN_MODEL}, {"1.3.6.1.2.1.33.1.1.3", LAN_FIRMWARE}};
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		enum lan_fact fact = wanted[i].fact;
		walk(g, wanted[i].top, take_fact, &fact);
	}
}

// ---- who is behind which port

struct ports {
	struct {
		uint32_t number;
		const char *name;
	} one[512];
	int n;
};

static bool take_port(struct agent *g, const struct snmp_oid *top, const struct snmp_var *v, void *arg)
{
	struct ports *p = arg;
	(void)top;
	if (p->n == 512)
		return false;
	p->one[p->n].number = v->name.id[v->name.n - 1];
	p->one[p->n++].name = v->type == SNMP_NUMBER ? arena_printf(g->a, "%lld", (long long)v->number) : clean(g, v);
	return true;
}

static const char *port_name(const struct ports *p, uint32_t number)
{
	for (int i = 0; i < p->n; i++)
		if (p->one[i].number == number)
			return p->one[i].name;
	return NULL;
}

static void add_link(struct agent *g, const char *port, const unsigned char *mac, const char *name, const char *how)
{
	if (g->links++ >= LINKS_MAX)
		return;
	struct link *l = arena_alloc(g->a, sizeof *l);
	*l = (struct link){.port = port, .name = name, .how = how, .next = g->link};
	if (mac)
		memcpy(l->mac, mac, 6);
	g->link = l;
}

struct bridge {
	struct ports name, index; // interface → name; port of the bridge → interface
};

static bool take_seen(struct agent *g, const struct snmp_oid *top, const struct snmp_var *v, void *arg)
{
	const struct bridge *b = arg;
	unsigned char mac[6];
	(void)top;
	if (v->type != SNMP_NUMBER || v->number <= 0 || v->name.n < 7)
		return g->links < LINKS_MAX;
	for (int i = 0; i < 6; i++)
		mac[i] = (unsigned char)v->name.id[v->name.n - 6 + i];
	const char *index = port_name(&b->index, (uint32_t)v->number), *name = NULL;
	int64_t number;
	if (index && text_int(text_of(index), 10, &number))
		name = port_name(&b->name, (uint32_t)number);
	add_link(g, name ? name : arena_printf(g->a, "%lld", (long long)v->number), mac, NULL, "table");
	return g->links < LINKS_MAX;
}

struct neighbours {
	struct ports port; // of its own
	struct {
		uint32_t port, index;
		unsigned char mac[6];
		bool has_mac;
		const char *name;
	} one[128];
	int n;
};

// Names end in: time, own port, number of the neighbour.
static bool take_chassis(struct agent *g, const struct snmp_oid *top, const struct snmp_var *v, void *arg)
{
	struct neighbours *all = arg;
	(void)g;
	if (v->name.n != top->n + 3 || v->type != SNMP_TEXT || all->n == 128)
		return all->n < 128;
	all->one[all->n].port = v->name.id[top->n + 1];
	all->one[all->n].index = v->name.id[top->n + 2];
	all->one[all->n].has_mac = v->text.n == 6;
	if (v->text.n == 6)
		memcpy(all->one[all->n].mac, v->text.p, 6);
	all->n++;
	return true;
}

static bool take_neighbour(struct agent *g, const struct snmp_oid *top, const struct snmp_var *v, void *arg)
{
	struct neighbours *all = arg;
	for (int i = 0; v->name.n == top->n + 3 && i < all->n; i++)
		if (all->one[i].port == v->name.id[top->n + 1] && all->one[i].index == v->name.id[top->n + 2])
			all->one[i].name = clean(g, v);
	return true;
}

static void topology(struct agent *g)
{
	struct bridge *b = arena_alloc(g->a, sizeof *b);
	struct neighbours *all = arena_alloc(g->a, sizeof *all);
	walk(g, "1.3.6.1.2.1.17.1.4.1.2", take_port, &b->index);
	if (b->index.n) {
		walk(g, "1.3.6.1.2.1.31.1.1.1.1", take_port, &b->name);
		walk(g, "1.3.6.1.2.1.17.4.3.1.2", take_seen, b);
		if (!g->links)
			walk(g, "1.3.6.1.2.1.17.7.1.2.2.1.2", take_seen, b);
	}
	walk(g, "1.0.8802.1.1.2.1.4.1.1.5", take_chassis, all);
	if (!all->n)
		return;
	walk(g, "1.0.8802.1.1.2.1.4.1.1.9", take_neighbour, all);
	walk(g, "1.0.8802.1.1.2.1.3.7.1.4", take_port, &all->port);
	for (int i = 0; i < all->n; i++) {
		const char *port = port_name(&all->port, all->one[i].port);
		if (all->one[i].has_mac || all->one[i].name)
			add_link(g, port ? port : arena_printf(g->a, "%u", all->one[i].port), all->one[i].has_mac ? all->one[i].mac : NULL, all->one[i].name, "lldp");
	}
}

// ---- one device

static struct agent **found;

static void ask_device(void *arg, struct arena *a, size_t i)
{
	struct asked *d = (struct asked *)arg + i;
	struct address address[4];
	const char *own = d->run->ask->community;
	d->a = a;
	if (d->device->same || d->gave_up || !asked_addresses(d, address))
		return;
	struct agent *g = found[i] = arena_alloc(a, sizeof *g);
	*g = (struct agent){.of = d, .a = a, .address = address[0], .up_s = -1, .request = 1000};
	if (own && strcmp(own, "public") != 0 && strcmp(own, "private") != 0)
		g->word[g->words++] = (struct word){own, "own", -1};
	g->word[g->words++] = (struct word){"public", "public", -1};
	g->word[g->words++] = (struct word){"private", "private", -1};
	gentle_begin(&g->dial, a, &address[0], d->run->card, DEVICE_MS);
	int best = -1;
	for (int w = 0; w < g->words; w++)
		for (g->version = 1; g->version >= 0 && g->word[w].version < 0; g->version--) {
			if (best >= 0 && g->word[best].version != g->version)
				continue;
			g->community = g->word[w].said;
			g->tries = w == 0 ? 2 : 1; // who answers answers at once
			if (system_group(g))
				g->word[w].version = g->version;
			if (best < 0 && g->word[w].version >= 0)
				best = w;
		}
	if (best < 0)
		return;
	g->community = g->word[best].said;
	g->version = g->word[best].version;
	g->tries = 2;
	asked_hint(d, "port", text_of("udp/161"));
	identity(g);
	topology(g);
}

static void write_links(struct probe_run *run, struct agent *g)
{
	char text[MAC_TEXT];
	for (struct link *l = g->link; l; l = l->next) {
		struct lan_device *other = l->name && !memcmp(l->mac, "\0\0\0\0\0\0", 6) ? NULL : lan_by_mac(g->of->run, l->mac);
		const char *named = memcmp(l->mac, "\0\0\0\0\0\0", 6) ? mac_write(l->mac, text) : l->name;
		if (other == lan_device_of(g->of->device))
			continue;
		row_begin(run, "lan_link");
		row_str(run, "uid", asked_uid(g->of));
		row_str(run, "port", l->port);
		row_str(run, "other", other ? other->uid : named);
		row_str(run, "how", l->how);
		row_end(run);
	}
}

static void write_agent(struct probe_run *run, struct agent *g)
{
	char text[ADDRESS_TEXT];
	for (int w = 0; w < g->words; w++) {
		if (g->word[w].version < 0)
			continue;
		row_begin(run, "lan_snmp");
		row_str(run, "uid", asked_uid(g->of));
		row_str(run, "address", address_write(&g->address, text));
		row_str(run, "community", g->word[w].shown);
		row_str(run, "version", g->word[w].version ? "2c" : "1");
		row_str(run, "description", g->description);
		row_str(run, "name", g->name);
		row_str(run, "location", g->location);
		if (g->up_s >= 0)
			row_int(run, "up_since_at", g->of->run->ask->now - g->up_s);
		row_end(run);
	}
	write_links(run, g);
}

static void snmp_run(struct probe_run *run)
{
	struct lan_run *lan = run->with;
	size_t n;
	struct asked *all = asked_all(lan, &n);
	found = arena_alloc(lan->a, (n + 1) * sizeof *found);
	crew_run(lan, n, ask_device, all);
	asked_tell(all, n);
	for (size_t i = 0; i < n; i++)
		if (found[i])
			write_agent(run, found[i]);
}

const struct probe lan_probe_snmp = {"snmp", "lan_snmp lan_link", snmp_run};
