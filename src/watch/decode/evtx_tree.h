// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// One record of a Windows event log on its way from binary XML to JSON: a tree of elements, attributes and values. For src/watch/decode/evtx*.c only.
#ifndef BOLWERK_EVTX_TREE_H
#define BOLWERK_EVTX_TREE_H

#include "../../base/text.h"

#include <string.h>

enum {
	EVTX_CHUNK = 65536,
	EVTX_DEPTH = 40,        // elements and fragments that may stand in each other
	EVTX_NODES = 8192,      // of one record
	EVTX_STEPS = 65536,     // tokens of one record: templates may stand in templates
	EVTX_VALUES = 4096,     // substitutions of one record, of all templates that are open at once
	EVTX_NAMES = 1024,      // names of one chunk that are kept
	EVTX_NAME_BYTES = 65536,
	EVTX_TEXT = 1 << 20,    // bytes of all texts of one record
	EVTX_BUDGET = 1 << 20,  // work of one chunk: tokens, and one for sixteen bytes that are written; a few bytes of a record may call for a large template
	EVTX_KEYS = 1024,       // names of one object that are looked at for being the same
};

enum evtx_kind { EVTX_ELEMENT, EVTX_ATTRIBUTE, EVTX_STRING, EVTX_LITERAL, EVTX_LIST, EVTX_NULL };

// A node. text: of elements and attributes the name, of values what stands for it in JSON (of strings without the quotes, of lists without the brackets).
struct evtx_node {
	enum evtx_kind kind;
	int next, child, last; // 0: none
	int number;            // of elements: which of those of its name it is; 0: the last, -1: left out
	struct text text;
};

// A buffer with a hard end; what does not fit sets over.
struct evtx_out {
	char *p;
	size_t n, max;
	bool over;
};

// A name of the object that is being written.
struct evtx_key {
	struct text text;
	int last, count;
};

// What is known of the chunk and of the record that is being read.
struct evtx_tree {
	unsigned char chunk[EVTX_CHUNK];
	uint32_t have;                      // bytes of the chunk that there are
	uint16_t known[EVTX_CHUNK];         // the number of the name at an offset, 0: not read yet
	struct text name[EVTX_NAMES];
	uint16_t name_at[EVTX_NAMES];
	char name_bytes[EVTX_NAME_BYTES];
	int names;
	size_t name_used;
	struct evtx_node node[EVTX_NODES];  // node 0 is the record itself
	int nodes, steps, budget;
	uint32_t value[EVTX_VALUES];        // offsets of the substitutions
	int values;
	struct evtx_key key[EVTX_KEYS];
	char text_bytes[EVTX_TEXT];
	struct evtx_out text;
};

// Begins a chunk: forgets the names of the one before.
void evtx_tree_chunk(struct evtx_tree *x);

// Reads the binary XML of one record, from..to in the chunk; false when it is damaged or too much.
bool evtx_tree_read(struct evtx_tree *x, uint32_t from, uint32_t to);

// Adds a node at the end of its parent; 0 when there is no room.
int evtx_tree_add(struct evtx_tree *x, int parent, enum evtx_kind kind, struct text text);

// Adds a value of a type of binary XML (not of nested binary XML) to its parent; false when there is no room.
bool evtx_value_add(struct evtx_tree *x, int parent, unsigned type, uint32_t at, uint32_t n);

// Adds n units of UTF-16 as the inside of a JSON text; a unit of half a pair becomes U+FFFD.
void evtx_out_utf16(struct evtx_out *o, const unsigned char *p, size_t n);

static inline void evtx_out_add(struct evtx_out *o, const void *p, size_t n)
{
	if (o->over || n > o->max - o->n) {
		o->over = true;
		return;
	}
	memcpy(o->p + o->n, p, n);
	o->n += n;
}

// Writes the tree as one JSON object, in the shape of evtx_dump: attributes are "#attributes", text beside attributes or elements is "#text", Data elements have the name in
// their attribute Name, unnamed ones are one "Data"; of names that stand twice the last keeps the name, those before are NAME_1, NAME_2 (in an object of thousands of names
// they may stand twice).
void evtx_json(struct evtx_tree *x, struct evtx_out *o);

static inline uint32_t evtx_u16(const unsigned char *p)
{
	return (uint32_t)(p[0] | p[1] << 8);
}

static inline uint32_t evtx_u32(const unsigned char *p)
{
	return evtx_u16(p) | evtx_u16(p + 2) << 16;
}

static inline uint64_t evtx_u64(const unsigned char *p)
{
	return evtx_u32(p) | (uint64_t)evtx_u32(p + 4) << 32;
}

#endif
