// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Live progress; see progress.h.
#include "progress.h"
#include "../base/json.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LISTENERS_MAX 50
#define LINE_MAX_OURS 200
#define BEAT_MS 15000

struct listener {
	struct progress *p;
	struct MHD_Connection *c;
	int64_t seen; // number of the last event that was sent
	bool suspended, beat;
};

struct progress {
	pthread_mutex_t lock;
	int64_t number; // of the newest event
	char event[512];
	struct listener *listener[LISTENERS_MAX];
	int fd;
};

static void wake(struct progress *p)
{
	for (int i = 0; i < LISTENERS_MAX; i++)
		if (p->listener[i] && p->listener[i]->suspended) {
			p->listener[i]->suspended = false;
			MHD_resume_connection(p->listener[i]->c);
		}
}

static void set_event(struct progress *p, const char *line)
{
	struct arena *a = arena_new();
	struct buf *b = buf_new(a, sizeof p->event - 1);
	struct text t = text_of(line), done = {"0", 1}, all = {"0", 1}, name = {"", 0};
	int64_t n = 0;
	if (strcmp(line, "end") == 0)
		buf_str(b, "event: end\ndata: {}\n\n");
	else if (text_cut(t, '/', &done, &t) && text_cut(t, ' ', &all, &name) && text_int(done, 10, &n) && text_int(all, 10, &n)) {
		buf_printf(b, "data: {\"done\":%.*s,\"all\":%.*s,\"probe\":", (int)done.n, done.p, (int)all.n, all.p);
		json_write(b, name);
		buf_str(b, "}\n\n");
	}
	pthread_mutex_lock(&p->lock);
	if (b->n && !b->over) {
		p->number++;
		memcpy(p->event, b->p, b->n + 1);
	}
	wake(p);
	pthread_mutex_unlock(&p->lock);
	arena_free(a);
}

// Something is sent now and then, so that a browser that left is noticed.
static void beat(struct progress *p)
{
	pthread_mutex_lock(&p->lock);
	for (int i = 0; i < LISTENERS_MAX; i++)
		if (p->listener[i])
			p->listener[i]->beat = true;
	wake(p);
	pthread_mutex_unlock(&p->lock);
}

static void *reading(void *arg)
{
	struct progress *p = arg;
	char line[LINE_MAX_OURS], c;
	size_t n = 0;
	for (;;) {
		struct pollfd fd = {.fd = p->fd, .events = POLLIN};
		if (poll(&fd, 1, BEAT_MS) == 0) {
			beat(p);
			continue;
		}
		if (read(p->fd, &c, 1) != 1) { // nobody looks any more: from now on only the beat
			p->fd = -1;
			continue;
		}
		if (c != '\n') {
			if (n + 1 < sizeof line)
				line[n++] = c;
			continue;
		}
		line[n] = 0;
		n = 0;
		set_event(p, line);
	}
	return NULL;
}

struct progress *progress_start(struct arena *a, int fd)
{
	struct progress *p = arena_alloc(a, sizeof *p);
	p->fd = fd;
	pthread_mutex_init(&p->lock, NULL);
	pthread_t thread;
	if (pthread_create(&thread, NULL, reading, p) == 0)
		pthread_detach(thread);
	return p;
}

static ssize_t next_event(void *arg, uint64_t pos, char *to, size_t max)
{
	struct listener *l = arg;
	(void)pos;
	pthread_mutex_lock(&l->p->lock);
	size_t n = strlen(l->p->event);
	if (l->beat && max >= 3) {
		l->beat = false;
		to[0] = ':';
		to[1] = to[2] = '\n';
		pthread_mutex_unlock(&l->p->lock);
		return 3;
	}
	if (l->seen == l->p->number || n > max) {
		l->suspended = true;
		MHD_suspend_connection(l->c);
		pthread_mutex_unlock(&l->p->lock);
		return 0;
	}
	l->seen = l->p->number;
	memcpy(to, l->p->event, n);
	pthread_mutex_unlock(&l->p->lock);
	return (ssize_t)n;
}

static void listener_end(void *arg)
{
	struct listener *l = arg;
	pthread_mutex_lock(&l->p->lock);
	for (int i = 0; i < LISTENERS_MAX; i++)
		if (l->p->listener[i] == l)
			l->p->listener[i] = NULL;
	pthread_mutex_unlock(&l->p->lock);
	free(l);
}

enum MHD_Result progress_answer(struct request *q)
{
	struct progress *p = q->s->progress;
	struct listener *l = calloc(1, sizeof *l);
	bool placed = false;
	if (!l)
		return MHD_NO;
	*l = (struct listener){.p = p, .c = q->c};
	pthread_mutex_lock(&p->lock);
	for (int i = 0; i < LISTENERS_MAX && !placed; i++)
		if (!p->listener[i]) {
			p->listener[i] = l;
			placed = true;
		}
	pthread_mutex_unlock(&p->lock);
	if (!placed) {
		free(l);
		return answer_raw(q, MHD_HTTP_SERVICE_UNAVAILABLE, "text/plain", strdup("full\n"), 5, NULL);
	}
	struct MHD_Response *m = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, next_event, l, listener_end);
	MHD_add_response_header(m, "Content-Type", "text/event-stream");
	answer_headers(q, m, false);
	enum MHD_Result did = MHD_queue_response(q->c, MHD_HTTP_OK, m);
	MHD_destroy_response(m);
	return did;
}
