// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// JSON; see json.h. A recursive reader: the depth that the caller allows bounds the stack.
#include "json.h"

#include <stdlib.h>
#include <string.h>

struct reader {
	struct arena *a;
	const char *p, *end, *start;
	int depth;
	struct err *e;
};

static bool wrong(struct reader *r, const char *what)
{
	return err_set(r->e, "this is not good JSON at byte %zu: %s", (size_t)(r->p - r->start), what);
}

static void space(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r'))
		r->p++;
}

static bool hex4(struct reader *r, uint32_t *ret)
{
	int64_t v;
	if (r->end - r->p < 4 || *r->p == '-' || !text_int((struct text){r->p, 4}, 16, &v))
		return wrong(r, "four hexadecimal digits are missing after \\u");
	r->p += 4;
	*ret = (uint32_t)v;
	return true;
}

static size_t utf8(char *out, uint32_t c)
{
	if (c < 0x80)
		return out[0] = (char)c, 1;
	if (c < 0x800)
		return out[0] = (char)(0xc0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
	if (c < 0x10000)
		return out[0] = (char)(0xe0 | c >> 12), out[1] = (char)(0x80 | (c >> 6 & 63)), out[2] = (char)(0x80 | (c & 63)), 3;
	out[0] = (char)(0xf0 | c >> 18), out[1] = (char)(0x80 | (c >> 12 & 63));
	return out[2] = (char)(0x80 | (c >> 6 & 63)), out[3] = (char)(0x80 | (c & 63)), 4;
}

// Reads what stands behind a backslash and writes it at out.
static bool escape(struct reader *r, char **out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = r->p < r->end ? *r->p++ : 0;
	const char *at = c ? strchr(from, c) : NULL;
	if (at) {
		*(*out)++ = to[at - from];
		return true;
	}
	uint32_t v = 0, low = 0;
	if (c != 'u' || !hex4(r, &v))
		return wrong(r, "an unknown escape");
	if (v >= 0xd800 && v < 0xdc00) {
		if (r->end - r->p < 2 || r->p[0] != '\\' || r->p[1] != 'u')
			return wrong(r, "half a surrogate pair");
		r->p += 2;
		if (!hex4(r, &low) || low < 0xdc00 || low > 0xdfff)
			return wrong(r, "half a surrogate pair");
		v = 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
	} else if (v >= 0xdc00 && v <= 0xdfff)
		return wrong(r, "half a surrogate pair");
	if (!v)
		return wrong(r, "a NUL character");
	*out += utf8(*out, v);
	return true;
}

// Good UTF-8; control characters that came in as escapes are allowed here.
static bool utf8_good(struct text t)
{
	for (size_t i = 0; i < t.n;) {
		size_t from = i;
		while (i < t.n && (unsigned char)t.p[i] >= 0x20)
			i++;
		if (!text_clean((struct text){t.p + from, i - from}))
			return false;
		i += i < t.n;
	}
	return true;
}

static bool string(struct reader *r, struct text *ret)
{
	const char *from = ++r->p;
	bool plain = true;
	while (r->p < r->end && *r->p != '"') {
		if ((unsigned char)*r->p < 0x20)
			return wrong(r, "a control character in a text");
		if (*r->p == '\\') {
			plain = false;
			r->p++;
		}
		r->p++;
	}
	if (r->p >= r->end)
		return wrong(r, "a text without its closing quote");
	struct text raw = {from, (size_t)(r->p - from)};
	r->p++;
	if (!plain) {
		struct reader in = {r->a, raw.p, raw.p + raw.n, r->start, 0, r->e};
		char *to = arena_raw(r->a, raw.n + 1), *out = to;
		while (in.p < in.end)
			if (*in.p != '\\')
				*out++ = *in.p++;
			else if (in.p++, !escape(&in, &out))
				return false;
		raw = (struct text){to, (size_t)(out - to)};
	}
	if (!utf8_good(raw))
		return wrong(r, "bytes that are not UTF-8");
	*ret = raw;
	return true;
}

static bool number(struct reader *r, struct json *j)
{
	const char *from = r->p;
	bool real = false;
	if (r->p < r->end && *r->p == '-')
		r->p++;
	const char *first = r->p;
	while (r->p < r->end && ((*r->p >= '0' && *r->p <= '9') || strchr(".eE+-", *r->p))) {
		if (*r->p < '0' || *r->p > '9')
			real = true;
		r->p++;
	}
	struct text t = {from, (size_t)(r->p - from)};
	if (r->p == first || *first < '0' || *first > '9' || (*first == '0' && r->p - first > 1 && first[1] >= '0' && first[1] <= '9') || t.n > 40)
		return wrong(r, "a number of a wrong form");
	if (!real) {
		j->type = JSON_INT;
		return text_int(t, 10, &j->integer) || wrong(r, "a whole number that is too large");
	}
	char copy[48], *end;
	memcpy(copy, t.p, t.n);
	copy[t.n] = 0;
	j->type = JSON_REAL;
	j->real = strtod(copy, &end);
	char last = copy[t.n - 1];
	bool finite = j->real - j->real == 0;
	return (*end == 0 && last >= '0' && last <= '9' && finite) || wrong(r, "a number of a wrong form");
}

static bool value(struct reader *r, struct json **ret);

static bool member_key(struct reader *r, const struct json *parent, struct text *ret)
{
	space(r);
	if (r->p >= r->end || *r->p != '"')
		return wrong(r, "a name in quotes is missing");
	if (!string(r, ret))
		return false;
	for (const struct json *m = parent->child; m; m = m->next)
		if (m->key.n == ret->n && memcmp(m->key.p, ret->p, ret->n) == 0)
			return wrong(r, "a name that stands twice");
	space(r);
	if (r->p >= r->end || *r->p != ':')
		return wrong(r, "a colon is missing");
	r->p++;
	return true;
}

// Reads the inside of an array or object, its closing sign included.
static bool inside(struct reader *r, struct json *j, char close)
{
	if (r->depth-- <= 0)
		return wrong(r, "too deep");
	struct json **last = &j->child;
	for (r->p++, space(r);; r->p++) {
		if (!j->child && (space(r), r->p < r->end && *r->p == close))
			break;
		struct text key = {"", 0};
		if (j->type == JSON_OBJECT && !member_key(r, j, &key))
			return false;
		if (!value(r, last))
			return false;
		(*last)->key = key;
		last = &(*last)->next;
		space(r);
		if (r->p < r->end && *r->p == close)
			break;
		if (r->p >= r->end || *r->p != ',')
			return wrong(r, "a comma or a closing bracket is missing");
	}
	r->p++;
	r->depth++;
	return true;
}

static bool word(struct reader *r, const char *w)
{
	if (!text_starts((struct text){r->p, (size_t)(r->end - r->p)}, w))
		return wrong(r, "an unknown word");
	r->p += strlen(w);
	return true;
}

static bool value(struct reader *r, struct json **ret)
{
	struct json *j = arena_alloc(r->a, sizeof *j);
	*ret = j;
	space(r);
	if (r->p >= r->end)
		return wrong(r, "it ends too soon");
	switch (*r->p) {
	case '{': j->type = JSON_OBJECT; return inside(r, j, '}');
	case '[': j->type = JSON_ARRAY; return inside(r, j, ']');
	case '"': j->type = JSON_TEXT; return string(r, &j->text);
	case 't': j->type = JSON_TRUE; return word(r, "true");
	case 'f': j->type = JSON_FALSE; return word(r, "false");
	case 'n': j->type = JSON_NULL; return word(r, "null");
	default: return number(r, j);
	}
}

bool json_read(struct arena *a, struct text t, int depth, struct json **ret, struct err *e)
{
	struct reader r = {a, t.p, t.p + t.n, t.p, depth > 64 ? 64 : depth, e};
	struct json *j = NULL;
	if (!value(&r, &j))
		return false;
	space(&r);
	if (r.p != r.end)
		return wrong(&r, "something stands behind it");
	*ret = j;
	return true;
}

const struct json *json_get(const struct json *j, const char *key)
{
	if (!j || j->type != JSON_OBJECT)
		return NULL;
	for (const struct json *m = j->child; m; m = m->next)
		if (text_is(m->key, key))
			return m;
	return NULL;
}

struct text json_get_text(const struct json *j, const char *key, const char *otherwise)
{
	const struct json *m = json_get(j, key);
	return m && m->type == JSON_TEXT ? m->text : text_of(otherwise);
}

int64_t json_get_int(const struct json *j, const char *key, int64_t otherwise)
{
	const struct json *m = json_get(j, key);
	return m && m->type == JSON_INT ? m->integer : otherwise;
}

void json_write(struct buf *b, struct text t)
{
	buf_char(b, '"');
	for (size_t i = 0; i < t.n;) {
		size_t from = i;
		while (i < t.n && (unsigned char)t.p[i] >= 0x20 && (unsigned char)t.p[i] < 0x7f && t.p[i] != '"' && t.p[i] != '\\')
			i++;
		buf_add(b, t.p + from, i - from);
		if (i == t.n)
			break;
		unsigned char c = (unsigned char)t.p[i];
		size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
		if (c == '"' || c == '\\') {
			buf_char(b, '\\');
			buf_char(b, (char)c);
		} else if (c < 0x20 || c == 0x7f)
			buf_printf(b, "\\u%04x", c);
		else if (len > 1 && len <= t.n - i && text_clean((struct text){t.p + i, len}))
			buf_add(b, t.p + i, len);
		else {
			buf_str(b, "\xef\xbf\xbd");
			len = 1;
		}
		i += len;
	}
	buf_char(b, '"');
}
