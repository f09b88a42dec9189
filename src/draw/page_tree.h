// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A page taken apart: a tree of nodes in which every name has become a place to read from. Shared by page.c, which makes it, and
// page_run.c, which draws it; for nobody else.
#ifndef BOLWERK_PAGE_TREE_H
#define BOLWERK_PAGE_TREE_H

#include "context.h"
#include "page.h"


#define PAGE_DEPTH_MAX 12

// Where a value comes from: a column of the query at a level around, or a parameter (level < 0).
struct page_from {
	short level;  // 0: outermost query; -1: parameter; -2: nowhere
	short number; // column or parameter
};

struct page_bind {
	int at; // number of the ? in the SQL
	struct page_from from;
};

// A query at one place of a page.
struct page_use {
	const char *name;
	const char *sql;
	int id; // slot of its statement in a drawer
	struct page_bind *bind;
	int bind_n;
	int column_n;
	struct page_use *next;
};

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_COUNTED, NODE_EACH, NODE_NONE, NODE_IF, NODE_UNLESS, NODE_DRAWING };

struct page_node {
	enum node_kind kind;
	enum place place;                // NODE_VALUE
	struct text text;                // NODE_TEXT; NODE_COUNTED: the word for one
	struct text many;                // NODE_COUNTED: for many
	struct page_from from;           // value, number, condition, argument
	struct page_from control;        // whose words come first
	const struct page_use *use;      // NODE_EACH, NODE_NONE
	const struct page_part *drawing; // NODE_DRAWING
	int level;                       // NODE_EACH: level of its rows
	struct page_node *inside, *next;
	bool layout;   // belongs to the layout, not to the page
	bool keeps;    // what it draws depends on parameters and the database alone, and may be kept
	uint64_t uses; // parameters that it and what is inside it read, a bit each
};

struct page {
	const char *name, *lang;
	struct page_node *first;
};

// Statements are numbered over all pages: those of a page have the same numbers in each language.
struct page_entry {
	const char *name;
	int base, uses;
	struct page *lang[4];
	struct page_entry *next;
};

struct page_set {
	struct arena *a;
	const struct page_part *parts;
	sqlite3_mutex *lock; // also where there are no POSIX threads
	struct page_entry *entries;
	int uses;
};

// The page of the set, taken apart now or before. NULL when it is not there or has an error.
const struct page *page_made(struct page_set *s, struct db *d, const char *name, const char *lang, struct err *e);

#endif
