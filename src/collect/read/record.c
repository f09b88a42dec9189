// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Data of DNS records; see record.h.
#include "record.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static unsigned u16(struct text t, size_t at)
{
	return at + 2 <= t.n ? (unsigned)((uint8_t)t.p[at] << 8 | (uint8_t)t.p[at + 1]) : 0;
}

static uint32_t u32(struct text t, size_t at)
{
	return (uint32_t)u16(t, at) << 16 | u16(t, at + 2);
}

bool record_name(struct text data, size_t *at, char ret[RECORD_NAME_MAX])
{
	size_t n = 0, i = *at, bytes = 0;
	for (;;) {
		if (i >= data.n)
			return false;
		size_t label = (uint8_t)data.p[i++];
		if (!label)
			break;
		bytes += label + 1;
		if (label > 63 || i + label > data.n || bytes > 254)
			return false;
		if (n)
			ret[n++] = '.';
		for (; label; label--) {
			unsigned char c = (unsigned char)data.p[i++];
			if (c >= 'A' && c <= 'Z')
				c += 'a' - 'A';
			if (c > ' ' && c < 0x7f && c != '.' && c != '\\')
				ret[n++] = (char)c;
			else
				n += (size_t)snprintf(ret + n, 5, "\\%03u", c);
		}
	}
	ret[n] = 0;
	*at = i;
	return true;
}

struct text record_txt(struct arena *a, struct text data)
{
	char *all = arena_raw(a, data.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < data.n;) {
		size_t piece = (uint8_t)data.p[i++];
		if (piece > data.n - i)
			piece = data.n - i;
		memcpy(all + n, data.p + i, piece);
		n += piece;
		i += piece;
	}
	all[n] = 0;
	return (struct text){all, n};
}

bool record_mx(struct text data, int *ret_preference, char ret_host[RECORD_NAME_MAX])
{
	size_t at = 2;
	*ret_preference = (int)u16(data, 0);
	return data.n > 2 && record_name(data, &at, ret_host);
}

bool record_address(struct text data, char ret[46])
{
	return (data.n == 4 || data.n == 16) && inet_ntop(data.n == 4 ? AF_INET : AF_INET6, data.p, ret, 46);
}

bool record_tlsa(struct text data, struct record_tlsa *ret)
{
	if (data.n < 4)
		return false;
	*ret = (struct record_tlsa){(uint8_t)data.p[0], (uint8_t)data.p[1], (uint8_t)data.p[2], text_after(data, 3)};
	return true;
}

bool record_caa(struct text data, struct record_caa *ret)
{
	size_t tag = data.n > 2 ? (uint8_t)data.p[1] : 0;
	if (!tag || tag > data.n - 2)
		return false;
	*ret = (struct record_caa){(uint8_t)data.p[0], {data.p + 2, tag}, text_after(data, 2 + tag)};
	return true;
}

// Passes over a name that may be compressed; its end, 0 when it makes no sense.
static size_t pass_name(struct text packet, size_t at)
{
	while (at < packet.n) {
		uint8_t label = (uint8_t)packet.p[at];
		if (label == 0)
			return at + 1;
		if (label >= 0xc0)
			return at + 2;
		if (label > 63)
			return 0;
		at += label + 1u;
	}
	return 0;
}

bool record_signatures(struct text packet, uint32_t *ret_ends_at, uint64_t *ret_algorithms)
{
	unsigned questions = u16(packet, 4), answers = u16(packet, 6);
	size_t at = 12;
	bool any = false;
	*ret_algorithms = 0;
	for (; questions && at; questions--)
		at = pass_name(packet, at) ? pass_name(packet, at) + 4 : 0;
	for (; answers && at; answers--) {
		at = pass_name(packet, at);
		if (!at || at + 10 > packet.n)
			break;
		unsigned type = u16(packet, at), n = u16(packet, at + 8);
		at += 10;
		if (n > packet.n - at)
			break;
		if (type == RR_RRSIG && n > 18) {
			uint32_t end = u32(packet, at + 8);
			uint8_t algorithm = (uint8_t)packet.p[at + 2];
			if (!any || end < *ret_ends_at)
				*ret_ends_at = end;
			if (algorithm < 64)
				*ret_algorithms |= (uint64_t)1 << algorithm;
			any = true;
		}
		at += n;
	}
	return any;
}
