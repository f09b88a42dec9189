// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// JSON to fields; see json_flat.h. One pass; nothing is copied but names of nested fields and texts with escapes or bad UTF-8.
#include "json_flat.h"
#include "decode.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct flat {
	struct arena *a;
	const char *p, *end;
	struct event *e;
	int clock;        // which of `clocks` gave the time so far
	struct text time; // its text
	char *spare;      // room for unescaped texts; NULL before the first
};

// Names under which sources write when something happened, the best first.
static const struct {
	const char *name;
	unsigned n;
} clocks[] = {
#define CLOCK(s) {s, sizeof s - 1}
	CLOCK("Event.System.TimeCreated.#attributes.SystemTime"), CLOCK("@timestamp"), CLOCK("timestamp"), CLOCK("TimeCreated"), CLOCK("SystemTime"),
	CLOCK("UtcTime"), CLOCK("EventTime"), CLOCK("eventTime"), CLOCK("Timestamp"), CLOCK("TimeGenerated"), CLOCK("time"), CLOCK("Time"),
	CLOCK("_time"), CLOCK("ts"), CLOCK("datetime"), CLOCK("date"),
#undef CLOCK
};
enum { CLOCKS = sizeof clocks / sizeof *clocks };

static void clock_seen(struct flat *f, struct text name, struct text value)
{
	// Lengths of the names above; of 64 and more there is none.
	static const uint64_t lengths = 1ull << 47 | 1ull << 13 | 1ull << 11 | 1ull << 10 | 1ull << 9 | 1ull << 8 | 1ull << 7 | 1ull << 5 | 1ull << 4 | 1ull << 2;
	if (name.n >= 64 || !(lengths >> name.n & 1) || !value.n)
		return;
	for (int i = 0; i < f->clock; i++)
		if (clocks[i].n == name.n && memcmp(clocks[i].name, name.p, name.n) == 0) {
			f->clock = i;
			f->time = value;
			return;
		}
}

const char *json_quote(const char *p, const char *end, bool *high)
{
	unsigned seen = 0;
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	for (; end - p >= 16; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		unsigned hit = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, back)));
		unsigned over = (unsigned)_mm_movemask_epi8(v);
		if (hit) {
			unsigned at = (unsigned)__builtin_ctz(hit);
			*high |= (seen | (over & ((1u << at) - 1))) != 0;
			return p + at;
		}
		seen |= over;
	}
#endif
	for (; p < end && *p != '"' && *p != '\\'; p++)
		seen |= (unsigned char)*p & 0x80;
	*high |= seen != 0;
	return p;
}

// The length of the good UTF-8 sequence at p, 0 when it is none.
static size_t utf8_good(const char *s, const char *end)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t room = (size_t)(end - s);
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] < 0xe0)
		return room >= 2 && (p[1] & 0xc0) == 0x80 ? 2 : 0;
	if ((p[0] & 0xf0) == 0xe0) {
		if (room < 3 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
			return 0;
		unsigned c = (p[0] & 15u) << 6 | (p[1] & 63u);
		return c >= 0x20 && (c < 0x360 || c > 0x37f) ? 3 : 0;
	}
	if (p[0] >= 0xf0 && p[0] < 0xf5 && room >= 4 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 && (p[3] & 0xc0) == 0x80) {
		unsigned c = (p[0] & 7u) << 6 | (p[1] & 63u);
		return c >= 0x10 && c < 0x110 ? 4 : 0;
	}
	return 0;
}

static bool all_good(struct text t)
{
	const char *end = t.p + t.n;
	for (const char *p = t.p; p < end;) {
		uint64_t eight;
		if (end - p >= 8 && (memcpy(&eight, p, 8), !(eight & 0x8080808080808080u))) {
			p += 8;
			continue;
		}
		size_t n = utf8_good(p, end);
		if (!n)
			return false;
		p += n;
	}
	return true;
}

static char *utf8_put(char *out, uint32_t c)
{
	if (c < 0x80)
		*out++ = (char)c;
	else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 63));
		*out++ = (char)(0x80 | (c & 63));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 63));
		*out++ = (char)(0x80 | (c >> 6 & 63));
		*out++ = (char)(0x80 | (c & 63));
	}
	return out;
}

// Four hexadecimal digits; -1 when they are none.
static int32_t hex4(const char *p, const char *end)
{
	int32_t v = 0;
	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int c = (unsigned char)p[i], low = c | 32;
		int digit = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		v = v << 4 | digit;
	}
	return v;
}

// What stands behind \u, p behind it. A half of a pair, or digits that are none, is U+FFFD.
static const char *unicode(const char *p, const char *end, char **out)
{
	int32_t v = hex4(p, end);
	if (v >= 0)
		p += 4;
	if (v >= 0xd800 && v < 0xdc00) {
		int32_t low = end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2, end) : -1;
		if (low >= 0xdc00 && low < 0xe000) {
			v = 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
			p += 6;
		}
	}
	*out = utf8_put(*out, v < 0 || (v >= 0xd800 && v < 0xe000) ? 0xfffd : (uint32_t)v);
	return p;
}

// What stands for the letter behind a backslash, 0 when nothing does.
static char short_escape(char c)
{
	switch (c) {
	case '"':
	case '\\':
	case '/': return c;
	case 'b': return '\b';
	case 'f': return '\f';
	case 'n': return '\n';
	case 'r': return '\r';
	case 't': return '\t';
	default: return 0;
	}
}

// What stands behind the backslash at p, p behind it. An unknown escape stays as it is.
static const char *escape(const char *p, const char *end, char **out)
{
	char c = end - p >= 2 ? short_escape(p[1]) : 0;
	if (!c && end - p >= 2 && p[1] == 'u')
		return unicode(p + 2, end, out);
	*(*out)++ = c ? c : '\\';
	return p + (c ? 2 : 1);
}

// A copy with escapes and bad bytes replaced: the slow way, for texts that hold bad bytes. A bad byte grows to three, as an escape of two bytes may.
static struct text mended(struct flat *f, struct text t)
{
	char *start = arena_raw(f->a, 3 * t.n + 4), *out = start;
	const char *p = t.p, *end = t.p + t.n;
	while (p < end) {
		size_t n = *p == '\\' ? 0 : utf8_good(p, end);
		if (*p == '\\')
			p = escape(p, end, &out);
		else if (!n) {
			out = utf8_put(out, 0xfffd);
			p++;
		}
		while (n--)
			*out++ = *p++;
	}
	return (struct text){start, (size_t)(out - start)};
}

// Copies up to the next quote or backslash at p or behind it; up to 16 bytes behind what is copied may be written.
static const char *copy(const char *p, const char *end, char **ret_out, bool *high)
{
	char *out = *ret_out;
	unsigned seen = 0;
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	for (; end - p >= 16; p += 16, out += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		unsigned hit = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, back)));
		_mm_storeu_si128((__m128i *)(void *)out, v);
		seen |= (unsigned)_mm_movemask_epi8(v);
		if (hit) {
			unsigned at = (unsigned)__builtin_ctz(hit);
			*high |= seen != 0; // bytes behind the stop count too: it costs a look, no more
			*ret_out = out + at;
			return p + at;
		}
	}
#endif
	while (p < end && *p != '"' && *p != '\\') {
		seen |= (unsigned char)*p & 0x80;
		*out++ = *p++;
	}
	*high |= seen != 0;
	*ret_out = out;
	return p;
}

// The text from `from` whose first backslash is at f->p, up to its closing quote, in the room for unescaped texts of the record.
static bool unescaped(struct flat *f, const char *from, bool *high, struct text *ret)
{
	if (!f->spare) // an escape of two bytes, \u, may become three
		f->spare = arena_raw(f->a, (size_t)(f->end - from) * 3 / 2 + 64);
	char *start = f->spare, *out = start;
	memcpy(out, from, (size_t)(f->p - from));
	out += f->p - from;
	while (f->p < f->end && *f->p == '\\') {
		if (f->end - f->p < 2)
			return false;
		f->p = escape(f->p, f->end, &out);
		f->p = copy(f->p, f->end, &out, high);
	}
	*ret = (struct text){start, (size_t)(out - start)};
	f->spare = out;
	return f->p < f->end;
}

static inline void space(struct flat *f)
{
	while (f->p < f->end && (unsigned char)*f->p <= ' ' && (*f->p == ' ' || *f->p == '\n' || *f->p == '\t' || *f->p == '\r'))
		f->p++;
}

// Goes to the closing quote of a text that nobody wants, p at its first backslash.
static bool skipped(struct flat *f)
{
	bool high = false;
	while (f->p < f->end && *f->p == '\\')
		f->p = f->end - f->p < 2 ? f->end : json_quote(f->p + 2, f->end, &high);
	return f->p < f->end;
}

// A text in quotes, p at the first one. keep: it is wanted, so unescape it.
static bool string(struct flat *f, bool keep, struct text *ret)
{
	bool high = false;
	const char *from = ++f->p;
	f->p = json_quote(f->p, f->end, &high);
	*ret = (struct text){from, (size_t)(f->p - from)};
	if (f->p >= f->end || (*f->p == '\\' && !(keep ? unescaped(f, from, &high, ret) : skipped(f))))
		return false;
	struct text raw = {from, (size_t)(f->p - from)};
	f->p++;
	if (keep && high && !all_good(raw))
		*ret = mended(f, raw);
	return true;
}

static inline void add(struct flat *f, struct text name, struct text value, enum event_kind kind)
{
	if (!name.p) {
		f->e->cut++;
		return;
	}
	event_add(f->a, f->e, name, value, kind);
	clock_seen(f, name, value);
}

// A number as it is written, or true, false, null, NaN, Infinity.
static bool bare(struct flat *f, struct text name)
{
	const char *from = f->p;
	while (f->p < f->end && *f->p != ',' && *f->p != '}' && *f->p != ']' && (unsigned char)*f->p > ' ')
		f->p++;
	struct text t = {from, (size_t)(f->p - from)};
	if (t.n && ((*from >= '0' && *from <= '9') || *from == '-')) {
		for (size_t i = 1; i < t.n; i++)
			if ((from[i] < '0' || from[i] > '9') && from[i] != '.' && (from[i] | 32) != 'e' && from[i] != '+' && from[i] != '-')
				return text_is(t, "-Infinity") ? add(f, name, t, EVENT_TEXT), true : false;
		add(f, name, t, EVENT_NUMBER);
	} else if (text_is(t, "true"))
		add(f, name, t, EVENT_TRUE);
	else if (text_is(t, "false"))
		add(f, name, t, EVENT_FALSE);
	else if (text_is(t, "null"))
		add(f, name, (struct text){"", 0}, EVENT_NULL);
	else if (text_is(t, "NaN") || text_is(t, "Infinity"))
		add(f, name, t, EVENT_TEXT);
	else
		return false;
	return true;
}

// The name of a member: its key, or the path of what it stands in, a dot and its key; p NULL when that is too long or nobody has room for the field.
static struct text joined(struct flat *f, struct text path, struct text key, bool top)
{
	if (f->e->fields >= EVENT_FIELDS || !path.p || key.n > FLAT_NAME || path.n + 1 + key.n > FLAT_NAME)
		return (struct text){NULL, 0};
	if (top)
		return key;
	char *p = arena_raw(f->a, path.n + 1 + key.n);
	memcpy(p, path.p, path.n);
	p[path.n] = '.';
	memcpy(p + path.n + 1, key.p, key.n);
	return (struct text){p, path.n + 1 + key.n};
}

static bool value(struct flat *f, struct text name, int depth);

// The inside of an object or a list, p at its opening sign.
static bool inside(struct flat *f, struct text name, int depth, bool top)
{
	bool object = *f->p == '{';
	char close = object ? '}' : ']';
	if (depth <= 0)
		return false;
	f->p++;
	space(f);
	if (f->p < f->end && *f->p == close)
		return f->p++, true;
	for (;; f->p++) {
		struct text of = name;
		if (object) {
			space(f);
			if (f->p >= f->end || *f->p != '"' || !string(f, f->e->fields < EVENT_FIELDS, &of))
				return false;
			of = joined(f, name, of, top);
			space(f);
			if (f->p >= f->end || *f->p != ':')
				return false;
			f->p++;
		}
		if (!value(f, of, depth - 1))
			return false;
		space(f);
		if (f->p < f->end && *f->p == close)
			return f->p++, true;
		if (f->p >= f->end || *f->p != ',')
			return false;
	}
}

static bool value(struct flat *f, struct text name, int depth)
{
	space(f);
	if (f->p >= f->end)
		return false;
	if (*f->p == '{' || *f->p == '[')
		return inside(f, name, depth, false);
	if (*f->p != '"')
		return bare(f, name);
	struct text t;
	if (!string(f, name.p && f->e->fields < EVENT_FIELDS, &t))
		return false;
	add(f, name, t, EVENT_TEXT);
	return true;
}

static bool flatten(struct flat *f)
{
	space(f);
	if (f->p >= f->end || *f->p != '{' || !inside(f, (struct text){"", 0}, FLAT_DEPTH, true))
		return false;
	space(f);
	return f->p == f->end;
}

bool json_flatten(struct arena *a, struct text record, int64_t now, struct event *ret)
{
	struct flat f = {.a = a, .p = record.p, .end = record.p + record.n, .e = ret, .clock = CLOCKS};
	if (!flatten(&f))
		return false;
	ret->raw = record;
	ret->at = f.time.p ? decode_time(f.time, now) : -1;
	return true;
}

struct text json_text(struct arena *a, struct text rough)
{
	struct flat f = {.a = a};
	bool high = false;
	char *out = arena_raw(a, rough.n * 3 / 2 + 64), *start = out;
	const char *p = rough.p, *end = rough.p + rough.n;
	for (p = copy(p, end, &out, &high); p < end; p = copy(p, end, &out, &high)) {
		if (*p != '\\')
			*out++ = *p++;
		else if (end - p >= 2 && p[1] == '\\') {
			*out++ = '\\';
			p += 2;
		} else
			p = escape(p, end, &out);
	}
	return high && !all_good(rough) ? mended(&f, rough) : (struct text){start, (size_t)(out - start)};
}
