// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Settings of ufw (its own rules stand as "### tuple ###" lines in user.rules) and firewalld (zones and services in XML, of which
// only tags and attributes are looked at); see wall.h.
#include "wall.h"
#include "../../base/buf.h"

#include <string.h>

#define ZONES_MAX 50
#define RULES_MAX 5000

struct wall_rule *wall_add(struct probe_run *run, struct wall *w, const char *id, const char *action)
{
	struct wall_rule *r = arena_alloc(run->a, sizeof *r);
	r->id = id;
	r->direction = "in";
	r->action = action;
	*(w->last ? &w->last->next : &w->rules) = r;
	w->last = r;
	return r;
}

static const char *policy(struct text t)
{
	return text_is_nocase(t, "DROP") || text_is_nocase(t, "REJECT") || text_is_nocase(t, "deny") ? "drop"
		: text_is_nocase(t, "ACCEPT") || text_is_nocase(t, "allow")                          ? "accept"
												     : NULL;
}

// ---- ufw

static const char *unhex(struct arena *a, struct text hex)
{
	char *s = arena_alloc(a, hex.n / 2 + 1);
	int64_t v;
	for (size_t i = 0; i + 1 < hex.n; i += 2)
		s[i / 2] = text_int((struct text){hex.p + i, 2}, 16, &v) && v > 0 ? (char)v : '?';
	return s;
}

// allow tcp 22 0.0.0.0/0 any 192.168.1.0/24 [APP APP] in[_eth0] [comment=HEX]: what, protocol, port here, address here, port there, sender
static bool ufw_tuple(struct probe_run *run, struct wall *w, struct text line, const char *file, int number)
{
	struct text f[10], comment = {"", 0}, word;
	size_t n = 0;
	while (text_word(&line, &word)) {
		if (text_starts(word, "comment="))
			comment = text_after(word, 8);
		else if (n < 10)
			f[n++] = word;
	}
	if (n < 7)
		return false;
	if (text_starts(f[0], "route:"))
		return true;
	bool in = text_starts(f[n - 1], "in");
	bool allow = text_starts(f[0], "allow") || text_starts(f[0], "limit");
	if (!allow && !text_starts(f[0], "deny") && !text_starts(f[0], "reject"))
		return false;
	struct wall_rule *r = wall_add(run, w, arena_printf(run->a, "%s:%d", file, number), allow ? "accept" : "drop");
	r->direction = in ? "in" : "out";
	if (!text_is(f[1], "any"))
		r->proto = text_dup(run->a, f[1]);
	if (!text_is(f[2], "any")) {
		char *p = text_dup(run->a, f[2]);
		for (char *c = p; *c; c++)
			*c = *c == ':' ? '-' : *c;
		r->port = p;
	}
	if (!text_is(f[5], "0.0.0.0/0") && !text_is(f[5], "::/0"))
		r->from = text_dup(run->a, f[5]);
	if (comment.n)
		r->comment = unhex(run->a, comment);
	return true;
}

static void ufw_rules(struct probe_run *run, struct wall *w, const char *file)
{
	static const char mark[] = "### tuple ### ";
	char *path = arena_printf(run->a, "/etc/ufw/%s", file);
	struct text t, line;
	int rules = 0;
	if (!probe_read(run, path, &t))
		return;
	for (int number = 1; text_line(&t, &line); number++)
		if (text_starts(line, mark)) {
			if (++rules > RULES_MAX)
				break;
			if (!ufw_tuple(run, w, text_after(line, sizeof mark - 1), file, number))
				probe_partly(run, "odd_line", path);
		}
}

bool wall_ufw(struct probe_run *run, struct wall *w)
{
	struct text t, v;
	*w = (struct wall){.tool = "ufw", .logging = -1};
	if (!probe_read(run, "/etc/ufw/ufw.conf", &t))
		return false;
	bool on = conf_get(t, '=', "", "ENABLED", &v) && text_yes(v) == 1;
	w->at_boot = on && share_unit_enabled(run, "ufw.service") != 0;
	if (conf_get(t, '=', "", "LOGLEVEL", &v))
		w->logging = !text_is_nocase(v, "off");
	if (probe_read(run, "/etc/default/ufw", &t)) {
		if (conf_get(t, '=', "", "DEFAULT_INPUT_POLICY", &v))
			w->incoming = policy(v);
		if (conf_get(t, '=', "", "DEFAULT_OUTPUT_POLICY", &v))
			w->outgoing = policy(v);
	}
	ufw_rules(run, w, "user.rules");
	ufw_rules(run, w, "user6.rules");
	return true;
}

// ---- firewalld

struct tag {
	struct text name, attributes;
	bool closing;
};

// The next <tag …> of a text; comments and declarations are passed over.
static bool next_tag(struct text *rest, struct tag *ret)
{
	for (;;) {
		const char *open = rest->n ? memchr(rest->p, '<', rest->n) : NULL;
		if (!open)
			return false;
		*rest = text_after(*rest, (size_t)(open - rest->p) + 1);
		if (text_starts(*rest, "!--")) {
			const char *end = memmem(rest->p, rest->n, "-->", 3);
			*rest = text_after(*rest, end ? (size_t)(end - rest->p) + 3 : rest->n);
			continue;
		}
		const char *close = rest->n ? memchr(rest->p, '>', rest->n) : NULL;
		if (!close)
			return false;
		struct text all = {rest->p, (size_t)(close - rest->p)};
		*rest = text_after(*rest, all.n + 1);
		ret->closing = text_starts(all, "/");
		all = ret->closing ? text_after(all, 1) : all;
		size_t n = 0;
		while (n < all.n && !strchr(" \t\r\n/", all.p[n] ? all.p[n] : 'x'))
			n++;
		ret->name = (struct text){all.p, n};
		ret->attributes = text_after(all, n);
		return true;
	}
}

static struct text attribute(struct text all, const char *name)
{
	size_t n = strlen(name);
	for (; all.n > n + 2; all = text_after(all, 1))
		if (text_starts(all, name) && all.p[n] == '=' && (all.p[n + 1] == '"' || all.p[n + 1] == '\'')) {
			struct text value = text_after(all, n + 2);
			return text_cut(value, all.p[n + 1], &value, NULL) ? value : (struct text){"", 0};
		}
	return (struct text){"", 0};
}

static bool read_of(struct probe_run *run, const char *kind, struct text name, struct text *ret, char **ret_path)
{
	static const char *const places[] = {"/etc/firewalld", "/usr/lib/firewalld"};
	if (!name.n || !text_clean(name) || text_has(name, "/"))
		return false;
	for (size_t i = 0; i < 2; i++) {
		*ret_path = arena_printf(run->a, "%s/%s/%.*s.xml", places[i], kind, (int)name.n, name.p);
		if (probe_read(run, *ret_path, ret))
			return true;
	}
	return false;
}

struct zone {
	struct probe_run *run;
	struct wall *wall;
	struct text name;
	struct text rest;
	const char *from; // senders that the zone is for; NULL for everybody
	int number;
};

static void opening(struct zone *z, struct text proto, struct text port, const char *from, const char *action, const char *comment)
{
	struct wall_rule *r = wall_add(z->run, z->wall, arena_printf(z->run->a, "%.*s:%d", (int)z->name.n, z->name.p, ++z->number), action);
	if (proto.n)
		r->proto = text_dup(z->run->a, proto);
	if (port.n)
		r->port = text_dup(z->run->a, port);
	r->from = from ? from : z->from;
	r->comment = comment;
}

static void service(struct zone *z, struct text name, const char *from, const char *action)
{
	struct text t;
	struct tag g;
	char *path;
	if (!read_of(z->run, "services", name, &t, &path)) {
		probe_partly(z->run, "missing", arena_printf(z->run->a, "/etc/firewalld/services/%.*s.xml", (int)name.n, name.p));
		return;
	}
	while (next_tag(&t, &g))
		if (text_is(g.name, "port") && z->number < RULES_MAX)
			opening(z, attribute(g.attributes, "protocol"), attribute(g.attributes, "port"), from, action, text_dup(z->run->a, name));
}

// <rule> … </rule>: a sender, a service or port, and what becomes of it.
static void rich_rule(struct zone *z)
{
	struct tag g;
	struct text of = {"", 0}, proto = {"", 0}, port = {"", 0};
	const char *from = NULL, *action = NULL;
	while (next_tag(&z->rest, &g) && !(g.closing && text_is(g.name, "rule"))) {
		struct text address = attribute(g.attributes, "address"), set = attribute(g.attributes, "ipset");
		if (text_is(g.name, "source") && (address.n || set.n) && !attribute(g.attributes, "invert").n)
			from = text_dup(z->run->a, address.n ? address : set);
		else if (text_is(g.name, "service"))
			of = attribute(g.attributes, "name");
		else if (text_is(g.name, "port")) {
			proto = attribute(g.attributes, "protocol");
			port = attribute(g.attributes, "port");
		} else if (text_is(g.name, "protocol") || text_starts(g.name, "icmp") || text_is(g.name, "forward-port") ||
			text_is(g.name, "masquerade"))
			action = "";
		else if (!g.closing && !action && (text_is(g.name, "accept") || text_is(g.name, "drop") || text_is(g.name, "reject")))
			action = g.name.p[0] == 'a' ? "accept" : "drop";
	}
	if (!action || !*action)
		return;
	if (of.n)
		service(z, of, from, action);
	else
		opening(z, proto, port, from, action, NULL);
}

static char *sources(struct probe_run *run, struct text t, bool *ret_interface)
{
	struct buf *b = buf_new(run->a, 2000);
	struct tag g;
	while (next_tag(&t, &g)) {
		*ret_interface |= text_is(g.name, "interface");
		if (text_is(g.name, "rule") && !g.closing && !text_ends(g.attributes, "/")) // its source is its own
			while (next_tag(&t, &g) && !(g.closing && text_is(g.name, "rule")))
				;
		struct text a = text_is(g.name, "source") ? attribute(g.attributes, "address") : (struct text){"", 0};
		if (a.n) {
			if (b->n)
				buf_char(b, ',');
			buf_add(b, a.p, a.n);
		}
	}
	return b->n ? b->p : NULL;
}

// Adds the openings of a zone. Gives what it does with the rest: drop or accept.
static const char *zone(struct probe_run *run, struct wall *w, struct text name, struct text t)
{
	struct zone z = {run, w, name, t, NULL, 0};
	struct tag g;
	bool interface = false;
	const char *rest = "drop";
	z.from = sources(run, t, &interface);
	if (interface)
		z.from = NULL;
	while (next_tag(&z.rest, &g) && z.number < RULES_MAX) {
		if (g.closing)
			continue;
		if (text_is(g.name, "zone") && text_is_nocase(attribute(g.attributes, "target"), "ACCEPT"))
			rest = "accept";
		else if (text_is(g.name, "service"))
			service(&z, attribute(g.attributes, "name"), NULL, "accept");
		else if (text_is(g.name, "port"))
			opening(&z, attribute(g.attributes, "protocol"), attribute(g.attributes, "port"), NULL, "accept", NULL);
		else if (text_is(g.name, "rule"))
			rich_rule(&z);
	}
	if (z.from && strcmp(rest, "accept") == 0) { // everything, from those senders
		opening(&z, (struct text){"", 0}, (struct text){"", 0}, NULL, "accept", NULL);
		return "drop";
	}
	return rest;
}

bool wall_firewalld(struct probe_run *run, struct wall *w)
{
	struct text t, v, name = text_of("public");
	char *path;
	bool interface = false;
	*w = (struct wall){.tool = "firewalld", .logging = 0};
	if (!sys_exists(run->sys, "/etc/firewalld/firewalld.conf") && !sys_exists(run->sys, "/usr/sbin/firewalld"))
		return false;
	w->at_boot = share_unit_enabled(run, "firewalld.service") == 1;
	if (probe_read(run, "/etc/firewalld/firewalld.conf", &t)) {
		conf_get(t, '=', "", "DefaultZone", &name);
		if (conf_get(t, '=', "", "LogDenied", &v))
			w->logging = !text_is(v, "off");
	}
	w->outgoing = "accept";
	if (read_of(run, "zones", name, &t, &path))
		w->incoming = zone(run, w, name, t);
	if (!sys_exists(run->sys, "/etc/firewalld/zones"))
		return true;
	struct sys_names more = conf_files(run, "/etc/firewalld/zones", ".xml");
	for (size_t i = 0; i < more.n && i < ZONES_MAX; i++) { // zones that were given an interface or senders
		struct text base = text_after(text_of(more.name[i]), strlen("/etc/firewalld/zones/"));
		base.n -= 4;
		if ((base.n == name.n && memcmp(base.p, name.p, name.n) == 0) || !probe_read(run, more.name[i], &t))
			continue;
		interface = false;
		if ((sources(run, t, &interface) || interface) && strcmp(zone(run, w, base, t), "accept") == 0)
			w->incoming = "accept";
	}
	return true;
}
