// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Names of fields as small numbers: events of one kind have the same names in the same order, so most are known from the one before them.
#ifndef BOLWERK_NAMES_H
#define BOLWERK_NAMES_H

#include "../base/text.h"

enum { NAMES_MAX = 4096 };

// A name, and which one stood behind it last.
struct name {
	struct text text; // a quote and 16 more bytes may be read behind it
	int then;
};

struct names {
	struct arena *a;
	int n, first; // first: which name stood at the beginning last
	struct name *name;
	uint16_t *at; // by hash: number + 1
};

// An empty table. It ends with the arena.
struct names *names_new(struct arena *a);

// The number of a name, from 0 on; a new one gets the next. before: the number of the name before it in the record, -1 for none. -1: the table is full.
int names_find(struct names *n, struct text name, int before);

// The number of the name that stood last behind that of number `before` (-1: at the beginning); -1: there is none.
static inline int names_guess(const struct names *n, int before)
{
	return !n->n ? -1 : before >= 0 ? n->name[before].then : n->first;
}

// How many there are.
int names_count(const struct names *n);

#endif
