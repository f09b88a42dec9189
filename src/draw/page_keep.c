// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Pieces of pages that were drawn before; see page_keep.h.
#include "page_keep.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 512 // a power of two
#define WAYS 4    // slots that a key may lie in, so that two pieces of one page do not push each other out
#define PIECE_MAX ((size_t)64 * 1024)

struct piece {
	char *key; // the places of tokens, the key and the text: one allocation, at tokens
	size_t key_n;
	uint32_t *tokens;
	struct page_piece piece;
};

struct page_keep {
	struct piece slot[SLOTS];
	size_t bytes;
	unsigned turn; // which way makes place next
	int64_t version, since;
};

// What is never the same twice, or told once.
#define NEVER ((uint64_t)1 << PAGE_DONE | (uint64_t)1 << PAGE_REFUSED)
// What moves by itself: a piece grows at most a minute old.
#define MOVES ((uint64_t)1 << PAGE_NOW)

// ---- marks

static void use_from(struct page_node *n, struct page_from from, int *deepest)
{
	if (from.level == -1)
		n->uses |= (uint64_t)1 << from.number;
	else if (from.level >= 0 && from.level < *deepest)
		*deepest = from.level;
}

// Gives the outermost level of rows that the node or what is inside it reads from.
static int mark(struct page_node *n)
{
	int deepest = PAGE_DEPTH_MAX;
	use_from(n, n->from, &deepest);
	if (n->kind == NODE_VALUE)
		use_from(n, n->control, &deepest);
	for (int i = 0; n->use && i < n->use->bind_n; i++)
		use_from(n, n->use->bind[i].from, &deepest);
	for (struct page_node *c = n->inside; c; c = c->next) {
		int level = mark(c);
		n->uses |= c->uses;
		deepest = level < deepest ? level : deepest;
	}
	bool drawing = n->kind == NODE_DRAWING && n->drawing->keep;
	bool query = n->kind == NODE_EACH || n->kind == NODE_NONE;
	// A query that stands alone reads only rows of its own and of those inside it.
	n->keeps = (drawing || (query && n->level == 0 && deepest >= n->level)) && !(n->uses & NEVER);
	return deepest;
}

void page_keep_mark(struct page_node *n)
{
	for (; n; n = n->next)
		mark(n);
}

// ---- keys

bool page_keep_key(const struct page_node *n, const struct page_ask *ask, struct buf *key)
{
	if (!n->keeps || ask->typed || ask->wrong)
		return false;
	buf_clear(key);
	buf_add(key, &n, sizeof n); // a node has its language: each is taken apart for one
	for (int i = 0; i < PAGE_PARAM_N + PAGE_OWN_MAX; i++) {
		if (!(n->uses & ~MOVES & (uint64_t)1 << i))
			continue;
		const struct page_value *v = &ask->value[i];
		if (i == PAGE_CSRF) { // put in anew each time; only its length counts
			size_t length = v->type == PAGE_TEXT ? strlen(v->text) : 0;
			buf_add(key, &length, sizeof length);
			continue;
		}
		buf_char(key, (char)('0' + (int)v->type));
		if (v->type == PAGE_INT)
			buf_add(key, &v->number, sizeof v->number);
		else if (v->type == PAGE_TEXT)
			buf_add(key, v->text, strlen(v->text) + 1);
	}
	return !key->over;
}

static size_t place(const struct buf *key)
{
	uint64_t h = 1469598103934665603U;
	for (size_t i = 0; i < key->n; i++)
		h = (h ^ (unsigned char)key->p[i]) * 1099511628211U;
	return (h ^ h >> 29) & (SLOTS - WAYS); // the first of its ways
}

// ---- the pieces

static void forget(struct page_keep *k)
{
	for (int i = 0; i < SLOTS; i++) {
		free(k->slot[i].tokens);
		k->slot[i] = (struct piece){0};
	}
	k->bytes = 0;
}

static void end(void *arg)
{
	forget(arg);
}

struct page_keep *page_keep_new(struct arena *a)
{
	struct page_keep *k = arena_alloc(a, sizeof *k);
	arena_defer(a, end, k);
	return k;
}

void page_keep_fresh(struct page_keep *k, int64_t version, int64_t now)
{
	if (version == k->version && now - k->since < KEEP_SECONDS && now >= k->since)
		return;
	forget(k);
	k->version = version;
	k->since = now;
}

static bool is(const struct piece *p, const struct buf *key)
{
	return p->key && p->key_n == key->n && memcmp(p->key, key->p, key->n) == 0;
}

const struct page_piece *page_keep_find(const struct page_keep *k, const struct buf *key)
{
	const struct piece *p = &k->slot[place(key)];
	for (int i = 0; i < WAYS; i++)
		if (is(&p[i], key))
			return &p[i].piece;
	return NULL;
}

// The slot for a key: its own, an empty one, else each in turn.
static struct piece *slot_for(struct page_keep *k, const struct buf *key)
{
	struct piece *p = &k->slot[place(key)];
	for (int i = 0; i < WAYS; i++)
		if (is(&p[i], key))
			return &p[i];
	for (int i = 0; i < WAYS; i++)
		if (!p[i].key)
			return &p[i];
	return &p[k->turn++ % WAYS];
}

static size_t size_of(const struct buf *key, const struct page_piece *piece)
{
	return (size_t)piece->token_n * sizeof(uint32_t) + key->n + piece->text.n;
}

void page_keep_put(struct page_keep *k, const struct buf *key, const struct page_piece *piece)
{
	size_t n = size_of(key, piece), tokens = (size_t)piece->token_n * sizeof(uint32_t);
	if (n > PIECE_MAX)
		return;
	if (k->bytes + n > KEEP_BYTES_MAX)
		forget(k);
	struct piece *p = slot_for(k, key);
	uint32_t *all = malloc(n + 1);
	if (!all)
		return;
	if (p->key)
		k->bytes -= (size_t)p->piece.token_n * sizeof(uint32_t) + p->key_n + p->piece.text.n;
	free(p->tokens);
	char *rest = (char *)all + tokens;
	memcpy(all, piece->token, tokens);
	memcpy(rest, key->p, key->n);
	memcpy(rest + key->n, piece->text.p, piece->text.n);
	p->tokens = all;
	p->key = rest;
	p->key_n = key->n;
	p->piece = (struct page_piece){{rest + key->n, piece->text.n}, all, piece->token_n};
	k->bytes += n;
}
