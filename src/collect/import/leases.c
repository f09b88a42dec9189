// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who has which address, as a DHCP server writes it: ISC dhcpd's dhcpd.leases (dhcpd.leases(5)) and dnsmasq's dnsmasq.leases; see import.h. Kea writes CSV.
#include "import.h"

#include <string.h>

// "1700000000 aa:bb:cc:dd:ee:ff 192.168.1.23 laptop 01:aa:…": dnsmasq
static bool dnsmasq_line(struct text line, struct import_host *ret)
{
	struct text part[5] = {{"", 0}};
	unsigned char mac[6];
	struct address a;
	int64_t until;
	int n = 0;
	while (n < 5 && text_word(&line, &part[n]))
		n++;
	if (n < 4 || !text_int(part[0], 10, &until) || !mac_read(part[1], mac) || !address_read(part[2], &a))
		return false;
	*ret = (struct import_host){.address = part[2], .mac = part[1]};
	if (!text_is(part[3], "*"))
		ret->name = part[3];
	if (n == 5 && !text_is(part[4], "*"))
		ret->client = part[4];
	return true;
}

static bool knows(struct text file)
{
	struct text line;
	struct import_host h;
	for (int i = 0; i < 200 && text_line(&file, &line); i++) {
		line = text_trim(line);
		if (text_starts(line, "lease ") && text_ends(line, "{"))
			return true;
		if (dnsmasq_line(line, &h))
			return true;
	}
	return false;
}

static struct text unquoted(struct text t)
{
	t = text_trim(t);
	if (t.n && t.p[t.n - 1] == ';')
		t.n--;
	if (t.n > 1 && t.p[0] == '"' && t.p[t.n - 1] == '"')
		t = (struct text){t.p + 1, t.n - 2};
	return t;
}

// A line inside "lease 192.168.1.23 { … }".
static void isc_line(struct text line, struct import_host *h)
{
	if (text_starts(line, "hardware ethernet "))
		h->mac = unquoted(text_after(line, strlen("hardware ethernet ")));
	else if (text_starts(line, "client-hostname "))
		h->name = unquoted(text_after(line, strlen("client-hostname ")));
	else if (text_starts(line, "uid "))
		h->client = unquoted(text_after(line, strlen("uid ")));
	else if (text_starts(line, "binding state ")) // a lease that ended says nothing of who is there
		h->down = !text_is(unquoted(text_after(line, strlen("binding state "))), "active");
}

static bool read_leases(struct import *i, struct text file, struct err *e)
{
	struct import_host h = {0};
	struct text line;
	bool inside = false;
	while (text_line(&file, &line)) {
		line = text_trim(line);
		if (!inside && text_starts(line, "lease ") && text_ends(line, "{")) {
			struct text rest = text_after(line, strlen("lease "));
			h = (struct import_host){0};
			inside = text_word(&rest, &h.address);
		} else if (inside && text_is(line, "}")) {
			import_host(i, &h);
			inside = false;
		} else if (inside)
			isc_line(line, &h);
		else if (dnsmasq_line(line, &h))
			import_host(i, &h);
	}
	return !inside || err_set(e, "it is cut in the middle of a lease");
}

const struct import_format import_leases = {"leases", knows, read_leases};
