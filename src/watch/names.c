// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Names; see names.h.
#include "names.h"
#include "hash.h"

enum { SLOTS = 2 * NAMES_MAX };

struct names *names_new(struct arena *a)
{
	struct names *n = arena_alloc(a, sizeof *n);
	n->a = a;
	n->name = arena_alloc(a, sizeof *n->name * NAMES_MAX);
	n->at = arena_alloc(a, sizeof *n->at * SLOTS);
	return n;
}

static int looked(struct names *n, struct text name)
{
	size_t i = hash_text(0, name) & (SLOTS - 1);
	for (; n->at[i]; i = (i + 1) & (SLOTS - 1))
		if (text_same(n->name[n->at[i] - 1].text, name))
			return n->at[i] - 1;
	if (n->n == NAMES_MAX)
		return -1;
	char *p = arena_alloc(n->a, name.n + 17);
	memcpy(p, name.n ? name.p : "", name.n);
	p[name.n] = '"';
	n->name[n->n] = (struct name){{p, name.n}, 0};
	n->at[i] = (uint16_t)(n->n + 1);
	return n->n++;
}

int names_find(struct names *n, struct text name, int before)
{
	int *guess = before >= 0 ? &n->name[before].then : &n->first;
	if (n->n && text_same(n->name[*guess].text, name))
		return *guess;
	int found = looked(n, name);
	if (found >= 0)
		*guess = found;
	return found;
}

int names_count(const struct names *n)
{
	return n->n;
}
