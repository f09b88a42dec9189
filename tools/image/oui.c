// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who made a network card: the registries of the IEEE as Debian packs them (ieee-data), blocks of 24, 28 and 36 bits; see image.h. Names are made shorter, and each
// is kept once.
#include "image.h"

#include <ctype.h>
#include <string.h>

#define WORDS_MAX 12

// Words that say what form a firm has, not which one it is.
static bool is_form(struct text w)
{
	static const char *const all[] = {"inc", "ltd", "llc", "corp", "corporation", "co", "co.,ltd", "co.ltd", "limited", "gmbh", "ag", "bv", "b.v", "nv", "n.v", "sa", "s.a",
		"sas", "spa", "s.p.a", "srl", "s.r.l", "oy", "ab", "a/s", "as", "aps", "pty", "plc", "kg", "company", "incorporated", "technologies", "technology", "tech",
		"international", "electronics", "systems", "co.,", "s.l", "sl", "kk", "k.k", "pte", "(shenzhen)", "(pty)", "(hk)", "l.l.c", "& co", "&", "the", "sp", "z", "o.o",
		"sdn", "bhd", "s.a.s", "d.o.o", "a.s", "sarl", "jsc", "ooo", "industrial", "industries", "group", "holdings", NULL};
	while (w.n && strchr(".,", w.p[w.n - 1]))
		w.n--;
	for (int i = 0; all[i]; i++)
		if (text_is_nocase(w, all[i]))
			return true;
	return !w.n;
}

static char *shorter(struct image *im, const char *name)
{
	struct text all = text_of(name), part, word[WORDS_MAX] = {{NULL, 0}};
	int n = 0;
	while (n < WORDS_MAX && text_field(&all, ' ', &part)) {
		while (part.n && part.p[part.n - 1] == ',')
			part.n--;
		if (part.n)
			word[n++] = part;
	}
	while (n > 1 && is_form(word[n - 1]))
		n--;
	struct buf *b = buf_new(im->a, 256);
	for (int i = 0; i < n && b->n + word[i].n < 40; i++)
		buf_printf(b, "%s%.*s", i ? " " : "", (int)word[i].n, word[i].p);
	if (!b->n)
		buf_printf(b, "%.36s", name);
	return b->p;
}

static void put(struct image *im, sqlite3_stmt *name, sqlite3_stmt *block, const char *hex, const char *maker)
{
	static int64_t next; // number of the next new name
	int bits = (int)strlen(hex) * 4;
	int64_t prefix = 0;
	if ((bits != 24 && bits != 28 && bits != 36) || !text_int(text_of(hex), 16, &prefix) || strcmp(maker, "Private") == 0 ||
		strcmp(maker, "IEEE Registration Authority") == 0)
		return;
	char *s = shorter(im, maker);
	sqlite3_bind_text(name, 1, s, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int64(name, 2, next);
	sqlite3_step(name);
	next += sqlite3_changes(im->db);
	sqlite3_reset(name);
	sqlite3_bind_int64(block, 1, prefix << (48 - bits) << 8 | bits);
	sqlite3_bind_text(block, 2, s, -1, SQLITE_TRANSIENT);
	sqlite3_step(block);
	sqlite3_reset(block);
}

void image_ouis(struct image *im)
{
	static const char *const files[] = {"oui", "mam", "oui36", NULL};
	sqlite3_stmt *name, *block;
	sqlite3_exec(im->db, "CREATE TEMP TABLE made(name TEXT PRIMARY KEY, id INTEGER) STRICT, WITHOUT ROWID", NULL, NULL, NULL);
	sqlite3_prepare_v2(im->db, "INSERT OR IGNORE INTO made VALUES(?1, ?2)", -1, &name, NULL);
	sqlite3_prepare_v2(im->db, "INSERT OR IGNORE INTO oui SELECT ?1, id FROM made WHERE name = ?2", -1, &block, NULL);
	for (int i = 0; files[i]; i++) {
		char *path = arena_printf(im->a, "/usr/share/ieee-data/%s.csv", files[i]), *all = image_file(im, path, NULL);
		const char *f[4];
		struct text rest = text_of(all ? all : "");
		for (int n; (n = image_record(im, &rest, f, 4)) != 0;)
			if (n >= 3)
				put(im, name, block, f[1], f[2]);
			else if (n < 0) {
				image_error(im, path, 0, "a quote does not end");
				break;
			}
	}
	sqlite3_finalize(name);
	sqlite3_finalize(block);
	image_put(im, "INSERT INTO maker SELECT id, name FROM made", IMAGE_END);
	sqlite3_exec(im->db, "DROP TABLE made", NULL, NULL, NULL);
}
