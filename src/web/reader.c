// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a thread that reads owns: connections to the firm's file (where pages read) and to the secret file (where sessions are looked up, which
// no page can reach), and its page drawer; see server.h.
#include "../base/clock.h"
#include "../core/firm.h"
#include "door/door.h"
#include "server.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

static pthread_key_t mine;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end(void *arg)
{
	struct reader *r = arg;
	deflateEnd(r->zip);
	arena_free(r->job);
	arena_free(r->a);
}

static void make_key(void)
{
	pthread_key_create(&mine, end);
}

static struct reader *make(struct server *s)
{
	struct arena *a = arena_new();
	struct reader *r = arena_alloc(a, sizeof *r);
	struct err e = {0};
	r->a = a;
	r->d = firm_open(a, s->db_path, s->image, &e);
	r->secret = r->d && firm_lists(r->d, &e) ? door_open(a, s->secret_path, &e) : NULL;
	if (!r->secret) {
		fprintf(stderr, "bolwerk serve: %s\n", e.text);
		arena_free(a);
		return NULL;
	}
	db_read_only(r->d);
	db_read_only(r->secret);
	r->drawer = page_drawer_new(a, s->pages, r->d);
	r->job = arena_new();
	r->out = buf_new(a, PAGE_BYTES_MAX);
	z_stream *zip = arena_alloc(a, sizeof *zip);
	deflateInit2(zip, 4, Z_DEFLATED, 15 + 16, 7, Z_DEFAULT_STRATEGY); // gzip, with 24 KB of memory less than usual
	r->zip = zip;
	r->mark = arena_mark(r->job);
	return r;
}

struct reader *reader_mine(struct server *s)
{
	pthread_once(&once, make_key);
	struct reader *r = pthread_getspecific(mine);
	if (!r) {
		r = make(s);
		pthread_setspecific(mine, r);
	}
	if (r) {
		arena_rewind(r->job, r->mark);
		buf_clear(r->out);
		say_now(r->d, clock_now());
	}
	return r;
}
