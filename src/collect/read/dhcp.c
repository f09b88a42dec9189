// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Messages of DHCP; see dhcp.h.
#include "dhcp.h"

#include <stdio.h>
#include <string.h>

#define FIXED 240 // bytes before the first option, with the mark

static void four(struct text v, unsigned char *ret)
{
	if (v.n == 4)
		memcpy(ret, v.p, 4);
}

static void option(struct dhcp_message *m, int code, struct text v)
{
	switch (code) {
	case 12: m->hostname = v; break;
	case 50: four(v, m->requested); break;
	case 53: m->type = v.n ? (unsigned char)v.p[0] : 0; break;
	case 54: four(v, m->server); break;
	case 55: m->params = v; break;
	case 60: m->vendor = v; break;
	case 61: m->client_id = v; break;
	default: break;
	}
}

bool dhcp_read(struct text t, struct dhcp_message *ret)
{
	static const unsigned char mark[] = {99, 130, 83, 99};
	const unsigned char *p = (const unsigned char *)t.p;
	if (t.n < FIXED || (p[0] != 1 && p[0] != 2) || p[1] != 1 || p[2] != 6 || memcmp(p + 236, mark, 4) != 0)
		return false;
	const struct text none = {"", 0};
	*ret = (struct dhcp_message){.from_server = p[0] == 2, .hostname = none, .vendor = none, .params = none, .client_id = none};
	memcpy(ret->mac, p + 28, 6);
	memcpy(ret->client, p + 12, 4);
	memcpy(ret->yours, p + 16, 4);
	for (size_t at = FIXED; at < t.n && p[at] != 255;) {
		if (!p[at]) {
			at++;
			continue;
		}
		if (at + 2 > t.n || at + 2 + p[at + 1] > t.n)
			break;
		option(ret, p[at], (struct text){t.p + at + 2, p[at + 1]});
		at += 2u + p[at + 1];
	}
	return true;
}

const char *dhcp_params(struct text params, char *ret, size_t cap)
{
	size_t at = 0;
	ret[0] = 0;
	for (size_t i = 0; i < params.n && at + 5 < cap; i++)
		at += (size_t)snprintf(ret + at, cap - at, "%s%d", i ? "," : "", (unsigned char)params.p[i]);
	return ret;
}
