// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Several devices at the same time; see crew.h.
#include "crew.h"

#include <pthread.h>

#define CREW_MAX 40
#define STACK ((size_t)512 << 10)

struct crew {
	void (*work)(void *arg, struct arena *a, size_t i);
	void *arg;
	size_t n, next;
	pthread_mutex_t lock;
};

struct hand {
	struct crew *crew;
	struct arena *a;
	pthread_t thread;
};

static void *hand_run(void *arg)
{
	struct hand *h = arg;
	for (;;) {
		pthread_mutex_lock(&h->crew->lock);
		size_t i = h->crew->next++;
		pthread_mutex_unlock(&h->crew->lock);
		if (i >= h->crew->n)
			return NULL;
		h->crew->work(h->crew->arg, h->a, i);
	}
}

static void end_arena(void *a)
{
	arena_free(a);
}

void crew_run(struct lan_run *run, size_t n, void (*work)(void *arg, struct arena *a, size_t i), void *arg)
{
	struct crew crew = {.work = work, .arg = arg, .n = n, .lock = PTHREAD_MUTEX_INITIALIZER};
	struct hand hand[CREW_MAX];
	size_t hands = 0;
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	while (hands < CREW_MAX && hands < n) {
		struct hand *h = &hand[hands];
		*h = (struct hand){.crew = &crew, .a = arena_new()};
		arena_defer(run->a, end_arena, h->a);
		if (pthread_create(&h->thread, &attr, hand_run, h) != 0) {
			if (!hands)
				hand_run(h); // no threads here: one by one then
			break;
		}
		hands++;
	}
	for (size_t i = 0; i < hands; i++)
		pthread_join(hand[i].thread, NULL);
	pthread_attr_destroy(&attr);
}
