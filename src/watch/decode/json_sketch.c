// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// JSON to the sketch of an event; see json_flat.h. What is usual goes fast: names that are known, values that stay as they are. At the first thing that is not usual (an escape in a
// name, too many fields, a word that is none) it gives up and the record is taken apart by json_flatten, which also says what is wrong.
#include "decode.h"
#include "json_flat.h"
#include "json_scan.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct sketch {
	struct arena *a;
	struct names *names;
	struct event *e;
	const char *end;
	struct json_scan scan;
	int id; // of the name before; -1: none
};

static inline const char *blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
		p++;
	return p;
}

// Whether n bytes at p and the quote behind them are those of a name and its quote.
static inline bool spelt(const char *p, const char *end, const char *name, size_t n)
{
#ifdef __SSE2__
	if (n < 16 && end - p >= 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p), w = _mm_loadu_si128((const __m128i *)(const void *)name);
		unsigned mask = (2u << n) - 1;
		return ((unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, w)) & mask) == mask;
	}
#endif
	return (size_t)(end - p) > n && p[n] == '"' && memcmp(p, name, n) == 0;
}

// A name that is not the one that stood here before. n: the length of the key at p.
static bool looked_up(struct sketch *s, const struct text *path, const char *p, size_t n)
{
	struct text name = {p, n};
	if (path) {
		char *joined = arena_raw(s->a, path->n + 1 + n);
		memcpy(joined, path->p, path->n);
		joined[path->n] = '.';
		memcpy(joined + path->n + 1, p, n);
		name = (struct text){joined, path->n + 1 + n};
	}
	int id = name.n <= FLAT_NAME ? names_find(s->names, name, s->id) : -1;
	s->id = id >= 0 ? id : s->id;
	return id >= 0;
}

// The name of a member whose key begins at p, behind its quote: sets s->id and gives what stands behind the closing quote; NULL: not usual.
static inline const char *member(struct sketch *s, const struct text *path, const char *p)
{
	int id = names_guess(s->names, s->id);
	size_t before = path ? path->n + 1 : 0;
	if (id >= 0) {
		struct text g = s->names->name[id].text;
		bool below = !path || (g.n >= before && g.p[path->n] == '.' && memcmp(g.p, path->p, path->n) == 0);
		if (below && spelt(p, s->end, g.p + before, g.n - before)) {
			s->id = id;
			return p + g.n - before + 1;
		}
	}
	struct json_seen seen;
	const char *close = json_closing(&s->scan, p, &seen);
	if (!close || seen.back || seen.high || !looked_up(s, path, p, (size_t)(close - p)))
		return NULL;
	return close + 1;
}

static inline bool add(struct sketch *s, int id, struct text value, enum event_kind kind, const struct json_seen *seen)
{
	struct event *e = s->e;
	if (e->fields == e->room && !event_more(s->a, e))
		return false;
	e->field[e->fields++] = (struct event_field){s->names->name[id].text, value, kind, seen->high || seen->back, seen->odd, id};
	return true;
}

// A number, true, false or null at p.
static const char *bare(struct sketch *s, int id, const char *p)
{
	static const struct json_seen none;
	const char *from = p;
	bool number = (*p >= '0' && *p <= '9') || *p == '-';
	while (p < s->end && ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || *p == '.' || *p == '-' || *p == '+' || *p == 'E')) {
		number = number && (*p < 'a' || *p == 'e');
		p++;
	}
	struct text t = {from, (size_t)(p - from)};
	if (number)
		return add(s, id, t, EVENT_NUMBER, &none) ? p : NULL;
	if (text_is(t, "null"))
		return add(s, id, (struct text){"", 0}, EVENT_NULL, &none) ? p : NULL;
	if (!text_is(t, "true") && !text_is(t, "false"))
		return NULL;
	return add(s, id, t, *from == 't' ? EVENT_TRUE : EVENT_FALSE, &none) ? p : NULL;
}

static const char *object(struct sketch *s, const struct text *path, const char *p, int depth);
static const char *list(struct sketch *s, int id, const char *p, int depth);

// The value at p, of the name of number id.
static inline const char *value(struct sketch *s, int id, const char *p, int depth)
{
	if (*p == '"') {
		struct json_seen seen;
		const char *close = json_closing(&s->scan, p + 1, &seen);
		return close && add(s, id, (struct text){p + 1, (size_t)(close - p - 1)}, EVENT_TEXT, &seen) ? close + 1 : NULL;
	}
	if (*p == '{') {
		struct text path = s->names->name[id].text;
		return object(s, &path, p, depth - 1);
	}
	return *p == '[' ? list(s, id, p, depth - 1) : bare(s, id, p);
}

static const char *list(struct sketch *s, int id, const char *p, int depth)
{
	if (depth <= 0)
		return NULL;
	p = blanks(p + 1, s->end);
	if (p < s->end && *p == ']')
		return p + 1;
	for (;; p++) {
		p = blanks(p, s->end);
		if (p >= s->end || !(p = value(s, id, p, depth)))
			return NULL;
		p = blanks(p, s->end);
		if (p >= s->end || (*p != ',' && *p != ']'))
			return NULL;
		if (*p == ']')
			return p + 1;
	}
}

// An object at p, its members under a path (NULL: the record itself); gives what stands behind it, NULL: not usual.
static const char *object(struct sketch *s, const struct text *path, const char *p, int depth)
{
	if (depth <= 0)
		return NULL;
	p = blanks(p + 1, s->end);
	if (p < s->end && *p == '}')
		return p + 1;
	for (;; p++) {
		p = blanks(p, s->end);
		if (p >= s->end || *p != '"' || !(p = member(s, path, p + 1)))
			return NULL;
		int id = s->id;
		p = blanks(p, s->end);
		if (p >= s->end || *p != ':')
			return NULL;
		p = blanks(p + 1, s->end);
		if (p >= s->end || !(p = value(s, id, p, depth)))
			return NULL;
		p = blanks(p, s->end);
		if (p >= s->end || (*p != ',' && *p != '}'))
			return NULL;
		if (*p == '}')
			return p + 1;
	}
}

bool json_sketch(struct names *names, struct arena *a, struct text record, struct event *ret)
{
	struct sketch s = {.a = a, .names = names, .e = ret, .end = record.p + record.n, .scan = json_scan_new(record), .id = -1};
	const char *p = blanks(record.p, s.end);
	if (p < s.end && *p == '{' && (p = object(&s, NULL, p, FLAT_DEPTH)) && blanks(p, s.end) == s.end) {
		ret->raw = record;
		ret->at = -1;
		return true;
	}
	*ret = (struct event){.at = -1};
	return json_flatten(a, record, 0, ret);
}
