// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The node status of NetBIOS; see netbios.h.
#include "netbios.h"

#include <string.h>

void netbios_ask(unsigned id, unsigned char *ret)
{
	memset(ret, 0, NETBIOS_ASK);
	ret[0] = (unsigned char)(id >> 8);
	ret[1] = (unsigned char)id;
	ret[5] = 1;
	ret[12] = 32; // the name "*", each half byte as a letter
	memset(ret + 13, 'A', 32);
	ret[13] = 'C';
	ret[14] = 'K';
	ret[47] = 0x21; // NBSTAT
	ret[49] = 1;
}

static bool pass_name(struct text t, size_t *at)
{
	const unsigned char *p = (const unsigned char *)t.p;
	while (*at < t.n) {
		unsigned n = p[*at];
		if (n >= 0xc0)
			return (*at += 2) <= t.n;
		*at += n + 1;
		if (!n)
			return *at <= t.n;
	}
	return false;
}

static void take(const unsigned char *p, struct netbios_name *ret)
{
	size_t n = 15;
	while (n && (p[n - 1] == ' ' || !p[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++)
		ret->name[i] = p[i] < 0x20 || p[i] == 0x7f ? '?' : (char)p[i];
	ret->name[n] = 0;
	ret->suffix = p[15];
	ret->group = p[16] & 0x80;
}

bool netbios_read(struct text t, struct netbios_status *ret)
{
	const unsigned char *p = (const unsigned char *)t.p;
	size_t at = 12;
	if (t.n < 12 || !(p[2] & 0x80) || (p[3] & 15) || !(p[6] << 8 | p[7]))
		return false;
	for (int i = p[4] << 8 | p[5]; i; i--) { // a question may stand before the answer
		if (!pass_name(t, &at) || at + 4 > t.n)
			return false;
		at += 4;
	}
	if (!pass_name(t, &at) || at + 11 > t.n || p[at] || p[at + 1] != 0x21)
		return false;
	size_t count = p[at + 10], end = at + 10 + (size_t)(p[at + 8] << 8 | p[at + 9]);
	at += 11;
	if (end > t.n)
		end = t.n;
	*ret = (struct netbios_status){.id = (unsigned)p[0] << 8 | p[1]};
	for (; count && at + 18 <= end; count--, at += 18)
		if (ret->n < NETBIOS_NAMES_MAX)
			take(p + at, &ret->name[ret->n++]);
	if (!count && at + 6 <= end)
		memcpy(ret->mac, p + at, 6);
	return true;
}
