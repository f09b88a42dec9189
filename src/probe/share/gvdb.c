// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reads GVDB; see gvdb.h. A file begins with 8 bytes "GVariant", version, options and the place of the root table. A table has a
// Bloom filter, buckets and items of 24 bytes; an item's name is the end of the key, its parent has what stands before. All numbers
// are little-endian; tables of big-endian machines are not read.
#include "gvdb.h"

#include <string.h>

#define ITEM 24
#define DEPTH_MAX 64

struct table {
	struct text db;
	size_t items; // where they begin
	uint32_t n;
};

static uint32_t number(struct text db, size_t at)
{
	uint32_t v = 0;
	if (at + 4 <= db.n)
		memcpy(&v, db.p + at, sizeof v);
	return v;
}

// The table that lies between two places.
static bool open_table(struct text db, uint32_t start, uint32_t end, struct table *ret)
{
	if (start % 4 || start > end || end > db.n || end - start < 8)
		return false;
	uint64_t bloom = (number(db, start) & 0x7ffffff) * 4ull, buckets = number(db, start + 4) * 4ull, items = start + 8ull + bloom + buckets;
	if (items > end)
		return false;
	*ret = (struct table){db, (size_t)items, (uint32_t)((end - items) / ITEM)};
	return true;
}

static uint32_t hash(const char *key)
{
	uint32_t h = 5381;
	for (; *key; key++)
		h = h * 33 + (uint32_t)(int)(signed char)*key;
	return h;
}

static bool same_name(const struct table *t, uint32_t item, const char *key)
{
	size_t left = strlen(key);
	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		size_t at = t->items + (size_t)item * ITEM;
		uint32_t parent = number(t->db, at + 4), start = number(t->db, at + 8);
		size_t size = number(t->db, at + 12) & 0xffff;
		if (size > left || start > t->db.n || size > t->db.n - start || memcmp(t->db.p + start, key + left - size, size) != 0)
			return false;
		left -= size;
		if (parent == UINT32_MAX)
			return left == 0;
		if (parent >= t->n)
			return false;
		item = parent;
	}
	return false;
}

// The place of what a key stands for, when it is of that type: v a value, H a table.
static bool find(const struct table *t, const char *key, char type, uint32_t *ret_start, uint32_t *ret_end)
{
	uint32_t h = hash(key);
	for (uint32_t i = 0; i < t->n; i++) {
		size_t at = t->items + (size_t)i * ITEM;
		if (number(t->db, at) != h || (number(t->db, at + 12) >> 16 & 0xff) != (unsigned char)type || !same_name(t, i, key))
			continue;
		*ret_start = number(t->db, at + 16);
		*ret_end = number(t->db, at + 20);
		return *ret_start <= *ret_end && *ret_end <= t->db.n;
	}
	return false;
}

static bool open_root(struct text db, struct table *ret)
{
	return db.n >= 24 && memcmp(db.p, "GVariant", 8) == 0 && number(db, 8) == 0 && open_table(db, number(db, 16), number(db, 20), ret);
}

bool gvdb_is(struct text db)
{
	struct table t;
	return open_root(db, &t);
}

// A value is the bytes, a NUL and the name of the type.
bool gvdb_get(struct text db, const char *key, int64_t *ret)
{
	struct table t;
	uint32_t start, end;
	if (!open_root(db, &t) || !find(&t, key, 'v', &start, &end) || end - start < 3 || db.p[end - 2])
		return false;
	char type = db.p[end - 1];
	uint32_t size = end - start - 2;
	if (type == 'b' && size == 1)
		*ret = db.p[start] != 0;
	else if (type == 'u' && size == 4)
		*ret = number(db, start);
	else if (type == 'i' && size == 4)
		*ret = (int32_t)number(db, start);
	else
		return false;
	return true;
}

bool gvdb_locked(struct text db, const char *key)
{
	struct table t, locks;
	uint32_t start, end;
	return open_root(db, &t) && find(&t, ".locks", 'H', &start, &end) && open_table(db, start, end, &locks) &&
		find(&locks, key, 'v', &start, &end);
}
