// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Names of fields as small numbers: events of one kind have the same names in the same order, so most are known from the one before them.
#ifndef BOLWERK_NAMES_H
#define BOLWERK_NAMES_H

#include "../base/text.h"

enum { NAMES_MAX = 4096 };

struct names;

// An empty table. It ends with the arena.
struct names *names_new(struct arena *a);

// The number of a name, from 0 on; a new one gets the next. before: the number of the name before it in the record, -1 for none. -1: the table is full.
int names_find(struct names *n, struct text name, int before);

// How many there are.
int names_count(const struct names *n);

#endif
