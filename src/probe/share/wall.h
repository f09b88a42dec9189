// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The packet filter tools that keep their own settings: ufw and firewalld. Only for the probe firewall.
#ifndef BOLWERK_PROBE_WALL_H
#define BOLWERK_PROBE_WALL_H

#include "share.h"

struct wall_rule {
	const char *id, *direction, *action; // as in the table firewall_rule
	const char *proto, *port, *from, *comment;
	struct wall_rule *next;
};

struct wall {
	const char *tool;
	int at_boot;                     // 1, 0
	int logging;                     // -1: not known
	const char *incoming, *outgoing; // drop, accept; NULL: not known
	struct wall_rule *rules, *last;
};

// Adds a rule (direction: in) behind the others; the caller fills in the rest.
struct wall_rule *wall_add(struct probe_run *run, struct wall *w, const char *id, const char *action);

// Read what is set up; false when the tool is not installed.
bool wall_ufw(struct probe_run *run, struct wall *ret);
bool wall_firewalld(struct probe_run *run, struct wall *ret);

#endif
