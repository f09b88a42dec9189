// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where a domain of one's own begins: the public suffix list of Debian's package publicsuffix, its ICANN part, as table ref_public_suffix; see image.h.
#include "image.h"

#include <string.h>

#define LIST "/usr/share/publicsuffix/public_suffix_list.dat"

void image_suffixes(struct image *im)
{
	const char *create = "CREATE TABLE ref_public_suffix(rule TEXT PRIMARY KEY) STRICT, WITHOUT ROWID";
	char *all = image_file(im, LIST, NULL);
	image_put(im, create, IMAGE_END);
	sqlite3_exec(im->trial, create, NULL, NULL, NULL);
	struct text rest = text_of(all ? all : ""), line;
	sqlite3_stmt *st;
	if (sqlite3_prepare_v2(im->db, "INSERT OR IGNORE INTO ref_public_suffix VALUES(?)", -1, &st, NULL) != SQLITE_OK) {
		image_error(im, LIST, 1, "%s", sqlite3_errmsg(im->db));
		return;
	}
	while (text_line(&rest, &line) && !text_has(line, "===END ICANN DOMAINS===")) {
		line = text_trim(line);
		if (!line.n || text_starts(line, "//"))
			continue;
		bool plain = true;
		for (size_t i = 0; i < line.n; i++)
			plain &= (unsigned char)line.p[i] < 0x80; // others stand there as xn-- nowhere: too rare for us
		if (!plain)
			continue;
		sqlite3_bind_text(st, 1, line.p, (int)line.n, SQLITE_TRANSIENT);
		if (sqlite3_step(st) != SQLITE_DONE)
			image_error(im, LIST, 1, "%s", sqlite3_errmsg(im->db));
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
}
