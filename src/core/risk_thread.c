// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Parts of one computation on several threads; see risk.h.
#include "risk_thread.h"
#include "risk.h"

#include <stdatomic.h>

#define THREADS_MAX 64

struct risk_shared {
	void (*work)(void *arg, int thread, int part);
	void *arg;
	int parts;
	atomic_int next;
};

void risk_thread_work(struct risk_thread *t)
{
	int part;
	while ((part = atomic_fetch_add(&t->shared->next, 1)) < t->shared->parts)
		t->shared->work(t->shared->arg, t->number, part);
}

void risk_share(int threads, int parts, void (*work)(void *arg, int thread, int part), void *arg)
{
	struct risk_shared shared = {.work = work, .arg = arg, .parts = parts};
	struct risk_thread all[THREADS_MAX];
	int n = 1; // the first is the one that calls
	for (; n < threads && n < THREADS_MAX; n++) {
		all[n] = (struct risk_thread){&shared, n, 0};
		if (!risk_thread_start(&all[n]))
			break;
	}
	all[0] = (struct risk_thread){&shared, 0, 0};
	risk_thread_work(&all[0]);
	while (--n > 0)
		risk_thread_join(&all[n]);
}
