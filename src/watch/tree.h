// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// YAML as a tree that knows its lines; for rules and data that strangers wrote. Depth and counts are bounded, a key that stands twice is refused.
#ifndef BOLWERK_TREE_H
#define BOLWERK_TREE_H

#include "../base/err.h"
#include "../base/text.h"

enum {
	TREE_DEPTH = 32,
	TREE_NODES = 200000, // of a document
	TREE_KEYS = 1024,    // of a map
	TREE_ANCHORS = 256,  // of a document
};

enum tree_kind { TREE_SCALAR, TREE_LIST, TREE_MAP };

// A value. Items and members hang on `child`, in order, by `next`. An alias is a copy of its anchor that shares the children: a walk counts its steps.
struct tree {
	enum tree_kind kind;
	bool plain;       // a scalar without quotes: it may be a number, a boolean or null
	size_t line;      // from 1
	size_t key_line;  // of members: where the key stands
	struct text key;  // of members
	struct text text; // of scalars
	struct tree *child, *next;
};

// A text with several documents. tree_next gives the next document (*ret NULL when it is empty); false at the end or with *e set to a sentence (*ret_line: where) when the rest
// cannot be read. Everything lives in the arena.
struct tree_reader;
struct tree_reader *tree_open(struct arena *a, struct text yaml);
bool tree_next(struct tree_reader *r, struct tree **ret, size_t *ret_line, struct err *e);

// The member of a map; NULL when there is none or t is no map.
const struct tree *tree_get(const struct tree *t, const char *key);

// The text of a scalar member; empty when there is none.
struct text tree_text(const struct tree *t, const char *key);

// Whether it is null: nothing, ~ or null without quotes.
bool tree_null(const struct tree *t);

#endif
