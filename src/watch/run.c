// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Workers that take turns; see run.h. Two locks: `reading` is held by whose turn it is, `telling` by who tells.
#include "run.h"
#include "correlate.h"
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	RECORDS = 65536,   // of a piece that are copied
	WARM = 256 * 1024, // bytes that an event may take before memory is asked for
	FULL = 1 << 20,    // bytes of hits of one piece, before they are told
};

// A file that is being read, as long as a piece of it is on its way.
struct stream {
	const struct decoder *decoder; // NULL: no format is known; its lines are counted
	void *state;
	const char *path;
	int users;    // under `reading`
	int64_t told; // records, or lines, of the pieces that were told; under `telling`
};

// A record within the memory of its piece; n is BAD for one that was dropped.
struct place {
	uint32_t at, n;
};
#define BAD UINT32_MAX

// A hit in out: up to the number of its record, and the rest; of one that is not told the event alone.
struct said {
	size_t from, number, event, end;
	int64_t record, at;
	const struct rule *rule;
	const struct correlate_node *node; // NULL: no correlation asks
	struct text *value;
	bool told;
};

struct worker {
	struct run *run;
	pthread_t thread;
	struct arena *a, *once, *kept; // once: of one event; kept: values for correlations, of the hits that are not told yet
	struct arena_mark clear;
	struct matcher *matcher;
	char *piece, *copy; // INPUT_ROOM bytes each
	struct buf *out;
	struct said *said;
	size_t saids, room;
	// The piece that it is at.
	struct stream *stream;
	uint64_t ticket;
	struct text lines;   // records that are lines, not parted yet
	struct place *place; // others, all in the memory that begins at base
	size_t places, places_room;
	const char *base;
	int64_t before, behind; // lines that were dropped before the piece and behind it
	int64_t numbers;        // records, or lines, that it takes in its file
	struct run_counts counts;
};

struct run {
	const struct run_ask *ask;
	struct arena *a;
	struct correlate *correlate;
	pthread_mutex_t reading, telling;
	pthread_cond_t told;
	// Under `reading`.
	struct input *input;
	int next; // path
	struct stream *stream;
	uint64_t tickets;
	int64_t wrong;
	bool over, stopped; // nothing more is read
	// Under `telling`.
	uint64_t done; // the piece whose turn to be told it is
	struct buf *out;
	struct run_counts counts;
};

int run_write(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t did = write(fd, p, n);
		if (did < 0 && errno == EAGAIN)
			poll(&(struct pollfd){fd, POLLOUT, 0}, 1, -1);
		else if (did < 0 && errno != EINTR)
			return errno;
		p += did > 0 ? did : 0;
		n -= did > 0 ? (size_t)did : 0;
	}
	return 0;
}

// ---- reading, in turns

static void leave(struct stream *s)
{
	if (s && --s->users == 0) {
		free(s->state);
		free(s);
	}
}

// Goes to the next file; false when there is none.
static bool open_next(struct run *r)
{
	struct err e;
	enum input_said said = INPUT_END;
	while (!r->input || (said = input_next(r->input, &e)) != INPUT_FILE) {
		if (r->input && said == INPUT_WRONG) {
			r->ask->wrong(e.text);
			r->wrong++;
		} else if (r->next == r->ask->paths) {
			return false;
		} else {
			r->input = input_open(r->a, r->ask->path[r->next++]);
			input_stop(r->input, r->ask->stop);
		}
	}
	return true;
}

static void start(struct run *r, char *piece)
{
	struct stream *s = calloc(1, sizeof *s);
	input_lend(r->input, piece);
	s->decoder = input_decoder(r->input);
	s->path = input_path(r->input);
	s->state = calloc(1, s->decoder && s->decoder->state ? s->decoder->state : 1);
	if (!s->state)
		abort();
	s->users = 1;
	r->stream = s;
	r->ask->file(s->path, s->decoder ? s->decoder->name : NULL);
}

// Whole lines, which are parted when the turn is over. False at the end of the file.
static bool take_lines(struct worker *w, struct input *in)
{
	struct text t;
	bool last = false;
	while (!w->lines.n && !last) {
		int64_t dropped = input_counted(in).dropped;
		if (!input_piece(in, &t, &last))
			return false;
		const char *end = last || !t.n ? t.p + t.n : memrchr(t.p, '\n', t.n);
		w->lines = (struct text){t.p, last ? t.n : end ? (size_t)(end - t.p) + 1 : 0};
		input_left(in, text_after(t, w->lines.n));
		*(w->lines.n ? &w->behind : &w->before) += input_counted(in).dropped - dropped;
	}
	return true;
}

static void place(struct worker *w, size_t at, size_t n)
{
	if (w->places == w->places_room) {
		w->places_room = w->places_room ? 2 * w->places_room : 4096;
		w->place = realloc(w->place, w->places_room * sizeof *w->place);
		if (!w->place)
			abort();
	}
	w->place[w->places++] = (struct place){(uint32_t)at, (uint32_t)n};
}

// Records that stay where they are. False at the end of the file.
static bool take_records(struct worker *w, struct input *in)
{
	const struct decoder *d = w->stream->decoder;
	struct text rest, record;
	bool last = false;
	enum decode_said said;
	while (!w->places && !last) {
		if (!input_piece(in, &rest, &last))
			return false;
		w->base = rest.p;
		while ((said = d->next(w->stream->state, &rest, last, &record)) == DECODE_ONE || said == DECODE_BAD)
			place(w, said == DECODE_BAD ? 0 : (size_t)(record.p - w->base), said == DECODE_BAD ? BAD : record.n);
		input_left(in, rest);
	}
	return true;
}

// Records that lie in the state of the decoder. False at the end of the file.
static bool take_copies(struct worker *w, struct input *in)
{
	const struct decoder *d = w->stream->decoder;
	struct text record;
	size_t n = 0;
	w->base = w->copy;
	while (n < INPUT_PIECE && w->places < RECORDS) {
		enum decode_said said = input_record(in, d, w->stream->state, &record);
		if (said == DECODE_END)
			return false;
		place(w, n, said == DECODE_BAD ? BAD : record.n);
		if (said == DECODE_BAD)
			continue;
		memcpy(w->copy + n, record.p, record.n);
		n += record.n;
	}
	return true;
}

// Reads the next piece of the open file into w. False when the file has ended; there may be a last piece all the same.
static bool take(struct worker *w, struct run *r)
{
	const struct decoder *d = r->stream->decoder;
	int64_t dropped = input_counted(r->input).dropped;
	w->stream = r->stream;
	input_lend(r->input, w->piece);
	bool more = !d || d->next == decode_line ? take_lines(w, r->input) : d->lends ? take_copies(w, r->input) : take_records(w, r->input);
	w->counts.dropped += input_counted(r->input).dropped - dropped;
	for (size_t i = 0; d && !d->lends && i < w->places; i++)
		w->counts.dropped += w->place[i].n == BAD;
	return more;
}

static bool stopped(const struct run *r)
{
	struct pollfd f = {r->ask->stop, POLLIN, 0};
	return r->ask->stop >= 0 && poll(&f, 1, 0) > 0;
}

// A turn: false when nothing is left to read.
static bool turn(struct worker *w)
{
	struct run *r = w->run;
	bool got = false;
	w->lines.n = w->places = 0;
	w->before = w->behind = w->numbers = 0;
	w->counts = (struct run_counts){0};
	pthread_mutex_lock(&r->reading);
	while (!got && !r->over) {
		if (stopped(r)) {
			r->over = r->stopped = true;
		} else if (!r->stream) {
			if (open_next(r))
				start(r, w->piece);
			else
				r->over = true;
			continue;
		}
		bool more = r->stream && take(w, r);
		got = w->lines.n || w->places || w->counts.dropped;
		if (got)
			r->stream->users++;
		if (!more) {
			leave(r->stream);
			r->stream = NULL;
		}
	}
	if (got)
		w->ticket = r->tickets++;
	pthread_mutex_unlock(&r->reading);
	return got;
}

// ---- telling, in the order of tickets

static void put(struct run *r, const char *p, size_t n)
{
	if (!r->counts.error)
		r->counts.error = run_write(r->ask->out, p, n);
}

static void flush(struct run *r)
{
	if (r->out->n > FULL) {
		put(r, r->out->p, r->out->n);
		buf_clear(r->out);
	}
}

static void one_said(struct worker *w, const struct said *s)
{
	struct run *r = w->run;
	int64_t number = w->stream->told + s->record;
	char text[24];
	const char *p = w->out->p;
	if (s->told) {
		buf_add(r->out, p + s->from, s->number - s->from);
		buf_add(r->out, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)number));
		buf_add(r->out, p + s->number, s->end - s->number);
		r->counts.hits++;
	}
	if (s->node) {
		struct correlate_item i = {s->node, s->at, w->stream->path, number, {p + s->event, 0}, s->value};
		if (r->ask->format == HIT_JSON)
			i.event.n = s->end - s->event - (s->told ? 2 : 0); // without what closes the hit
		correlate_item(r->correlate, &i);
	}
	flush(r);
}

// Tells what w has, when all before it is told. last: it has nothing more of its piece.
static void tell(struct worker *w, bool last)
{
	struct run *r = w->run;
	pthread_mutex_lock(&r->telling);
	while (r->done != w->ticket)
		pthread_cond_wait(&r->told, &r->telling);
	for (size_t i = 0; i < w->saids; i++)
		one_said(w, &w->said[i]);
	put(r, r->out->p, r->out->n);
	buf_clear(r->out);
	if (last) {
		w->stream->told += w->before + w->numbers + w->behind;
		r->counts.parsed += w->counts.parsed;
		r->counts.skipped += w->counts.skipped;
		r->counts.dropped += w->counts.dropped;
		r->done++;
		pthread_cond_broadcast(&r->told);
	}
	bool error = r->counts.error;
	pthread_mutex_unlock(&r->telling);
	if (error || last) {
		pthread_mutex_lock(&r->reading);
		r->over |= error;
		if (last)
			leave(w->stream);
		pthread_mutex_unlock(&r->reading);
	}
	buf_clear(w->out);
	w->saids = 0;
	arena_rewind(w->kept, (struct arena_mark){0});
}

// ---- records

static void hit(struct worker *w, const struct match_hit *h, const struct event *e, int64_t record)
{
	const struct run_ask *ask = w->run->ask;
	struct said s = {.from = w->out->n, .record = record, .at = e->at, .rule = h->rule, .node = correlate_node(w->run->correlate, h->rule)};
	s.told = !h->rule->quiet && h->rule->level >= ask->least;
	if (!s.told && !s.node)
		return;
	if (s.told) {
		hit_begin(w->out, ask->format, h->rule, w->stream->path);
		s.number = w->out->n;
		hit_time(w->out, ask->format, e->at);
		s.event = w->out->n;
		hit_event(w->out, ask->format, h, e);
	} else if (ask->format == HIT_JSON) { // only a correlation may tell its event
		s.event = w->out->n;
		hit_json(w->out, e);
	}
	s.end = w->out->n;
	if (s.node)
		s.value = correlate_values(s.node, h->source, e, w->kept);
	if (w->saids == w->room) {
		w->room = w->room ? 2 * w->room : 64;
		w->said = realloc(w->said, w->room * sizeof *w->said);
		if (!w->said)
			abort();
	}
	w->said[w->saids++] = s;
	if (w->out->n > FULL || w->saids > RECORDS)
		tell(w, false);
}

static void record(struct worker *w, struct text t, int64_t number)
{
	const struct decoder *d = w->stream->decoder;
	const struct match_hit *hits;
	struct event e = {.at = -1};
	bool good;
	if (!d) {
		w->counts.skipped++;
		return;
	}
	if (d->is && !matcher_wants(w->matcher, d, t)) {
		good = d->is(w->stream->state, t);
	} else if ((good = matcher_fields(w->matcher, d, w->stream->state, w->once, t, &e))) {
		int n = matcher_event(w->matcher, d, &e, &hits);
		if (n && d->sketch) { // only what hit is taken apart in full
			e = (struct event){.at = -1};
			d->fields(w->stream->state, w->once, t, &e);
		}
		for (int i = 0; i < n; i++)
			hit(w, &hits[i], &e, number);
	}
	*(good ? &w->counts.parsed : &w->counts.skipped) += 1;
	arena_rewind(w->once, w->clear);
}

static int64_t line_ends(const char *p, const char *end)
{
	int64_t n = 0;
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		p++;
		n++;
	}
	return n;
}

// Lines, with the number that each has in its file.
static void lines(struct worker *w)
{
	struct text rest = w->lines, one;
	enum decode_said said;
	const char *from = rest.p;
	while ((said = decode_line(NULL, &rest, true, &one)) != DECODE_END) {
		w->numbers += 1 + (one.p > from ? line_ends(from, one.p) : 0);
		from = rest.p;
		if (said == DECODE_ONE)
			record(w, one, w->before + w->numbers);
		else
			w->counts.dropped++;
	}
	w->numbers += line_ends(from, w->lines.p + w->lines.n);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	while (turn(w)) {
		if (w->lines.n)
			lines(w);
		for (size_t i = 0; i < w->places; i++) {
			w->numbers++;
			if (w->place[i].n != BAD)
				record(w, (struct text){w->base + w->place[i].at, w->place[i].n}, w->numbers);
		}
		tell(w, true);
	}
	return NULL;
}

// ---- all of it

static void *room_for(size_t n)
{
	void *p = malloc(n);
	if (!p)
		abort();
	return p;
}

// A worker; an event finds memory that is there already.
static void prepare(struct worker *w, struct run *r)
{
	*w = (struct worker){.run = r, .a = arena_new(), .once = arena_new(), .kept = arena_new()};
	arena_raw(w->once, WARM);
	w->clear = arena_mark(w->once);
	w->clear.used -= WARM;
	w->matcher = matcher_new(r->ask->match, w->a);
	w->out = buf_new(w->a, (size_t)256 << 20);
	w->piece = room_for(INPUT_ROOM);
	w->copy = room_for(INPUT_ROOM);
}

static void end(struct worker *w)
{
	w->run->counts.limits += matcher_limits(w->matcher);
	free(w->place);
	free(w->said);
	free(w->copy);
	free(w->piece);
	arena_free(w->kept);
	arena_free(w->once);
	arena_free(w->a);
}

// What correlations say goes the way of all hits.
static void correlated(void *arg, const struct correlate_said *c)
{
	struct run *r = arg;
	if (c->window.rule->quiet || c->window.rule->level < r->ask->least)
		return;
	hit_begin(r->out, r->ask->format, c->window.rule, c->path);
	buf_printf(r->out, "%lld", (long long)c->record);
	hit_time(r->out, r->ask->format, c->window.to);
	hit_window(r->out, r->ask->format, &c->window);
	r->counts.hits++;
	flush(r);
}

static void finish(struct run *r)
{
	correlate_end(r->correlate);
	put(r, r->out->p, r->out->n);
	leave(r->stream);
	r->counts.stopped = r->stopped;
	r->counts.wrong = r->wrong;
	struct correlate_counts c = correlate_counted(r->correlate);
	r->counts.untimed = c.untimed;
	r->counts.lost = c.lost;
}

struct run_counts run_all(const struct run_ask *ask)
{
	struct arena *a = arena_new();
	struct worker *w = arena_alloc(a, sizeof *w * RUN_THREADS);
	struct run r = {.ask = ask, .a = a, .reading = PTHREAD_MUTEX_INITIALIZER, .telling = PTHREAD_MUTEX_INITIALIZER, .told = PTHREAD_COND_INITIALIZER};
	int n = ask->threads < 1 ? 1 : ask->threads > RUN_THREADS ? RUN_THREADS : ask->threads, started = 1;
	r.out = buf_new(a, (size_t)512 << 20);
	r.correlate = correlate_new(a, ask->rules, correlated, &r);
	for (int i = 0; i < n; i++)
		prepare(&w[i], &r);
	while (started < n && pthread_create(&w[started].thread, NULL, work, &w[started]) == 0)
		started++;
	work(&w[0]);
	for (int i = 1; i < started; i++)
		pthread_join(w[i].thread, NULL);
	finish(&r);
	for (int i = 0; i < n; i++)
		end(&w[i]);
	arena_free(a);
	return r.counts;
}
