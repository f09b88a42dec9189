// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Threads of POSIX; see risk_thread.h.
#include "risk_thread.h"

#include <pthread.h>

static void *run(void *arg)
{
	risk_thread_work(arg);
	return NULL;
}

bool risk_thread_start(struct risk_thread *t)
{
	pthread_t id;
	if (pthread_create(&id, NULL, run, t) != 0)
		return false;
	t->id = (uintptr_t)id;
	return true;
}

void risk_thread_join(struct risk_thread *t)
{
	pthread_join((pthread_t)t->id, NULL);
}
