// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Values of binary XML as JSON; see evtx_tree.h. Types are those of the format: a number below 0x80, and 0x80 more for a list of them.
#include "../../base/clock.h"
#include "evtx_tree.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum type {
	TYPE_NULL, TYPE_STRING, TYPE_ANSI, TYPE_INT8, TYPE_UINT8, TYPE_INT16, TYPE_UINT16, TYPE_INT32, TYPE_UINT32, TYPE_INT64, TYPE_UINT64, TYPE_REAL32, TYPE_REAL64,
	TYPE_BOOL, TYPE_BINARY, TYPE_GUID, TYPE_SIZE, TYPE_FILETIME, TYPE_SYSTEMTIME, TYPE_SID, TYPE_HEX32, TYPE_HEX64,
};

static void number(struct evtx_out *o, uint64_t v, unsigned base)
{
	char s[24], *p = s + sizeof s;
	do
		*--p = "0123456789abcdef"[v % base];
	while (v /= base);
	evtx_out_add(o, p, (size_t)(s + sizeof s - p));
}

static void whole(struct evtx_out *o, int64_t v)
{
	if (v < 0)
		evtx_out_add(o, "-", 1);
	number(o, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10);
}

// With at least that many digits.
static void digits(struct evtx_out *o, uint64_t v, int n)
{
	char s[20];
	for (int i = n; i-- > 0; v /= 10)
		s[i] = (char)('0' + v % 10);
	evtx_out_add(o, s, (size_t)n);
}

static void bytes(struct evtx_out *o, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char s[2] = {"0123456789ABCDEF"[p[i] >> 4], "0123456789ABCDEF"[p[i] & 15]};
		evtx_out_add(o, s, 2);
	}
}

static void escape(struct evtx_out *o, unsigned c)
{
	char s[8];
	char letter = c == '"' || c == '\\' ? (char)c : c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : 0;
	if (letter)
		evtx_out_add(o, (char[2]){'\\', letter}, 2);
	else
		evtx_out_add(o, s, (size_t)snprintf(s, sizeof s, "\\u%04x", c));
}

// One character over 127 whose first unit is c; how many units it has.
static size_t wide(struct evtx_out *o, uint32_t c, uint32_t low)
{
	size_t n = 1;
	if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		n = 2;
	} else if (c >= 0xd800 && c < 0xe000)
		c = 0xfffd;
	char s[4] = {(char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 63)), (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63))};
	int from = c < 0x800 ? 2 : c < 0x10000 ? 1 : 0;
	if (from == 2)
		s[2] = (char)(0xc0 | c >> 6);
	else if (from == 1)
		s[1] = (char)(0xe0 | c >> 12);
	evtx_out_add(o, s + from, (size_t)(4 - from));
	return n;
}

// How many of n units at p stand for themselves in a JSON text; their letters are written at `to`, which has room for n rounded up to eight.
static size_t plain(char *to, const unsigned char *p, size_t n)
{
	size_t k = 0;
#ifdef __SSE2__
	const __m128i least = _mm_set1_epi8(0x1f), most = _mm_set1_epi8(0x7f), quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	for (; n - k >= 8; k += 8) {
		// Units over 255 become 255 or 0, which are no letters.
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 2 * k)), s = _mm_packus_epi16(v, v);
		__m128i good = _mm_andnot_si128(_mm_or_si128(_mm_cmpeq_epi8(s, quote), _mm_cmpeq_epi8(s, back)), _mm_and_si128(_mm_cmpgt_epi8(s, least), _mm_cmplt_epi8(s, most)));
		unsigned bad = ~(unsigned)_mm_movemask_epi8(good) & 255;
		_mm_storel_epi64((__m128i *)(void *)(to + k), s);
		if (bad)
			return k + (unsigned)__builtin_ctz(bad);
	}
#endif
	for (; k < n; k++) {
		const unsigned char *u = p + 2 * k;
		if (u[1] || u[0] >= 0x7f || u[0] < 0x20 || u[0] == '"' || u[0] == '\\')
			break;
		to[k] = (char)u[0];
	}
	return k;
}

void evtx_out_utf16(struct evtx_out *o, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		// As much room as the rest could need, so that nothing below has to look: six bytes each, "\u0000".
		if (o->over || (n - i) * 6 > o->max - o->n) {
			o->over = true;
			return;
		}
		size_t k = plain(o->p + o->n, p + 2 * i, n - i);
		o->n += k;
		i += k;
		if (i == n)
			return;
		uint32_t c = evtx_u16(p + 2 * i);
		if (c >= 0x80)
			i += wide(o, c, i + 1 < n ? evtx_u16(p + 2 * i + 2) : 0) - 1;
		else
			escape(o, c);
	}
}

// Code page 1252 is not told apart from others: bytes over 127 are taken as Latin-1.
static void ansi(struct evtx_out *o, const unsigned char *p, size_t n)
{
	while (n && !p[n - 1])
		n--;
	for (size_t i = 0; i < n; i++)
		evtx_out_utf16(o, (const unsigned char[2]){p[i], 0}, 1);
}

static bool space(uint32_t c)
{
	return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
	       c == 0x3000;
}

// Without NUL and white space at its end, as evtx_dump gives it and as rules are written ("NtLmSsp " is meant by NtLmSsp).
static void string(struct evtx_out *o, const unsigned char *p, size_t n)
{
	n /= 2;
	while (n && evtx_u16(p + 2 * n - 2) == 0)
		n--;
	while (n && space(evtx_u16(p + 2 * n - 2)))
		n--;
	evtx_out_utf16(o, p, n);
}

static void guid(struct evtx_out *o, const unsigned char *p)
{
	static const unsigned char order[] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			evtx_out_add(o, "-", 1);
		bytes(o, p + order[i], 1);
	}
}

static void date(struct evtx_out *o, int64_t second, uint64_t micro)
{
	int year, month, day;
	int64_t of_day = (second % DAY + DAY) % DAY;
	clock_date(second, &year, &month, &day);
	int64_t part[] = {month, day, of_day / 3600, of_day / 60 % 60, of_day % 60};
	digits(o, (uint64_t)year, year > 9999 ? 5 : 4);
	for (int i = 0; i < 5; i++) {
		evtx_out_add(o, &"--T::"[i], 1);
		digits(o, (uint64_t)part[i], 2);
	}
	evtx_out_add(o, ".", 1);
	digits(o, micro, 6);
	evtx_out_add(o, "Z", 1);
}

static void filetime(struct evtx_out *o, uint64_t v)
{
	date(o, (int64_t)(v / 10000000) - 11644473600, v / 10 % 1000000);
}

// Year, month, day of the week, day, hour, minute, second, millisecond: as they stand, whether there is such a day or not.
static void systemtime(struct evtx_out *o, const unsigned char *p)
{
	static const unsigned char at[] = {2, 6, 8, 10, 12};
	digits(o, evtx_u16(p), 4);
	for (int i = 0; i < 5; i++) {
		evtx_out_add(o, &"--T::"[i], 1);
		digits(o, evtx_u16(p + at[i]) % 100, 2);
	}
	evtx_out_add(o, ".", 1);
	digits(o, evtx_u16(p + 14) * 1000ull, 6);
	evtx_out_add(o, "Z", 1);
}

// The bytes that the SID at p takes; 0 when it is none.
static size_t sid_size(const unsigned char *p, size_t n)
{
	return n >= 8 && p[1] <= 15 && n >= 8 + 4u * p[1] ? 8 + 4u * p[1] : 0;
}

static void sid(struct evtx_out *o, const unsigned char *p, size_t n)
{
	if (!sid_size(p, n)) {
		bytes(o, p, n);
		return;
	}
	uint64_t authority = 0;
	for (int i = 2; i < 8; i++)
		authority = authority << 8 | p[i];
	evtx_out_add(o, "S-", 2);
	number(o, p[0], 10);
	evtx_out_add(o, "-", 1);
	number(o, authority, 10);
	for (unsigned i = 0; i < p[1]; i++) {
		evtx_out_add(o, "-", 1);
		number(o, evtx_u32(p + 8 + 4 * i), 10);
	}
}

// The fewest digits that give the same number again.
static void real(struct evtx_out *o, double v, bool single)
{
	char s[40];
	if (!isfinite(v)) {
		evtx_out_add(o, "null", 4);
		return;
	}
	for (int digit = single ? 6 : 15; digit <= 17; digit++) {
		snprintf(s, sizeof s, "%.*g", digit, v);
		if (single ? strtof(s, NULL) == (float)v : strtod(s, NULL) == v)
			break;
	}
	evtx_out_add(o, s, strlen(s));
	if (!strpbrk(s, ".e"))
		evtx_out_add(o, ".0", 2);
}

// Bytes of one value of a type; 0: any.
static size_t width(unsigned type, size_t n)
{
	static const unsigned char of[] = {[TYPE_INT8] = 1, [TYPE_UINT8] = 1, [TYPE_INT16] = 2, [TYPE_UINT16] = 2, [TYPE_INT32] = 4, [TYPE_UINT32] = 4, [TYPE_INT64] = 8,
		[TYPE_UINT64] = 8, [TYPE_REAL32] = 4, [TYPE_REAL64] = 8, [TYPE_BOOL] = 4, [TYPE_GUID] = 16, [TYPE_FILETIME] = 8, [TYPE_SYSTEMTIME] = 16, [TYPE_HEX32] = 4,
		[TYPE_HEX64] = 8};
	return type == TYPE_SIZE ? (n == 4 ? 4 : 8) : type < sizeof of ? of[type] : 0;
}

static uint64_t unsigned_of(const unsigned char *p, size_t n)
{
	return n == 1 ? p[0] : n == 2 ? evtx_u16(p) : n == 4 ? evtx_u32(p) : evtx_u64(p);
}

static int64_t signed_of(const unsigned char *p, size_t n)
{
	return n == 1 ? (int8_t)p[0] : n == 2 ? (int16_t)evtx_u16(p) : n == 4 ? (int32_t)evtx_u32(p) : (int64_t)evtx_u64(p);
}

static double real_of(const unsigned char *p, size_t n)
{
	float single;
	double v;
	if (n == 4)
		return memcpy(&single, p, 4), single;
	return memcpy(&v, p, 8), v;
}

// Whether a value of the type stands in quotes.
static bool quoted(unsigned type)
{
	return !(type >= TYPE_INT8 && type <= TYPE_BOOL);
}

static void one(struct evtx_out *o, unsigned type, const unsigned char *p, size_t n)
{
	switch (type) {
	case TYPE_STRING: string(o, p, n); break;
	case TYPE_ANSI: ansi(o, p, n); break;
	case TYPE_INT8:
	case TYPE_INT16:
	case TYPE_INT32:
	case TYPE_INT64: whole(o, signed_of(p, n)); break;
	case TYPE_UINT8:
	case TYPE_UINT16:
	case TYPE_UINT32:
	case TYPE_UINT64: number(o, unsigned_of(p, n), 10); break;
	case TYPE_REAL32:
	case TYPE_REAL64: real(o, real_of(p, n), n == 4); break;
	case TYPE_BOOL: evtx_out_add(o, evtx_u32(p) ? "true" : "false", evtx_u32(p) ? 4 : 5); break;
	case TYPE_GUID: guid(o, p); break;
	case TYPE_FILETIME: filetime(o, evtx_u64(p)); break;
	case TYPE_SYSTEMTIME: systemtime(o, p); break;
	case TYPE_SID: sid(o, p, n); break;
	case TYPE_SIZE:
	case TYPE_HEX32:
	case TYPE_HEX64:
		evtx_out_add(o, "0x", 2);
		number(o, unsigned_of(p, n), 16);
		break;
	default: bytes(o, p, n);
	}
}

// How many bytes the next item of a list takes, *ret_skip more that part it from the one behind.
static size_t item(unsigned type, const unsigned char *p, size_t n, size_t *ret_skip)
{
	size_t k = 0, unit = type == TYPE_STRING ? 2 : 1;
	*ret_skip = 0;
	if (type == TYPE_SID)
		return sid_size(p, n) ? sid_size(p, n) : n;
	if (type != TYPE_STRING && type != TYPE_ANSI)
		return width(type, 8) && width(type, 8) <= n ? width(type, 8) : n;
	while (k + unit <= n && (p[k] || p[k + unit - 1]))
		k += unit;
	*ret_skip = k + unit <= n ? unit : n - k;
	return k;
}

static void list(struct evtx_out *o, unsigned type, const unsigned char *p, size_t n)
{
	for (size_t at = 0, skip; at < n;) {
		size_t k = item(type, p + at, n - at, &skip);
		bool fits = !width(type, 8) || k == width(type, 8);
		if (at)
			evtx_out_add(o, ",", 1);
		if (quoted(type) || !fits)
			evtx_out_add(o, "\"", 1);
		one(o, fits ? type : TYPE_BINARY, p + at, k);
		if (quoted(type) || !fits)
			evtx_out_add(o, "\"", 1);
		at += k + skip;
	}
}

bool evtx_value_add(struct evtx_tree *x, int parent, unsigned type, uint32_t at, uint32_t n)
{
	const unsigned char *p = x->chunk + at;
	struct evtx_out *o = &x->text;
	size_t from = o->n;
	unsigned base = type & 0x7f;
	enum evtx_kind kind = quoted(base) ? EVTX_STRING : EVTX_LITERAL;
	if (type == TYPE_NULL || (n == 0 && base != TYPE_STRING && base != TYPE_ANSI && base != TYPE_BINARY && type < 0x80))
		return evtx_tree_add(x, parent, EVTX_NULL, (struct text){"null", 4});
	if (type >= 0x80) {
		kind = EVTX_LIST;
		list(o, base, p, n);
	} else if (width(base, n) > n) {
		kind = EVTX_STRING;
		bytes(o, p, n);
	} else
		one(o, base, p, width(base, n) ? width(base, n) : n);
	return evtx_tree_add(x, parent, kind, (struct text){o->p + from, o->n - from});
}
