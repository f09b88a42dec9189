// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The thread that writes, and the one that hashes passwords; see writer.h.
#include "writer.h"
#include "../base/clock.h"
#include "../core/firm.h"
#include "../core/judge.h"
#include "../core/risk_own.h"
#include "both.h"
#include "door/door.h"
#include "hourly.h"
#include "job.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH_MAX 64
#define TOUCH_MAX 64
#define PLAY_QUIET 300 // milliseconds without work before the year is played again…
#define PLAY_LATE 5000 // …and how long it waits at most where there is always work

struct queue {
	struct request *item[WRITER_QUEUE_MAX];
	int n, max;
	pthread_cond_t wake;
};

struct touch {
	unsigned char session[32];
	bool token;
};

struct writer {
	struct server *s;
	struct arena *a;
	struct db *d, *secret;         // of the thread that writes
	struct both both;
	struct db *slow_d, *slow_secret; // of the one that hashes; read only
	pthread_mutex_t lock;
	struct queue write, slow;
	struct touch touch[TOUCH_MAX];
	int touch_n;
	pthread_t writing, hashing;
	int64_t owed; // milliseconds: since when a control was judged that the year and the plan do not know yet; 0: none
	bool stop;
};

// ---- one job

// Commits or takes back the savepoint of a job in both files.
static bool settle(struct db *d, bool good)
{
	if (!good && !db_do(d, NULL, "ROLLBACK TO job", ""))
		return false;
	return db_do(d, NULL, "RELEASE job", "") && good;
}

static bool run_job(struct writer *w, struct request *q)
{
	struct job *j = q->job;
	struct err e = {0};
	j->d = w->d;
	j->secret = w->secret;
	j->say.d = w->d;
	// A full disk ends a transaction by itself: what came after it would be kept one by one, and be told to have failed.
	if (sqlite3_get_autocommit(w->d->handle) || sqlite3_get_autocommit(w->secret->handle))
		return err_set(&e, "the transaction was ended by an error"), job_failed(j, &e);
	if (!db_do(w->d, &e, "SAVEPOINT job", "") || !db_do(w->secret, &e, "SAVEPOINT job", ""))
		return job_failed(j, &e);
	bool good = j->action->run(j) && (j->action->no_audit || audit_add(w->d, j, &e));
	if (e.text[0])
		job_failed(j, &e);
	settle(w->secret, good || j->keep_secret);
	settle(w->d, good);
	return good;
}

// ---- judging again

// Whether an earlier job of the batch had the same control judged: all of them are saved by now, so once is enough.
static bool judged_before(struct request **q, const bool *good, int i)
{
	for (int k = 0; k < i; k++)
		if (good[k] && q[k]->job->judge && strcmp(q[k]->job->only, q[i]->job->only) == 0)
			return true;
	return false;
}

static void judge_for(struct writer *w, struct request **q, const bool *good, int n)
{
	struct err e = {0};
	bool all = false;
	for (int i = 0; i < n; i++)
		all = all || (good[i] && q[i]->job->judge && !q[i]->job->only);
	if (all)
		judge_all(w->d, clock_now(), &e);
	for (int i = 0; i < n && !all; i++)
		if (good[i] && q[i]->job->judge && !judged_before(q, good, i)) {
			judge_one_control(w->d, q[i]->job->only, clock_now(), &e);
			w->owed = w->owed ? w->owed : clock_ms();
		}
	if (e.text[0]) // what was said is kept; the next check judges again
		fprintf(stderr, "bolwerk serve: judging: %s\n", e.text);
}

// ---- a batch

static void fail_all(struct request **q, bool *good, int n, const struct err *e)
{
	for (int i = 0; i < n; i++) {
		if (good[i])
			job_failed(q[i]->job, e);
		good[i] = false;
	}
}

static void run_batch(struct writer *w, struct request **q, int n, const struct touch *touch, int touch_n)
{
	struct err e = {0};
	bool good[BATCH_MAX] = {false};
	say_now(w->d, clock_now());
	bool begun = both_begin(&w->both, &e);
	for (int i = 0; i < touch_n && begun; i++) {
		if (touch[i].token)
			door_token_touch(w->secret, touch[i].session, clock_now(), NULL);
		else
			door_touch(w->secret, touch[i].session, clock_now(), NULL);
	}
	for (int i = 0; i < n; i++)
		good[i] = begun ? run_job(w, q[i]) : job_failed(q[i]->job, &e);
	if (begun && !both_commit(&w->both, &e))
		fail_all(q, good, n, &e);
	judge_for(w, q, good, n);
	for (int i = 0; i < n; i++)
		request_done(q[i], good[i]);
}

// ---- threads

static int take(struct queue *k, struct request **ret, int max)
{
	int n = k->n < max ? k->n : max;
	memcpy(ret, k->item, (size_t)n * sizeof *ret); // NOLINT(bugprone-sizeof-expression): an array of pointers
	memmove(k->item, k->item + n, (size_t)(k->n - n) * sizeof *ret); // NOLINT(bugprone-sizeof-expression)
	k->n -= n;
	return n;
}

// The year and the plan after an answer: nobody waits for them, and of ten answers in a row they are played once. False: nothing was owed.
static bool play(struct writer *w, bool quiet)
{
	struct err e = {0};
	if (!w->owed || (!quiet && clock_ms() - w->owed < PLAY_LATE))
		return false;
	w->owed = 0;
	pthread_mutex_unlock(&w->lock);
	if (!risk_own_play(w->d, clock_now(), &e))
		fprintf(stderr, "bolwerk serve: playing the year: %s\n", e.text);
	pthread_mutex_lock(&w->lock);
	return true;
}

// Waits for work; true when none came.
static bool wait_quiet(struct writer *w)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	int64_t ms = until.tv_nsec / 1000000 + (w->owed ? PLAY_QUIET : 30000);
	until.tv_sec += ms / 1000;
	until.tv_nsec = ms % 1000 * 1000000;
	return pthread_cond_timedwait(&w->write.wake, &w->lock, &until) == ETIMEDOUT;
}

static void *writing(void *arg)
{
	struct writer *w = arg;
	struct request *q[BATCH_MAX];
	struct touch touch[TOUCH_MAX];
	pthread_mutex_lock(&w->lock);
	int64_t last = clock_now() - HOURLY + 60; // the first time a minute after the start
	w->owed = clock_ms(); // what was judged before it was killed
	while (!w->stop || w->write.n) {
		if (!w->write.n && !w->touch_n) {
			bool quiet = wait_quiet(w);
			if (quiet && play(w, true))
				continue;
			// Where something is written all the time it comes between, a few minutes later.
			if (quiet || clock_now() - last > HOURLY + 300) {
				pthread_mutex_unlock(&w->lock);
				hourly(w->s, w->d, w->secret, clock_now(), &last);
				pthread_mutex_lock(&w->lock);
			}
			continue;
		}
		int n = take(&w->write, q, BATCH_MAX), touch_n = w->touch_n;
		memcpy(touch, w->touch, sizeof touch);
		w->touch_n = 0;
		pthread_mutex_unlock(&w->lock);
		run_batch(w, q, n, touch, touch_n);
		pthread_mutex_lock(&w->lock);
		play(w, false);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static bool put(struct queue *k, struct request *q)
{
	if (k->n >= k->max)
		return false;
	k->item[k->n++] = q;
	pthread_cond_signal(&k->wake);
	return true;
}

static void *hashing(void *arg)
{
	struct writer *w = arg;
	pthread_mutex_lock(&w->lock);
	while (!w->stop) {
		struct request *q;
		if (!take(&w->slow, &q, 1)) {
			pthread_cond_wait(&w->slow.wake, &w->lock);
			continue;
		}
		pthread_mutex_unlock(&w->lock);
		q->job->d = w->slow_d;
		q->job->secret = w->slow_secret;
		q->job->action->slow(q->job);
		pthread_mutex_lock(&w->lock);
		if (w->write.n < WRITER_QUEUE_MAX)
			put(&w->write, q);
		else {
			pthread_mutex_unlock(&w->lock);
			job_refuse(q->job, NULL, "Too many people ask at once. Try again in a moment.");
			request_done(q, false);
			pthread_mutex_lock(&w->lock);
		}
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

// ---- from outside

bool writer_put(struct writer *w, struct request *q)
{
	pthread_mutex_lock(&w->lock);
	bool good = put(q->job->action->slow ? &w->slow : &w->write, q);
	pthread_mutex_unlock(&w->lock);
	return good;
}

void writer_touch(struct writer *w, const unsigned char session[32], bool token)
{
	pthread_mutex_lock(&w->lock);
	bool there = w->touch_n >= TOUCH_MAX;
	for (int i = 0; i < w->touch_n; i++)
		there = there || memcmp(w->touch[i].session, session, 32) == 0;
	if (!there) {
		memcpy(w->touch[w->touch_n].session, session, 32);
		w->touch[w->touch_n++].token = token;
		pthread_cond_signal(&w->write.wake);
	}
	pthread_mutex_unlock(&w->lock);
}

static struct db *open_firm(struct writer *w, struct err *e)
{
	struct db *d = firm_open(w->a, w->s->db_path, w->s->image, e);
	// Who is told "saved" must find it after a power cut too.
	return d && firm_lists(d, e) && db_do(d, e, "PRAGMA synchronous=FULL", "") ? d : NULL;
}

struct writer *writer_start(struct server *s, struct err *e)
{
	struct arena *a = arena_new();
	struct writer *w = arena_alloc(a, sizeof *w);
	*w = (struct writer){.s = s, .a = a, .write.max = WRITER_QUEUE_MAX, .slow.max = WRITER_SLOW_MAX};
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->write.wake, NULL);
	pthread_cond_init(&w->slow.wake, NULL);
	if (!(w->d = open_firm(w, e)) || !(w->secret = door_open(a, s->secret_path, e)) || !(w->slow_d = open_firm(w, e)) ||
		!(w->slow_secret = door_open(a, s->secret_path, e))) {
		arena_free(a);
		return NULL;
	}
	w->both = (struct both){.firm = w->d, .secret = w->secret};
	if (!both_recover(w->d, w->secret, e)) {
		arena_free(a);
		return NULL;
	}
	db_read_only(w->slow_d);
	db_read_only(w->slow_secret);
	pthread_create(&w->writing, NULL, writing, w);
	pthread_create(&w->hashing, NULL, hashing, w);
	return w;
}

void writer_stop(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_broadcast(&w->write.wake);
	pthread_cond_broadcast(&w->slow.wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->writing, NULL);
	pthread_join(w->hashing, NULL);
	arena_free(w->a);
}
