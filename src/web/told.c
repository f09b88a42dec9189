// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What was done ("Saved."), told once on the next page of the same session; see server.h. Kept in memory: lost with the server, to nobody's harm.
#include "server.h"

#include <pthread.h>
#include <string.h>

#define SLOTS 64
#define TOLD_MAX 512

static struct {
	unsigned char session[32];
	char kept[TOLD_MAX];
} slot[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void told_put(const unsigned char session[32], const char *kept)
{
	if (strlen(kept) >= TOLD_MAX)
		return;
	pthread_mutex_lock(&lock);
	int i = session[0] % SLOTS;
	memcpy(slot[i].session, session, 32);
	memcpy(slot[i].kept, kept, strlen(kept) + 1);
	pthread_mutex_unlock(&lock);
}

const char *told_take(struct arena *a, const unsigned char session[32])
{
	int i = session[0] % SLOTS;
	const char *ret = NULL;
	pthread_mutex_lock(&lock);
	if (slot[i].kept[0] && memcmp(slot[i].session, session, 32) == 0) {
		ret = arena_strdup(a, slot[i].kept);
		slot[i].kept[0] = 0;
	}
	pthread_mutex_unlock(&lock);
	return ret;
}
