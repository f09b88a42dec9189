// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// LZ4; see lz4.h. The window that matches may reach back into is 64 KiB; a frame is unpacked through a buffer of one window
// and one block, so that memory does not grow with the file.
#include "lz4.h"

#include <string.h>

#define WINDOW 65536u
#define FRAME_MAGIC 0x184D2204u
#define BLOCK_MAX ((size_t)4 * 1024 * 1024)

static uint32_t le32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
}

// Reads the bytes that lengthen a length of 15.
static bool more_length(const unsigned char **p, const unsigned char *end, size_t *n)
{
	unsigned char c;
	do {
		if (*p >= end)
			return false;
		c = *(*p)++;
		*n += c;
	} while (c == 255);
	return true;
}

// Unpacks a block behind the `have` bytes that stand in out already; gives how many stand there then, 0 when damaged.
static size_t block(struct text in, char *out, size_t have, size_t room)
{
	const unsigned char *p = (const unsigned char *)in.p, *end = p + in.n;
	while (p < end) {
		unsigned token = *p++;
		size_t n = token >> 4;
		if (n == 15 && !more_length(&p, end, &n))
			return 0;
		if (n > (size_t)(end - p) || n > room - have)
			return 0;
		memcpy(out + have, p, n);
		have += n;
		p += n;
		if (p == end)
			break;
		if (end - p < 2)
			return 0;
		size_t back = (size_t)p[0] | (size_t)p[1] << 8;
		p += 2;
		n = token & 15;
		if (n == 15 && !more_length(&p, end, &n))
			return 0;
		n += 4;
		if (!back || back > have || n > room - have)
			return 0;
		if (back >= n)
			memcpy(out + have, out + have - back, n);
		else
			for (size_t i = 0; i < n; i++)
				out[have + i] = out[have + i - back];
		have += n;
	}
	return have;
}

bool lz4_read_block(struct text in, char *out, size_t n, struct err *e)
{
	if (n == 0)
		return in.n <= 1 || err_set(e, "a packed block is damaged");
	return block(in, out, 0, n) == n || err_set(e, "a packed block is damaged");
}

// Reads the head of a frame; sets what stands behind it and how blocks end.
static bool frame_head(struct text *in, bool *ret_checksums)
{
	if (in->n < 7 || le32(in->p) != FRAME_MAGIC)
		return false;
	unsigned flags = (unsigned char)in->p[4];
	if (flags >> 6 != 1)
		return false;
	*ret_checksums = flags & 0x10;
	size_t n = 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
	if (in->n < n)
		return false;
	*in = text_after(*in, n);
	return true;
}

bool lz4_read_frame(struct arena *a, struct text in, size_t max, bool (*take)(void *arg, struct text piece), void *arg, struct err *e)
{
	bool checksums;
	if (!frame_head(&in, &checksums))
		return err_set(e, "this is not an LZ4 frame");
	struct arena_mark mark = arena_mark(a);
	char *out = arena_raw(a, WINDOW + BLOCK_MAX);
	size_t have = 0, total = 0;
	bool good = false;
	while (in.n >= 4) {
		uint32_t head = le32(in.p);
		size_t n = head & 0x7fffffffu;
		in = text_after(in, 4);
		if ((good = n == 0))
			break;
		if (n > in.n || n > BLOCK_MAX)
			break;
		if (have > WINDOW) {
			memmove(out, out + have - WINDOW, WINDOW);
			have = WINDOW;
		}
		size_t now = have + n;
		if (head & 0x80000000u)
			memcpy(out + have, in.p, n);
		else
			now = block((struct text){in.p, n}, out, have, WINDOW + BLOCK_MAX);
		if (now < have || !now || (total += now - have) > max)
			break;
		if ((good = !take(arg, (struct text){out + have, now - have})))
			break;
		have = now;
		in = text_after(in, n + (checksums ? 4 : 0));
	}
	arena_rewind(a, mark);
	return good || err_set(e, "an LZ4 frame is damaged or too large");
}

static void put_length(char **out, size_t n)
{
	for (; n >= 255; n -= 255)
		*(*out)++ = (char)255;
	*(*out)++ = (char)n;
}

// Writes literals and, when match is not 0, a match of that length.
static void put(char **out, struct text literals, size_t back, size_t match)
{
	size_t m = match ? match - 4 : 0;
	*(*out)++ = (char)((literals.n < 15 ? literals.n : 15) << 4 | (m < 15 ? m : 15));
	if (literals.n >= 15)
		put_length(out, literals.n - 15);
	if (literals.n)
		memcpy(*out, literals.p, literals.n);
	*out += literals.n;
	if (!match)
		return;
	*(*out)++ = (char)(back & 255);
	*(*out)++ = (char)(back >> 8);
	if (m >= 15)
		put_length(out, m - 15);
}

struct text lz4_pack_block(struct arena *a, struct text t)
{
	enum { BITS = 14, TAIL = 12 }; // the last match starts 12 bytes before the end, the last 5 bytes are literals
	uint32_t *seen = arena_alloc(a, sizeof *seen << BITS);
	char *start = arena_raw(a, t.n + t.n / 255 + 32), *out = start;
	size_t from = 0, i = 1;
	while (t.n > TAIL && i < t.n - TAIL) {
		uint32_t word = le32(t.p + i), *slot = &seen[word * 2654435761u >> (32 - BITS)];
		size_t was = *slot;
		*slot = (uint32_t)i;
		if (i - was >= WINDOW || le32(t.p + was) != word || was == i) {
			i++;
			continue;
		}
		size_t n = 4;
		while (i + n < t.n - 5 && t.p[was + n] == t.p[i + n])
			n++;
		put(&out, (struct text){t.p + from, i - from}, i - was, n);
		i += n;
		from = i;
	}
	put(&out, (struct text){t.p + from, t.n - from}, 0, 0);
	return (struct text){start, (size_t)(out - start)};
}
