// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Addresses, hardware addresses and ranges; see address.h.
#include "address.h"

#include <string.h>
#ifndef _WIN32
#include <arpa/inet.h>
#endif

bool address_read(struct text t, struct address *ret)
{
	char s[ADDRESS_TEXT];
	if (!t.n || t.n >= sizeof s)
		return false;
	memcpy(s, t.p, t.n);
	s[t.n] = 0;
	*ret = (struct address){0};
	ret->family = memchr(s, ':', t.n) ? AF_INET6 : AF_INET;
	return strlen(s) == t.n && inet_pton(ret->family, s, ret->b) == 1;
}

bool range_read(struct text t, struct range *ret)
{
	struct text address = t, bits = {"", 0};
	int64_t n;
	bool parted = text_cut(t, '/', &address, &bits);
	if (!address_read(address, &ret->address))
		return false;
	int most = ret->address.family == AF_INET ? 32 : 128;
	ret->bits = most;
	if (parted && (!text_int(bits, 10, &n) || n < 0 || n > most))
		return false;
	if (parted)
		ret->bits = (int)n;
	for (int i = ret->bits; i < most; i++) // what stands behind the bits does not count
		ret->address.b[i / 8] &= (unsigned char)~(0x80 >> i % 8);
	return true;
}

static char *number_write(unsigned n, char *p)
{
	if (n > 99)
		*p++ = (char)('0' + n / 100);
	if (n > 9)
		*p++ = (char)('0' + n / 10 % 10);
	*p++ = (char)('0' + n % 10);
	return p;
}

const char *address_write(const struct address *a, char *ret)
{
	char *p = ret;
	if (a->family == AF_INET) { // most are, and a sweep writes many
		for (int i = 0; i < 4; i++) {
			p = number_write(a->b[i], p);
			*p++ = i < 3 ? '.' : 0;
		}
		return ret;
	}
	if (!a->family || !inet_ntop(a->family, a->b, ret, ADDRESS_TEXT))
		ret[0] = 0;
	return ret;
}

bool address_same(const struct address *a, const struct address *b)
{
	return a->family == b->family && memcmp(a->b, b->b, 16) == 0;
}

static bool bits_same(const unsigned char *x, const unsigned char *y, int bits)
{
	int whole = bits / 8, rest = bits % 8;
	return memcmp(x, y, (size_t)whole) == 0 && (!rest || !((x[whole] ^ y[whole]) & (0xff00 >> rest & 0xff)));
}

bool range_has(const struct range *r, const struct address *a)
{
	return r->address.family == a->family && bits_same(r->address.b, a->b, r->bits);
}

bool range_meets(const struct range *r, const struct range *s)
{
	return r->address.family == s->address.family && bits_same(r->address.b, s->address.b, r->bits < s->bits ? r->bits : s->bits);
}

uint32_t address_number(const struct address *a)
{
	return (uint32_t)a->b[0] << 24 | (uint32_t)a->b[1] << 16 | (uint32_t)a->b[2] << 8 | a->b[3];
}

struct address address_of_number(uint32_t n)
{
	return (struct address){AF_INET, {(unsigned char)(n >> 24), (unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n}};
}

bool address_single(const struct address *a)
{
	static const unsigned char none[16];
	if (a->family == AF_INET)
		return a->b[0] && a->b[0] < 224 && a->b[0] != 127;
	return a->family == AF_INET6 && a->b[0] != 0xff && memcmp(a->b, none, 15) != 0;
}

socklen_t address_socket(const struct address *a, int port, unsigned scope, struct sockaddr_storage *ret)
{
	memset(ret, 0, sizeof *ret);
	if (a->family == AF_INET) {
		struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
		memcpy(&in.sin_addr, a->b, 4);
		memcpy(ret, &in, sizeof in);
		return sizeof in;
	}
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	memcpy(&in6.sin6_addr, a->b, 16);
	if ((a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80) || a->b[0] == 0xff)
		in6.sin6_scope_id = scope;
	memcpy(ret, &in6, sizeof in6);
	return sizeof in6;
}

bool address_of_socket(const struct sockaddr_storage *s, struct address *ret)
{
	*ret = (struct address){.family = s->ss_family};
	if (s->ss_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, s, sizeof in);
		memcpy(ret->b, &in.sin_addr, 4);
		return true;
	}
	struct sockaddr_in6 in6;
	memcpy(&in6, s, sizeof in6);
	memcpy(ret->b, &in6.sin6_addr, 16);
	return s->ss_family == AF_INET6;
}

const char *mac_write(const unsigned char *m, char *ret)
{
	static const char digit[] = "0123456789abcdef";
	for (int i = 0; i < 6; i++) {
		ret[i * 3] = digit[m[i] >> 4];
		ret[i * 3 + 1] = digit[m[i] & 15];
		ret[i * 3 + 2] = i < 5 ? ':' : 0;
	}
	return ret;
}

bool mac_read(struct text t, unsigned char *ret)
{
	int64_t v;
	for (int i = 0; i < 6; i++)
		if (t.n != 17 || (i < 5 && t.p[i * 3 + 2] != ':' && t.p[i * 3 + 2] != '-') || t.p[i * 3] == '-' || t.p[i * 3] == '+' ||
			!text_int((struct text){t.p + i * 3, 2}, 16, &v))
			return false;
		else
			ret[i] = (unsigned char)v;
	return true;
}

bool mac_random(const unsigned char *m)
{
	return (m[0] & 3) == 2;
}

bool mac_shared(const unsigned char *m)
{
	static const unsigned char all[][5] = {{0, 0, 0x5e, 0, 1}, {0, 0, 0x5e, 0, 2}, {0, 0, 0x0c, 0x07, 0xac}, {0, 0x07, 0xb4, 0, 1}, {0, 0x05, 0x73, 0xa0, 0}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (memcmp(m, all[i], 5) == 0)
			return true;
	return m[0] == 0 && m[1] == 0 && m[2] == 0x0c && m[3] == 0x9f && (m[4] & 0xf0) == 0xf0; // HSRP version 2
}
