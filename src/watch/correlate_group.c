// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Groups of correlations and their memory; see correlate_state.h.
#include "correlate_state.h"
#include "hash.h"

#include <stdlib.h>
#include <string.h>

static void *room_for(size_t n)
{
	void *p = calloc(1, n);
	if (!p)
		abort();
	return p;
}

static void grows(struct correlate *c, struct group *g, size_t n)
{
	g->bytes += n;
	c->bytes += n;
}

static void shrinks(struct correlate *c, struct group *g, size_t n)
{
	g->bytes -= n;
	c->bytes -= n;
}

static uint64_t hash_of(const struct correlation *of, struct text key)
{
	return hash_text((uintptr_t)of, key);
}

static void leave_line(struct correlate *c, struct group *g)
{
	*(g->newer ? &g->newer->older : &c->newest) = g->older;
	*(g->older ? &g->older->newer : &c->oldest) = g->newer;
}

static void touch(struct correlate *c, struct group *g)
{
	g->older = c->newest;
	g->newer = NULL;
	*(c->newest ? &c->newest->newer : &c->oldest) = g;
	c->newest = g;
}

static void more_groups(struct correlate *c)
{
	size_t mask = c->groups ? 2 * c->groups_mask + 1 : 255;
	struct group **table = room_for((mask + 1) * sizeof(*table));
	for (size_t i = 0; c->groups && i <= c->groups_mask; i++)
		for (struct group *g = c->groups[i], *next; g; g = next) {
			next = g->chain;
			g->chain = table[g->hash & mask];
			table[g->hash & mask] = g;
		}
	free(c->groups);
	c->groups = table;
	c->groups_mask = mask;
}

struct group *group_of(struct correlate *c, struct correlation *of, struct text key)
{
	uint64_t h = hash_of(of, key);
	struct group *g = c->groups ? c->groups[h & c->groups_mask] : NULL;
	while (g && (g->hash != h || g->of != of || g->key_n != key.n || (key.n && memcmp(g->key, key.p, key.n) != 0)))
		g = g->chain;
	if (g) {
		leave_line(c, g);
		touch(c, g);
		return g;
	}
	if (!c->groups || c->groups_n > c->groups_mask)
		more_groups(c);
	g = room_for(sizeof *g);
	*g = (struct group){.of = of, .hash = h, .key = room_for(key.n + 1), .key_n = key.n, .chain = c->groups[h & c->groups_mask]};
	if (key.n)
		memcpy(g->key, key.p, key.n);
	c->groups[h & c->groups_mask] = g;
	c->groups_n++;
	grows(c, g, sizeof *g + key.n + 64);
	touch(c, g);
	return g;
}

static void drop_last(struct correlate *c, struct group *g)
{
	if (g->last.memory)
		shrinks(c, g, *(size_t *)(void *)g->last.memory);
	free(g->last.memory);
	g->last = (struct last){0};
}

void group_clear(struct correlate *c, struct group *g)
{
	struct correlation *x = g->of;
	for (uint32_t i = 0; x->shares && i < g->n; i++)
		free(g->entry[g->first + i].text);
	if (x->shares)
		shrinks(c, g, (size_t)g->n * CORRELATE_TEXT);
	shrinks(c, g, g->room * sizeof *g->entry);
	free(g->entry);
	drop_last(c, g);
	if (x->open == g || g->before) {
		*(g->before ? &g->before->next : &x->open) = g->next;
		*(g->next ? &g->next->before : &x->open_last) = g->before;
	}
	g->next = g->before = NULL;
	g->entry = NULL;
	g->first = g->n = g->room = 0;
	g->count = 0;
	g->total = 0;
	g->refs = 0;
}

void group_end(struct correlate *c, struct group *g)
{
	group_clear(c, g);
	struct group **at = &c->groups[g->hash & c->groups_mask];
	while (*at != g)
		at = &(*at)->chain;
	*at = g->chain;
	leave_line(c, g);
	c->groups_n--;
	c->bytes -= g->bytes;
	free(g->key);
	free(g);
}

// Room for one more, at the end.
static void more_entries(struct correlate *c, struct group *g)
{
	if (g->first + g->n < g->room)
		return;
	if (g->first > g->room / 2) {
		memmove(g->entry, g->entry + g->first, g->n * sizeof *g->entry);
		g->first = 0;
		return;
	}
	uint32_t room = g->room ? 2 * g->room : 4;
	grows(c, g, (room - g->room) * sizeof *g->entry);
	g->entry = realloc(g->entry, room * sizeof *g->entry);
	if (!g->entry)
		abort();
	g->room = room;
}

uint32_t group_put(struct correlate *c, struct group *g, struct entry e)
{
	more_entries(c, g);
	struct entry *first = g->entry + g->first;
	uint32_t low = 0, high = g->n;
	if (g->n && first[g->n - 1].at <= e.at)
		low = g->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (first[mid].at <= e.at)
			low = mid + 1;
		else
			high = mid;
	}
	memmove(first + low + 1, first + low, (g->n - low) * sizeof *first);
	first[low] = e;
	g->n++;
	return low;
}

void group_take(struct correlate *c, struct group *g, uint32_t at)
{
	struct entry *first = g->entry + g->first;
	if (g->of->shares) {
		free(first[at].text);
		shrinks(c, g, CORRELATE_TEXT);
	}
	if (at == 0)
		g->first++;
	else
		memmove(first + at, first + at + 1, (g->n - at - 1) * sizeof *first);
	g->n--;
}

// One piece of memory: its size, the values, their bytes, the event.
void group_last(struct correlate *c, struct group *g, const struct correlate_item *i, const struct feed *f)
{
	int wants = g->of->node->wants;
	size_t size = sizeof(size_t) + (size_t)wants * sizeof(struct text) + (i->event.n <= CORRELATE_LAST ? i->event.n : 0);
	for (int k = 0; k < wants; k++)
		size += f->over[k] >= 0 ? i->value[f->over[k]].n : 0;
	drop_last(c, g);
	char *p = g->last.memory = room_for(size), *to = p + sizeof(size_t) + (size_t)wants * sizeof(struct text);
	*(size_t *)(void *)p = size;
	g->last.value = (struct text *)(void *)(p + sizeof(size_t));
	for (int k = 0; k < wants; k++) {
		struct text v = f->over[k] >= 0 ? i->value[f->over[k]] : (struct text){NULL, 0};
		g->last.value[k] = (struct text){v.p ? to : NULL, v.n};
		if (v.p && v.n)
			memcpy(to, v.p, v.n);
		to += v.n;
	}
	if (i->event.n && i->event.n <= CORRELATE_LAST)
		g->last.event = (struct text){memcpy(to, i->event.p, i->event.n), i->event.n};
	g->last.path = i->path;
	g->last.record = i->record;
	grows(c, g, size);
}

void group_room(struct correlate *c)
{
	for (struct group *g = c->oldest, *then; g && c->bytes > CORRELATE_BYTES; g = then) {
		then = g->newer;
		c->counts.lost += g->of->closes ? g->count : g->n;
		group_end(c, g);
	}
}

void group_values(const struct group *g, struct text *ret)
{
	const char *p = g->key;
	for (int i = 0; i < g->of->c->groups; i++) {
		uint32_t n;
		memcpy(&n, p, sizeof n);
		ret[i] = (struct text){p + sizeof n, n};
		p += sizeof n + n;
	}
}
