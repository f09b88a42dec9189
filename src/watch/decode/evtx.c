// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Windows event logs: a header of 4096 bytes, then chunks of 65536, each with its own header (512 bytes) and records of binary XML that never point out of their chunk.
// A chunk is copied off the stream and read record by record; a record becomes JSON in the shape of evtx_dump. What is damaged is dropped and counted one by one: a header, a
// chunk whose checksum is wrong, a stretch without a record, a record that cannot be read; reading goes on behind it. Of a file that Windows had open, checksums of
// chunks say nothing and are not looked at. A template or name that stands in a damaged place costs the records that need it, no more.
#include "../../base/clock.h"
#include "decode.h"
#include "evtx_tree.h"
#include "json_flat.h"

#include <string.h>

enum { FILE_HEADER = 4096, CHUNK_HEADER = 512, RECORD_HEADER = 24, RECORD_LEAST = RECORD_HEADER + 4, FILE_DIRTY = 1 };

struct state {
	struct evtx_tree x;
	char json[DECODE_RECORD];
	enum { AT_HEADER, AT_CHUNK, AT_RECORDS } phase;
	bool dirty;       // Windows had the file open
	bool cut;         // the chunk ends before its records do: to be said when they are read
	uint32_t at, end; // records of the chunk that are not read yet
	int64_t now;
	uint32_t crc[8][256];
};

static int knows(struct text t, struct text name)
{
	if (t.n >= 8 && memcmp(t.p, "ElfFile", 8) == 0)
		return 100;
	if (t.n >= 8 && memcmp(t.p, "ElfChnk", 8) == 0)
		return 90;
	return text_ends(name, ".evtx") ? 30 : 0;
}

// The table of CRC-32 (that of zlib) for eight bytes at once.
static void crc_table(uint32_t table[8][256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ 0xedb88320 : c >> 1;
		table[0][i] = c;
	}
	for (int k = 1; k < 8; k++)
		for (uint32_t i = 0; i < 256; i++)
			table[k][i] = table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 255];
}

// Goes on from `crc`.
static uint32_t crc_of(uint32_t t[8][256], uint32_t crc, const unsigned char *p, size_t n)
{
	crc = ~crc;
	for (; n >= 8; n -= 8, p += 8) {
		uint32_t a = crc ^ evtx_u32(p), b = evtx_u32(p + 4);
		crc = t[7][a & 255] ^ t[6][a >> 8 & 255] ^ t[5][a >> 16 & 255] ^ t[4][a >> 24] ^ t[3][b & 255] ^ t[2][b >> 8 & 255] ^ t[1][b >> 16 & 255] ^ t[0][b >> 24];
	}
	for (; n; n--, p++)
		crc = crc >> 8 ^ t[0][(crc ^ *p) & 255];
	return ~crc;
}

static bool empty(const unsigned char *p, size_t n)
{
	return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

// Copies from the stream until n bytes are in the chunk; false when there are not so many.
static bool fill(struct state *s, struct text *rest, uint32_t n)
{
	size_t k = n - s->x.have < rest->n ? n - s->x.have : rest->n;
	memcpy(s->x.chunk + s->x.have, rest->p, k);
	s->x.have += (uint32_t)k;
	*rest = text_after(*rest, k);
	return s->x.have == n;
}

// The header of the file; false when it is damaged. A stream may begin with a chunk.
static bool header(struct state *s)
{
	const unsigned char *p = s->x.chunk;
	s->phase = AT_CHUNK;
	if (s->x.have >= 8 && memcmp(p, "ElfChnk", 8) == 0)
		return true;
	uint32_t have = s->x.have;
	s->x.have = 0;
	if (have < FILE_HEADER || memcmp(p, "ElfFile", 8) != 0)
		return have == 0;
	bool good = crc_of(s->crc, 0, p, 120) == evtx_u32(p + 124);
	s->dirty = good && evtx_u32(p + 120) & FILE_DIRTY;
	return good;
}

// The header of the chunk that was read; false when it or what its checksum is of is damaged. Its records are read in any case.
static bool chunk(struct state *s)
{
	const unsigned char *p = s->x.chunk;
	uint32_t have = s->x.have;
	s->phase = AT_RECORDS;
	s->at = CHUNK_HEADER;
	s->end = have;
	s->cut = false;
	evtx_tree_chunk(&s->x);
	if (empty(p, have)) {
		s->at = s->end = 0;
		return true;
	}
	if (have < CHUNK_HEADER || memcmp(p, "ElfChnk", 8) != 0)
		return false;
	uint32_t used = evtx_u32(p + 48);
	if (crc_of(s->crc, crc_of(s->crc, 0, p, 120), p + 128, CHUNK_HEADER - 128) != evtx_u32(p + 124) || used < CHUNK_HEADER || used > EVTX_CHUNK)
		return s->dirty;
	if (used > have)
		return s->cut = true;
	if (s->dirty)
		return true;
	s->end = used;
	return crc_of(s->crc, 0, p + CHUNK_HEADER, used - CHUNK_HEADER) == evtx_u32(p + 52);
}

// Whether a record stands at an offset; its size.
static bool record_at(const struct state *s, uint32_t at, uint32_t *ret_size)
{
	const unsigned char *p = s->x.chunk + at;
	if (s->end - at < RECORD_LEAST || memcmp(p, "**\0", 4) != 0)
		return false;
	uint32_t size = evtx_u32(p + 4);
	*ret_size = size;
	return size >= RECORD_LEAST && size <= s->end - at && evtx_u32(p + size - 4) == size;
}

// Goes to the next record, wherever it is: false when what was passed over is no mere room that is left.
static bool seek(struct state *s)
{
	uint32_t from = s->at, size;
	while (s->at < s->end && !record_at(s, s->at, &size))
		s->at += s->end - s->at < 4 ? s->end - s->at : 4;
	if (s->at == s->end && s->cut)
		return s->cut = false;
	return s->at == s->end && s->dirty ? memcmp(s->x.chunk + from, "**\0", s->end - from < 4 ? s->end - from : 4) != 0 || s->end == from
	                                   : empty(s->x.chunk + from, s->at - from);
}

// The record at s->at, as JSON.
static enum decode_said record(struct state *s, struct text *ret)
{
	uint32_t at = s->at, size = evtx_u32(s->x.chunk + at + 4);
	struct evtx_out o = {s->json, 0, sizeof s->json, false};
	s->at += size;
	if (!evtx_tree_read(&s->x, at + RECORD_HEADER, at + size - 4))
		return DECODE_BAD;
	evtx_json(&s->x, &o);
	s->x.budget -= (int)(o.n / 16);
	*ret = (struct text){s->json, o.n};
	return o.over ? DECODE_BAD : DECODE_ONE;
}

static enum decode_said next(void *state, struct text *rest, bool last, struct text *ret)
{
	struct state *s = state;
	for (;;) {
		uint32_t want = s->phase == AT_HEADER ? FILE_HEADER : EVTX_CHUNK;
		if (s->phase == AT_RECORDS) {
			if (!seek(s))
				return DECODE_BAD;
			if (s->at < s->end)
				return record(s, ret);
			s->phase = AT_CHUNK;
			s->x.have = 0;
			continue;
		}
		if (!fill(s, rest, want) && !last)
			return DECODE_MORE;
		if (!s->x.have)
			return DECODE_END;
		if (s->phase == AT_HEADER) {
			s->now = clock_now() * 1000;
			crc_table(s->crc);
		}
		if (s->phase == AT_HEADER ? !header(s) : !chunk(s))
			return DECODE_BAD;
	}
}

// The JSON that next made.
static bool fields(void *state, struct arena *a, struct text record_text, struct event *ret)
{
	const struct state *s = state;
	return json_flatten(a, record_text, s ? s->now : 0, ret);
}

const struct decoder decode_evtx = {"evtx", "product=windows", knows, sizeof(struct state), next, .fields = fields, .lends = true};
