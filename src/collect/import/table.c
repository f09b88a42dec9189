// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A table of addresses, as routers and computers show it: `arp -a` of Windows, macOS and Linux, `arp -n`, `ip neigh`, `show arp` of switches. Each line that
// holds one IP address and one hardware address is a device, in whatever order and with whatever words around; see import.h.
#include "import.h"

#include <ctype.h>
#include <string.h>

// "aabb.ccdd.eeff" of switches with colons.
static bool dotted_mac(struct text t, unsigned char *ret)
{
	char colons[18];
	if (t.n != 14 || t.p[4] != '.' || t.p[9] != '.')
		return false;
	for (int in = 0, out = 0; in < 14; in++)
		if (t.p[in] != '.') {
			if (out % 3 == 2)
				colons[out++] = ':';
			colons[out++] = t.p[in];
		}
	colons[17] = 0;
	return mac_read((struct text){colons, 17}, ret);
}

// "0:1b:2c:3:4:5", as macOS writes it.
static bool short_mac(struct text t, unsigned char *ret)
{
	struct text part;
	int n = 0;
	for (struct text rest = t; text_field(&rest, ':', &part); n++) {
		int64_t value;
		if (n == 6 || !part.n || part.n > 2 || !text_int(part, 16, &value))
			return false;
		ret[n] = (unsigned char)value;
	}
	return n == 6;
}

static struct text bare(struct text w)
{
	while (w.n && strchr("([,;", w.p[0]))
		w = text_after(w, 1);
	while (w.n && strchr(")],;", w.p[w.n - 1]))
		w.n--;
	return w;
}

// The device of a line; false when it is none. mac: 18 bytes for its hardware address.
static bool line_host(struct text line, char *mac, struct import_host *ret)
{
	unsigned char b[6] = {0};
	struct address a;
	struct text word, first = {"", 0};
	*ret = (struct import_host){0};
	while (text_word(&line, &word)) {
		word = bare(word);
		if (!ret->address.n && address_read(word, &a) && address_single(&a))
			ret->address = word;
		else if (!ret->mac.n && (mac_read(word, b) || dotted_mac(word, b) || short_mac(word, b))) {
			mac_write(b, mac);
			ret->mac = (struct text){mac, 17};
		} else if (!first.n)
			first = word;
		if (text_is_nocase(word, "FAILED") || text_is_nocase(word, "INCOMPLETE"))
			return false;
	}
	// "laptop (192.168.1.23) at …": the name stands first
	if (first.n && ret->address.p > first.p && first.n < 64 && (isalpha((unsigned char)first.p[0])) && !text_is_nocase(first, "Internet"))
		ret->name = first;
	return ret->address.n && ret->mac.n && memcmp(b, "\xff\xff\xff\xff\xff\xff", 6) != 0 && !(b[0] & 1);
}

static bool knows(struct text file)
{
	char mac[MAC_TEXT];
	struct import_host h;
	struct text line;
	for (int i = 0; i < 200 && text_line(&file, &line); i++)
		if (!text_has(line, ",") && line.n < 500 && line_host(line, mac, &h))
			return true;
	return false;
}

static bool read_table(struct import *i, struct text file, struct err *e)
{
	char mac[MAC_TEXT];
	struct import_host h;
	struct text line;
	(void)e;
	while (text_line(&file, &line))
		if (line.n < 500 && line_host(line, mac, &h))
			import_host(i, &h);
	return true;
}

const struct import_format import_table = {"table", knows, read_table};
