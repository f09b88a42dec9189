// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A strict reader of certificates; see x509.h. DER as in X.690: definite lengths only, nothing beyond its parent, at most 64 KiB in all.
#include "x509.h"
#include "../../base/buf.h"
#include "../../base/clock.h"

#include <arpa/inet.h>
#include <string.h>

#define DER_MAX 65536
#define NAMES_MAX 2000

enum {
	DER_BOOLEAN = 1,
	DER_INTEGER = 2,
	DER_BITS = 3,
	DER_OCTETS = 4,
	DER_OID = 6,
	DER_UTC_TIME = 23,
	DER_TIME = 24,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31
};

// Takes one element off *rest.
static bool element(struct text *rest, int *ret_tag, struct text *ret)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	size_t n, head = 2;
	if (rest->n < 2 || (p[0] & 0x1f) == 0x1f) // no long tags in certificates
		return false;
	n = p[1];
	if (n & 0x80) {
		size_t bytes = n & 0x7f;
		if (bytes == 0 || bytes > 3 || rest->n < 2 + bytes)
			return false;
		n = 0;
		for (size_t i = 0; i < bytes; i++)
			n = n << 8 | p[2 + i];
		head += bytes;
	}
	if (n > rest->n - head)
		return false;
	*ret_tag = p[0];
	*ret = (struct text){rest->p + head, n};
	*rest = text_after(*rest, head + n);
	return true;
}

static bool expect(struct text *rest, int tag, struct text *ret)
{
	int have;
	return element(rest, &have, ret) && have == tag;
}

static bool is_oid(struct text oid, const char *bytes, size_t n)
{
	return oid.n == n && memcmp(oid.p, bytes, n) == 0;
}

#define OID_IS(oid, bytes) is_oid(oid, bytes, sizeof(bytes) - 1)

// ---- names

// Text of a string type; BMPString (two bytes a letter) is narrowed.
static char *string(struct arena *a, int tag, struct text v)
{
	if (tag != 30)
		return text_dup(a, v);
	char *s = arena_alloc(a, v.n / 2 + 1);
	for (size_t i = 0; i + 1 < v.n; i += 2)
		s[i / 2] = v.p[i] || v.p[i + 1] < 0x20 ? '?' : v.p[i + 1];
	return s;
}

static bool name(struct arena *a, struct text in, char **ret)
{
	struct text set, pair, oid, value;
	char *common = NULL, *organisation = NULL;
	struct buf *all = buf_new(a, NAMES_MAX);
	int tag;
	while (in.n) {
		if (!expect(&in, DER_SET, &set))
			return false;
		while (set.n) {
			if (!expect(&set, DER_SEQUENCE, &pair) || !expect(&pair, DER_OID, &oid) || !element(&pair, &tag, &value))
				return false;
			char *s = string(a, tag, value);
			if (OID_IS(oid, "\x55\x04\x03"))
				common = s;
			else if (OID_IS(oid, "\x55\x04\x0a"))
				organisation = s;
			buf_printf(all, "%s%s", all->n ? ", " : "", s);
		}
	}
	*ret = common ? common : organisation ? organisation : all->p;
	return true;
}

// subjectAltName: [1] mail, [2] DNS name, [7] address
static void alternative_names(struct arena *a, struct text in, struct x509 *ret)
{
	struct text list, one;
	struct buf *b = buf_new(a, NAMES_MAX);
	int tag;
	if (!expect(&in, DER_SEQUENCE, &list))
		return;
	while (element(&list, &tag, &one)) {
		char *s = NULL;
		if (tag == 0x82 || tag == 0x81)
			s = text_dup(a, one);
		else if (tag == 0x87 && (one.n == 4 || one.n == 16)) {
			s = arena_alloc(a, INET6_ADDRSTRLEN);
			inet_ntop(one.n == 4 ? AF_INET : AF_INET6, one.p, s, INET6_ADDRSTRLEN);
		}
		if (s)
			buf_printf(b, "%s%s", b->n ? " " : "", s);
	}
	ret->names = b->n ? b->p : NULL;
}

static void extensions(struct arena *a, struct text in, struct x509 *ret)
{
	struct text list, one, oid, value;
	int tag;
	if (!expect(&in, DER_SEQUENCE, &list))
		return;
	while (expect(&list, DER_SEQUENCE, &one)) {
		if (!expect(&one, DER_OID, &oid) || !element(&one, &tag, &value))
			continue;
		if (tag == DER_BOOLEAN && !element(&one, &tag, &value))
			continue;
		if (tag == DER_OCTETS && OID_IS(oid, "\x55\x1d\x11"))
			alternative_names(a, value, ret);
	}
}

// ---- dates

static bool digits(struct text t, size_t at, size_t n, int *ret)
{
	int64_t v;
	if (at + n > t.n || t.p[at] == '-' || !text_int((struct text){t.p + at, n}, 10, &v))
		return false;
	*ret = (int)v;
	return true;
}

static bool date(struct text *rest, int64_t *ret)
{
	struct text t;
	int tag, year, month, day, hour, minute, second;
	if (!element(rest, &tag, &t) || (tag != DER_UTC_TIME && tag != DER_TIME))
		return false;
	size_t y = tag == DER_TIME ? 4 : 2;
	if (t.n != y + 11 || t.p[t.n - 1] != 'Z' || !digits(t, 0, y, &year) || !digits(t, y, 2, &month) || !digits(t, y + 2, 2, &day) ||
		!digits(t, y + 4, 2, &hour) || !digits(t, y + 6, 2, &minute) || !digits(t, y + 8, 2, &second))
		return false;
	if (y == 2)
		year += year < 50 ? 2000 : 1900; // RFC 5280 4.1.2.5.1
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
		return false;
	*ret = clock_at(year, month, day, hour, minute, second);
	return true;
}

// ---- keys and signatures

static const char *signature(struct text oid)
{
	static const struct {
		const char *oid;
		size_t n;
		const char *name;
	} all[] = {{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02", 9, "md2"}, {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", 9, "md5"},
		{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", 9, "sha1"}, {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", 9, "rsa-pss"},
		{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", 9, "sha256"}, {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", 9, "sha384"},
		{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", 9, "sha512"}, {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", 9, "sha224"},
		{"\x2a\x86\x48\xce\x3d\x04\x01", 7, "sha1"}, {"\x2a\x86\x48\xce\x3d\x04\x03\x02", 8, "sha256"},
		{"\x2a\x86\x48\xce\x3d\x04\x03\x03", 8, "sha384"}, {"\x2a\x86\x48\xce\x3d\x04\x03\x04", 8, "sha512"},
		{"\x2a\x86\x48\xce\x38\x04\x03", 7, "sha1"}, {"\x60\x86\x48\x01\x65\x03\x04\x03\x02", 9, "sha256"}, {"\x2b\x65\x70", 3, "ed25519"},
		{"\x2b\x65\x71", 3, "ed448"}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (is_oid(oid, all[i].oid, all[i].n))
			return all[i].name;
	return NULL;
}

static int bits_of(struct text integer)
{
	while (integer.n && !integer.p[0])
		integer = text_after(integer, 1);
	int bits = (int)integer.n * 8;
	for (unsigned char c = integer.n ? (unsigned char)integer.p[0] : 0x80; !(c & 0x80) && bits; c = (unsigned char)(c << 1))
		bits--;
	return bits;
}

static int curve_bits(struct text oid)
{
	if (OID_IS(oid, "\x2a\x86\x48\xce\x3d\x03\x01\x07") || OID_IS(oid, "\x2b\x81\x04\x00\x0a"))
		return 256;
	return OID_IS(oid, "\x2b\x81\x04\x00\x22")                ? 384
		: OID_IS(oid, "\x2b\x81\x04\x00\x23")             ? 521
		: OID_IS(oid, "\x2a\x86\x48\xce\x3d\x03\x01\x01") ? 192
								  : 0;
}

static int key_bits(struct text in)
{
	struct text algorithm, oid, key, parameter;
	int tag;
	if (!expect(&in, DER_SEQUENCE, &algorithm) || !expect(&algorithm, DER_OID, &oid) || !expect(&in, DER_BITS, &key) || key.n < 2)
		return 0;
	if (OID_IS(oid, "\x2b\x65\x70"))
		return 256;
	if (OID_IS(oid, "\x2b\x65\x71"))
		return 456;
	if (OID_IS(oid, "\x2a\x86\x48\xce\x3d\x02\x01"))
		return element(&algorithm, &tag, &parameter) && tag == DER_OID ? curve_bits(parameter) : 0;
	key = text_after(key, 1); // bits that are not used
	if (OID_IS(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"))
		return expect(&key, DER_SEQUENCE, &parameter) && expect(&parameter, DER_INTEGER, &oid) ? bits_of(oid) : 0;
	if (OID_IS(oid, "\x2a\x86\x48\xce\x38\x04\x01")) // DSA: the prime is the first parameter
		return expect(&algorithm, DER_SEQUENCE, &parameter) && expect(&parameter, DER_INTEGER, &oid) ? bits_of(oid) : 0;
	return 0;
}

static bool read_der(struct arena *a, struct text in, struct x509 *ret)
{
	struct text whole, body, algorithm, oid, part, issuer, validity, subject, key;
	int tag;
	*ret = (struct x509){0};
	if (in.n > DER_MAX || !expect(&in, DER_SEQUENCE, &whole) || !expect(&whole, DER_SEQUENCE, &body) ||
		!expect(&whole, DER_SEQUENCE, &algorithm) || !expect(&algorithm, DER_OID, &oid))
		return false;
	ret->signature = signature(oid);
	if (!element(&body, &tag, &part) || (tag == 0xa0 && !element(&body, &tag, &part)) || tag != DER_INTEGER) // version, serial number
		return false;
	if (!expect(&body, DER_SEQUENCE, &part) || !expect(&body, DER_SEQUENCE, &issuer) || !expect(&body, DER_SEQUENCE, &validity) ||
		!expect(&body, DER_SEQUENCE, &subject) || !expect(&body, DER_SEQUENCE, &key))
		return false;
	ret->self_signed = issuer.n == subject.n && memcmp(issuer.p, subject.p, issuer.n) == 0;
	ret->key_bits = key_bits(key);
	if (!name(a, issuer, &ret->issuer) || !name(a, subject, &ret->subject) || !date(&validity, &ret->not_before) ||
		!date(&validity, &ret->not_after))
		return false;
	while (element(&body, &tag, &part))
		if (tag == 0xa3)
			extensions(a, part, ret);
	return true;
}

// ---- PEM

static int sextet(char c)
{
	return c >= 'A' && c <= 'Z'    ? c - 'A'
		: c >= 'a' && c <= 'z' ? c - 'a' + 26
		: c >= '0' && c <= '9' ? c - '0' + 52
		: c == '+'             ? 62
		: c == '/'             ? 63
				       : -1;
}

static bool read_pem(struct arena *a, struct text t, struct text *ret)
{
	static const char *const begins[] = {
		"-----BEGIN CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----", "-----BEGIN X509 CERTIFICATE-----"};
	const char *at = NULL;
	for (size_t i = 0; i < 3 && !at; i++)
		if ((at = memmem(t.p, t.n, begins[i], strlen(begins[i]))) != NULL)
			at += strlen(begins[i]);
	if (!at)
		return false;
	struct text rest = {at, t.n - (size_t)(at - t.p)};
	struct buf *b = buf_new(a, DER_MAX);
	uint32_t bits = 0;
	int have = 0;
	for (; rest.n && rest.p[0] != '-' && rest.p[0] != '=' && !b->over; rest = text_after(rest, 1)) {
		int v = sextet(rest.p[0]);
		if (v < 0 && !strchr(" \t\r\n", rest.p[0] ? rest.p[0] : 'x'))
			return false;
		if (v < 0)
			continue;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_char(b, (char)(bits >> have & 0xff));
		}
	}
	*ret = (struct text){b->p, b->n};
	return !b->over;
}

bool x509_read(struct arena *a, struct text file, struct x509 *ret)
{
	struct text der = file;
	if (file.n && (unsigned char)file.p[0] == DER_SEQUENCE)
		return read_der(a, der, ret);
	return read_pem(a, file, &der) && read_der(a, der, ret);
}
