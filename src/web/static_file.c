// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Files of data/static: the style sheet, the little JavaScript, pictures. Answers are made once, plain and compressed, and kept; see server.h.
#include "server.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct static_file {
	const char *name, *address;
	struct MHD_Response *plain, *zip;
};

static const char *type_of(const char *name)
{
	const char *dot = strrchr(name, '.');
	if (dot && strcmp(dot, ".css") == 0)
		return "text/css; charset=utf-8";
	if (dot && strcmp(dot, ".js") == 0)
		return "text/javascript; charset=utf-8";
	if (dot && strcmp(dot, ".svg") == 0)
		return "image/svg+xml";
	return dot && strcmp(dot, ".png") == 0 ? "image/png" : "application/octet-stream";
}

static struct MHD_Response *response(const char *name, const void *p, size_t n, bool zip)
{
	union {
		const void *in;
		void *out;
	} from = {p};
	struct MHD_Response *r = MHD_create_response_from_buffer(n, from.out, MHD_RESPMEM_MUST_COPY);
	struct port plain = {0};
	MHD_add_response_header(r, "Content-Type", type_of(name));
	MHD_add_response_header(r, "Vary", "Accept-Encoding");
	if (zip)
		MHD_add_response_header(r, "Content-Encoding", "gzip");
	answer_headers(&(struct request){.port = &plain}, r, true);
	return r;
}

static struct MHD_Response *zipped(struct arena *a, const char *name, struct text body)
{
	z_stream z = {0};
	size_t room = compressBound(body.n) + 64;
	char *p = arena_raw(a, room);
	union {
		const char *in;
		Bytef *out;
	} from = {body.p};
	deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
	z.next_in = from.out;
	z.avail_in = (uInt)body.n;
	z.next_out = (Bytef *)p;
	z.avail_out = (uInt)room;
	bool good = deflate(&z, Z_FINISH) == Z_STREAM_END;
	size_t n = room - z.avail_out;
	deflateEnd(&z);
	return good && n < body.n ? response(name, p, n, true) : NULL;
}

// A name and eight digits of the hash of the content: a new version is a new address.
static const char *address(struct arena *a, const char *name, struct text body)
{
	unsigned char hash[16];
	char hex[33];
	crypto_generichash(hash, sizeof hash, (const unsigned char *)body.p, body.n, NULL, 0);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	return arena_printf(a, "/static/%s?v=%.8s", name, hex);
}

static void end(void *arg)
{
	struct server *s = arg;
	for (int i = 0; i < s->file_n; i++) {
		MHD_destroy_response(s->file[i].plain);
		if (s->file[i].zip)
			MHD_destroy_response(s->file[i].zip);
	}
}

bool static_load(struct server *s, struct db *d, struct err *e)
{
	s->file = arena_alloc(s->a, (size_t)db_int(d, "SELECT count(*) FROM cat.static", 0, "") * sizeof *s->file);
	struct rows r = db_rows(d, "SELECT name, body FROM cat.static", "");
	struct arena *a = arena_new();
	while (rows_next(&r, e)) {
		struct static_file *f = &s->file[s->file_n++];
		struct text body = rows_blob(&r, 1);
		f->name = arena_strdup(s->a, rows_text(&r, 0));
		f->address = address(s->a, f->name, body);
		f->plain = response(f->name, body.p, body.n, false);
		f->zip = zipped(a, f->name, body);
	}
	arena_free(a);
	arena_defer(s->a, end, s);
	return !e->text[0];
}

const char *static_address(const struct server *s, const char *name)
{
	for (int i = 0; i < s->file_n; i++)
		if (strcmp(s->file[i].name, name) == 0)
			return s->file[i].address;
	return "";
}

enum MHD_Result static_answer(struct request *q, const char *name)
{
	for (int i = 0; i < q->s->file_n; i++) {
		struct static_file *f = &q->s->file[i];
		if (strcmp(f->name, name) != 0)
			continue;
		const char *t = f->zip ? MHD_lookup_connection_value(q->c, MHD_HEADER_KIND, "Accept-Encoding") : NULL;
		return MHD_queue_response(q->c, MHD_HTTP_OK, t && strstr(t, "gzip") ? f->zip : f->plain);
	}
	return answer_raw(q, MHD_HTTP_NOT_FOUND, "text/plain", strdup("not found\n"), 10, NULL);
}
