// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A second way to the internet: a mobile connection of NetworkManager, a second cable with its own rank (route-metric), or two default
// routes that lead over different gateways now. A line that the router keeps in reserve is not seen from here.
#include "../share/nm.h"
#include "../share/net.h"

#include <string.h>

static void write_row(struct probe_run *run, struct text name, const char *kind, bool automatic)
{
	row_begin(run, "second_line");
	row_text(run, "name", name);
	row_str(run, "kind", kind);
	row_flag(run, "automatic", automatic);
	row_end(run);
}

static int64_t metric(const struct nm_connection *c)
{
	int64_t m;
	return text_int(nm_get(c, "ipv4", "route-metric"), 10, &m) ? m : -1;
}

static bool cable(const struct nm_connection *c)
{
	return (text_is(c->type, "ethernet") || text_is(c->type, "802-3-ethernet")) && c->automatic &&
		text_yes(nm_get(c, "ipv4", "never-default")) != 1;
}

// Of several cables with a default route the one with the lowest rank is the first line; the others stand in for it.
static bool from_nm(struct probe_run *run)
{
	struct nm_connection *all = nm_connections(run);
	const struct nm_connection *first = NULL;
	bool any = false;
	for (const struct nm_connection *c = all; c; c = c->next)
		if (cable(c) && (!first || metric(c) < metric(first)))
			first = c;
	for (const struct nm_connection *c = all; c; c = c->next) {
		bool mobile = text_is(c->type, "gsm") || text_is(c->type, "cdma");
		bool second = cable(c) && c != first && metric(c) >= 0 && metric(c) != metric(first);
		if (!mobile && !second)
			continue;
		write_row(run, c->id, mobile ? "mobile" : "ethernet", c->automatic);
		any = true;
	}
	return any;
}

static const char *kind_of(struct text name)
{
	return text_starts(name, "wl")                                                            ? "wifi"
		: text_starts(name, "ww") || text_starts(name, "ppp") || text_starts(name, "usb") ? "mobile"
												  : "ethernet";
}

// /proc/net/route: Iface Destination Gateway Flags RefCnt Use Metric Mask …; a default route has 0 as destination and mask.
static void from_routes(struct probe_run *run)
{
	struct text t, line, f[8], first_name = {"", 0}, first_gateway = {"", 0};
	if (sys_read(run->sys, run->a, "/proc/net/route", 1 << 20, &t) != SYS_OK)
		return;
	text_line(&t, &line);
	for (int rows = 0; rows < 8 && text_line(&t, &line);) {
		size_t n = 0;
		while (n < 8 && text_field(&line, '\t', &f[n]))
			n++;
		if (n < 8 || !text_is(f[1], "00000000") || !text_is(text_trim(f[7]), "00000000") || text_is(f[2], "00000000"))
			continue;
		if (!first_name.n) {
			first_name = f[0];
			first_gateway = f[2];
		} else if ((f[0].n != first_name.n || memcmp(f[0].p, first_name.p, f[0].n) != 0) && memcmp(f[2].p, first_gateway.p, 8) != 0) {
			write_row(run, f[0], kind_of(f[0]), true);
			rows++;
		}
	}
}

static void probe_second_line_run(struct probe_run *run)
{
	if (!from_nm(run))
		from_routes(run);
}

const struct probe probe_second_line = {"second_line", "second_line", probe_second_line_run};
