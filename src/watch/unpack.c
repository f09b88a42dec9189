// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// gzip (RFC 1952, zlib) and zstd (RFC 8878, libzstd); see unpack.h.
#include "unpack.h"
#include "input.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { PACKED = 65536, WINDOW_LOG = 25, MAGIC = 4 };
enum kind { UNKNOWN, PLAIN, GZ, ZST };

struct unpack {
	enum kind kind;
	z_stream z;
	ZSTD_DCtx *zst;
	bool inside, ended; // within a member or frame; all packed bytes have come
	const char *wrong;
	int64_t taken, given;
	size_t at, n; // what is left of in
	unsigned char in[PACKED];
};

struct unpack *unpack_new(void)
{
	struct unpack *u = calloc(1, sizeof *u);
	if (u && inflateInit2(&u->z, 15 + 16) != Z_OK) {
		free(u);
		return NULL;
	}
	return u;
}

void unpack_free(struct unpack *u)
{
	if (!u)
		return;
	inflateEnd(&u->z);
	ZSTD_freeDCtx(u->zst);
	free(u);
}

void unpack_start(struct unpack *u)
{
	u->kind = UNKNOWN;
	u->inside = u->ended = false;
	u->wrong = NULL;
	u->taken = u->given = 0;
	u->at = u->n = 0;
}

static void more(struct unpack *u, unpack_fetch *fetch, void *arg)
{
	if (u->at < u->n || u->ended)
		return;
	u->at = 0;
	u->n = fetch(arg, u->in, sizeof u->in);
	u->ended = u->n == 0;
	u->taken += (int64_t)u->n;
}

static enum kind kind_of(const unsigned char *p, size_t n)
{
	if (n >= 3 && p[0] == 0x1f && p[1] == 0x8b && p[2] == 8)
		return GZ;
	if (n >= MAGIC && ((p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd) || ((p[0] & 0xf0) == 0x50 && p[1] == 0x2a && p[2] == 0x4d && p[3] == 0x18)))
		return ZST;
	return PLAIN;
}

// Reads until there is enough to tell by, or nothing more comes.
static void begin(struct unpack *u, unpack_fetch *fetch, void *arg)
{
	size_t got = 1;
	while (u->n < MAGIC && got) {
		got = fetch(arg, u->in + u->n, sizeof u->in - u->n);
		u->n += got;
	}
	u->ended = got == 0;
	u->taken = (int64_t)u->n;
	u->kind = kind_of(u->in, u->n);
	if (u->kind == GZ)
		inflateReset2(&u->z, 15 + 16);
	if (u->kind != ZST)
		return;
	if (!u->zst && (u->zst = ZSTD_createDCtx()))
		ZSTD_DCtx_setParameter(u->zst, ZSTD_d_windowLogMax, WINDOW_LOG);
	if (!u->zst)
		u->wrong = "there is no memory to unpack it";
	else
		ZSTD_DCtx_reset(u->zst, ZSTD_reset_session_only);
}

static size_t plain(struct unpack *u, unpack_fetch *fetch, void *arg, void *p, size_t n)
{
	size_t first = u->n - u->at < n ? u->n - u->at : n;
	memcpy(p, u->in + u->at, first);
	u->at += first;
	if (!u->ended && first < n && (first == 0 || first == PACKED))
		first += fetch(arg, (char *)p + first, n - first);
	return first;
}

// Behind a member: the next one, or zeros that fill up a block, or nothing.
static bool next_member(struct unpack *u)
{
	while (u->at < u->n && u->in[u->at] == 0)
		u->at++;
	if (u->at == u->n)
		return false;
	u->inside = u->in[u->at] == 0x1f;
	if (!u->inside)
		u->wrong = "what stands behind the packed bytes is not packed";
	else
		inflateReset(&u->z);
	return u->inside;
}

static size_t gz(struct unpack *u, void *p, size_t n)
{
	if (!u->inside && !next_member(u))
		return 0;
	u->z.next_in = u->in + u->at;
	u->z.avail_in = (uInt)(u->n - u->at);
	u->z.next_out = p;
	u->z.avail_out = (uInt)n;
	int said = inflate(&u->z, Z_NO_FLUSH);
	u->at = u->n - u->z.avail_in;
	u->inside = said != Z_STREAM_END;
	if (said != Z_OK && said != Z_STREAM_END && said != Z_BUF_ERROR)
		u->wrong = "its gzip data are damaged";
	return n - u->z.avail_out;
}

static size_t zst(struct unpack *u, void *p, size_t n)
{
	if (u->at == u->n && !u->inside)
		return 0; // between frames
	ZSTD_inBuffer from = {u->in, u->n, u->at};
	ZSTD_outBuffer to = {p, n, 0};
	size_t said = ZSTD_decompressStream(u->zst, &to, &from);
	u->at = from.pos;
	u->inside = said != 0;
	if (ZSTD_isError(said))
		u->wrong = ZSTD_getErrorCode(said) == ZSTD_error_frameParameter_windowTooLarge ? "it wants more memory to be unpacked than is given" : "its zstd data are damaged";
	return to.pos;
}

// Fills p as far as packed bytes come. What was unpacked before something wrong is given; the next call then gives 0.
static size_t packed(struct unpack *u, unpack_fetch *fetch, void *arg, void *p, size_t n)
{
	size_t got = 0;
	while (got < n && !u->wrong) {
		more(u, fetch, arg);
		size_t at = u->at;
		size_t one = u->kind == GZ ? gz(u, (char *)p + got, n - got) : zst(u, (char *)p + got, n - got);
		got += one;
		if (one == 0 && u->at == at) {
			if (u->inside && !u->wrong)
				u->wrong = u->ended ? "it ends too early" : "its packed data are damaged";
			break;
		}
		if (u->at == u->n && got >= n / 2)
			break;
	}
	return got;
}

size_t unpack_read(struct unpack *u, unpack_fetch *fetch, void *arg, void *p, size_t n)
{
	if (u->kind == UNKNOWN) {
		begin(u, fetch, arg);
		u->inside = u->kind == GZ;
	}
	if (u->wrong)
		return 0;
	size_t got = u->kind == PLAIN ? plain(u, fetch, arg, p, n) : packed(u, fetch, arg, p, n);
	u->given += (int64_t)got;
	if (u->kind != PLAIN && u->given > INPUT_FREE && u->given / INPUT_RATIO > u->taken)
		u->wrong = "it unpacks to so much more than its size that no log does so, and is not read further";
	return got;
}

const char *unpack_wrong(const struct unpack *u)
{
	return u->wrong;
}

int64_t unpack_given(const struct unpack *u)
{
	return u->given;
}
