// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Parts of one computation on several threads; see risk.h.
#include "risk.h"

#include <pthread.h>
#include <stdatomic.h>

struct share {
	void (*work)(void *arg, int thread, int part);
	void *arg;
	int parts;
	atomic_int next;
};

struct hand {
	struct share *s;
	int thread;
};

static void *run(void *arg)
{
	struct hand *h = arg;
	int part;
	while ((part = atomic_fetch_add(&h->s->next, 1)) < h->s->parts)
		h->s->work(h->s->arg, h->thread, part);
	return NULL;
}

void risk_share(int threads, int parts, void (*work)(void *arg, int thread, int part), void *arg)
{
	struct share s = {.work = work, .arg = arg, .parts = parts};
	struct hand hands[64];
	pthread_t ids[64];
	int n = 0;
	for (int i = 1; i < threads && i < 64; i++) {
		hands[i] = (struct hand){&s, i};
		if (pthread_create(&ids[n], NULL, run, &hands[i]) != 0)
			break;
		n++;
	}
	hands[0] = (struct hand){&s, 0};
	run(&hands[0]);
	while (n > 0)
		pthread_join(ids[--n], NULL);
}
