// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Encodings that rules ask for: UTF-16 and Base64; see rule_read.h.
#include "rule_read.h"

#include <string.h>

// The next code point of good UTF-8; other bytes are taken as they are.
static unsigned next(struct text *t)
{
	const unsigned char *p = (const unsigned char *)t->p;
	int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
	unsigned c = *p & (more ? 0x3fu >> more : 0xffu);
	for (int i = 1; i <= more; i++) {
		if ((size_t)i >= t->n || (p[i] & 0xc0) != 0x80) {
			c = *p;
			more = 0;
			break;
		}
		c = c << 6 | (p[i] & 0x3fu);
	}
	*t = text_after(*t, (size_t)more + 1);
	return c;
}

struct text code_utf16(struct arena *a, struct text t, bool big, bool mark)
{
	char *out = arena_raw(a, 2 * t.n + 2);
	size_t n = 0;
	if (mark) {
		out[n++] = (char)0xff;
		out[n++] = (char)0xfe;
	}
	while (t.n) {
		unsigned c = next(&t), unit[2] = {c, 0};
		if (c > 0xffff) {
			unit[0] = 0xd800 | (c - 0x10000) >> 10;
			unit[1] = 0xdc00 | ((c - 0x10000) & 0x3ff);
		}
		for (int i = 0; i < (c > 0xffff ? 2 : 1); i++) {
			out[n++] = (char)(big ? unit[i] >> 8 : unit[i] & 0xff);
			out[n++] = (char)(big ? unit[i] & 0xff : unit[i] >> 8);
		}
	}
	return (struct text){out, n};
}

struct text code_base64(struct arena *a, struct text t)
{
	static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = arena_raw(a, (t.n + 2) / 3 * 4);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i += 3) {
		unsigned b[3] = {0, 0, 0};
		size_t have = t.n - i < 3 ? t.n - i : 3;
		for (size_t k = 0; k < have; k++)
			b[k] = (unsigned char)t.p[i + k];
		unsigned v = b[0] << 16 | b[1] << 8 | b[2];
		out[n++] = letter[v >> 18];
		out[n++] = letter[v >> 12 & 63];
		out[n++] = have > 1 ? letter[v >> 6 & 63] : '=';
		out[n++] = have > 2 ? letter[v & 63] : '=';
	}
	return (struct text){out, n};
}

struct text code_base64_part(struct arena *a, struct text t, int shift)
{
	char *bytes = arena_raw(a, t.n + 2);
	memset(bytes, ' ', 2);
	if (t.n)
		memcpy(bytes + shift, t.p, t.n);
	size_t all = t.n + (size_t)shift;
	struct text whole = code_base64(a, (struct text){bytes, all});
	// Letters that hold a bit of what stands before or behind are left out.
	size_t from = shift == 0 ? 0 : (size_t)shift + 1, to = (all * 8) / 6;
	return to > from ? (struct text){whole.p + from, to - from} : (struct text){whole.p, 0};
}
